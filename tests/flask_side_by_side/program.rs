//! The program itself: one command starts both applications, and both end with it.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Command, Output, Stdio};

/// Returns `cargo run --example flask_side_by_side` with these variables. Cargo replaces itself by
/// the example.
fn command(variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["run", "--quiet", "--example", "flask_side_by_side"])
        .args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
        .env("PORT", "0")
        .env_remove("FLASK_URL")
        .env_remove("SECRET_KEY")
        .envs(variables.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Flask writes its log to the program's stderr, so this read ends when both have ended, even if
/// the program had no time to do anything.
#[tokio::test]
async fn flask_starts_and_ends_with_it() {
    let mut program = command(&[]).spawn().expect("cargo runs");
    let mut line = String::new();
    let mut output = BufReader::new(program.stdout.take().expect("piped"));
    output.read_line(&mut line).expect("it prints a line");
    let url = line.trim_end().strip_prefix("Listening on ").expect("its first line says where it listens").to_owned();

    let client = reqwest::Client::builder().no_proxy().build().expect("a client without TLS");
    let page = client.get(format!("{url}/flask")).send().await.expect("an answer").text().await.expect("a text");
    assert!(page.contains("Flask has made this page."), "{page}");

    program.kill().expect("it runs");
    program.wait().expect("it ends");
    let mut log = String::new();
    program.stderr.take().expect("piped").read_to_string(&mut log).expect("it wrote a text");
    assert!(log.contains("\"GET /flask HTTP/1.1\" 200"), "{log}");
}

#[test]
fn without_flask_it_says_how_to_install_it() {
    let output = command(&[("SESSION_PYTHON", "/no/such/python")]).output().expect("cargo runs");
    let message = refusal(&output);
    assert!(message.contains("Flask can't be started with /no/such/python: No such file"), "{message}");
    assert!(message.contains(".venv/bin/pip install -r examples/flask_side_by_side/requirements.txt"), "{message}");

    // A program that ends without output stands for a Python without Flask.
    let output = command(&[("SESSION_PYTHON", "/bin/false")]).output().expect("cargo runs");
    assert!(refusal(&output).contains("Flask can't be started with /bin/false\nTo install it"), "{output:?}");
}

#[test]
fn in_front_of_another_flask_it_needs_the_secret() {
    let output = command(&[("FLASK_URL", "http://127.0.0.1:1")]).output().expect("cargo runs");
    let message = refusal(&output);
    assert!(message.contains("the environment variable `SECRET_KEY` holds no secret"), "{message}");
}

/// Returns what the program prints when it doesn't start.
fn refusal(output: &Output) -> String {
    assert!(!output.status.success() && output.stdout.is_empty(), "it doesn't listen: {output:?}");
    String::from_utf8(output.stderr.clone()).expect("a text")
}

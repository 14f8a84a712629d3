//! The program itself: one command is all it takes, and Ctrl-C ends it.

use std::io::{BufRead as _, BufReader};
use std::process::{Child, Command, Stdio};

use crate::file::Folder;

/// A running program. It is stopped when it is dropped.
struct Program(Child);

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[tokio::test]
async fn one_command_starts_it_and_ctrl_c_ends_it() {
    let folder = Folder::new();
    // Cargo replaces itself by the example.
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["run", "--quiet", "--example", "shop"])
        .args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
        .env("PORT", "0")
        .env("SHOP_DATABASE", folder.file())
        .env_remove("SESSION_KEY")
        .env_remove("DATABASE_URL")
        .env_remove("REDIS_URL")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    let mut program = Program(command.spawn().expect("cargo runs"));
    let mut lines = BufReader::new(program.0.stdout.take().expect("piped")).lines().map_while(Result::ok);
    let file = lines.next().expect("it prints where the sessions are");
    assert_eq!(file, format!("Sessions are kept in {}", folder.file().display()));
    let line = lines.next().expect("and where it listens");
    let url = line.strip_prefix("Listening on ").expect("an address");

    let client = reqwest::Client::builder().no_proxy().build().expect("a client without TLS");
    let answer = client.get(format!("{url}/ready")).send().await.expect("an answer");
    assert_eq!(answer.text().await.expect("a text"), "ready");
    drop(client);

    let pid = program.0.id().to_string();
    assert!(Command::new("kill").args(["-INT", &pid]).status().expect("kill is there").success());
    assert!(program.0.wait().expect("it ends").success());
}

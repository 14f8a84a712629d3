//! Tests the example `visits` as its visitors see it: the program itself, a real socket, and a
//! client with its own cookie jar.
//!
//! The jar is reqwest's. Like Chromium and Firefox it takes `http://localhost` for secure, so it
//! keeps a `Secure` cookie there, and checks what the prefix `__Host-` demands.

use std::env;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::{Arc, OnceLock};

use reqwest::cookie::{CookieStore as _, Jar};
use reqwest::header::SET_COOKIE;
use reqwest::{Client, Url, redirect};
use session_core::Key;

/// The variables that the example reads. A test sets some of them, and inherits none.
const VARIABLES: [&str; 3] = ["SESSION_KEY", "PORT", "DANGER_ALLOW_HTTP"];

/// Returns the example's program, which `cargo test` puts beside the directory of this test. It is
/// built once more, because `cargo test --test end_to_end` builds no examples and would run an old
/// one.
fn program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let test = env::current_exe().expect("a running test has a path");
        let directory = test.ancestors().nth(2).expect("a test is in `<target>/<profile>/deps`");
        let profile = match directory.file_name() {
            Some(name) if name != "debug" => name,
            _ => "dev".as_ref(),
        };
        let build = Command::new(env!("CARGO"))
            .args(["build", "--quiet", "--example", "visits"])
            .args(["--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
            .args(["--profile".as_ref(), profile])
            .arg("--target-dir")
            .args(directory.parent())
            .status();
        assert!(build.expect("cargo runs").success(), "the example builds");
        directory.join("examples").join(format!("visits{}", env::consts::EXE_SUFFIX))
    })
}

fn command(variables: &[(&str, &str)]) -> Command {
    let mut command = Command::new(program());
    for variable in VARIABLES {
        command.env_remove(variable);
    }
    command.envs(variables.iter().copied()).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// The running example. It is stopped when it is dropped.
struct Site {
    child: Child,
    url: Url,
    /// Kept open: a program that prints into a closed pipe panics.
    _output: BufReader<ChildStdout>,
}

impl Site {
    fn start(variables: &[(&str, &str)]) -> Self {
        let mut child = command(variables).env("PORT", "0").spawn().expect("the example starts");
        let mut line = String::new();
        let mut output = BufReader::new(child.stdout.take().expect("its output is piped"));
        output.read_line(&mut line).expect("it prints a line");
        let port =
            line.trim_end().strip_prefix("Listening on http://127.0.0.1:").expect("its first line says where it listens");
        let url = Url::parse(&format!("http://localhost:{port}/")).expect("it is a port");
        Self { child, url, _output: output }
    }

    fn with_key(key: &Key) -> Self {
        Self::start(&[("SESSION_KEY", &key.to_base64())])
    }

    /// Stops the example, and returns what it wrote to stderr.
    fn stop(mut self) -> String {
        self.child.kill().expect("it runs");
        let mut text = String::new();
        self.child.stderr.take().expect("its stderr is piped").read_to_string(&mut text).expect("it wrote a text");
        text
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Creates a browser that follows no redirects unless it is told to.
struct Visitor {
    client: Client,
    jar: Arc<Jar>,
}

/// The response to a visitor.
struct Answer {
    status: u16,
    set_cookie: Vec<String>,
    page: String,
}

impl Answer {
    /// Returns the text after "Visit number: ".
    fn visit(&self) -> u32 {
        let (_, after) = self.page.split_once("Visit number: ").expect("the page shows the number");
        let digits: String = after.chars().take_while(char::is_ascii_digit).collect();
        digits.parse().expect("it is a number")
    }
}

impl Visitor {
    fn new() -> Self {
        let jar = Arc::new(Jar::default());
        let client = Client::builder().no_proxy().redirect(redirect::Policy::none()).cookie_provider(Arc::clone(&jar));
        Self { client: client.build().expect("a client without TLS"), jar }
    }

    async fn get(&self, site: &Site, path: &str) -> Answer {
        let url = site.url.join(path).expect("a path");
        Self::answer(self.client.get(url).send().await.expect("an answer")).await
    }

    async fn post(&self, site: &Site, path: &str) -> Answer {
        let url = site.url.join(path).expect("a path");
        Self::answer(self.client.post(url).send().await.expect("an answer")).await
    }

    async fn answer(response: reqwest::Response) -> Answer {
        let status = response.status().as_u16();
        let text = |value: &reqwest::header::HeaderValue| value.to_str().expect("a cookie is ASCII").to_owned();
        let set_cookie = response.headers().get_all(SET_COOKIE).iter().map(text).collect();
        Answer { status, set_cookie, page: response.text().await.expect("a text") }
    }

    /// Returns the cookies of the next request to `site`, as in the header.
    fn cookies(&self, site: &Site) -> Option<String> {
        self.jar.cookies(&site.url).map(|cookies| cookies.to_str().expect("a cookie is ASCII").to_owned())
    }
}

#[tokio::test]
async fn the_page_counts_one_visitors_visits() {
    let (site, visitor) = (Site::with_key(&Key::generate()), Visitor::new());
    for number in 1..=3 {
        let answer = visitor.get(&site, "/").await;
        assert_eq!((answer.status, answer.visit()), (200, number));
    }
    let again = visitor.get(&site, "/?again").await;
    assert_eq!(again.visit(), 4);
    assert!(!again.page.contains("dropped") && !again.page.contains("refused"), "nothing to complain of: {}", again.page);
}

#[tokio::test]
async fn two_visitors_are_counted_apart() {
    let (site, one, other) = (Site::with_key(&Key::generate()), Visitor::new(), Visitor::new());
    assert_eq!(one.get(&site, "/").await.visit(), 1);
    assert_eq!(one.get(&site, "/").await.visit(), 2);
    assert_eq!(other.get(&site, "/").await.visit(), 1);
    assert_eq!(one.get(&site, "/").await.visit(), 3);
    assert_eq!(other.get(&site, "/").await.visit(), 2);
}

#[tokio::test]
async fn the_cookie_is_for_this_host_and_not_for_scripts() {
    let site = Site::with_key(&Key::generate());
    let answer = Visitor::new().get(&site, "/").await;
    let [set_cookie] = &*answer.set_cookie else { panic!("one cookie: {:?}", answer.set_cookie) };
    assert!(set_cookie.starts_with("__Host-visits="), "{set_cookie}");
    assert!(set_cookie.ends_with("; Path=/; Secure; HttpOnly; SameSite=Lax"), "{set_cookie}");
}

#[tokio::test]
async fn a_changed_cookie_starts_at_one_and_the_page_says_so() {
    let (site, visitor) = (Site::with_key(&Key::generate()), Visitor::new());
    visitor.get(&site, "/").await;
    visitor.get(&site, "/").await;
    let cookie = visitor.cookies(&site).expect("the jar keeps the cookie");
    // Changes the middle of the value, since the last character has bits that aren't the token's.
    let middle = cookie.len() - 10;
    let other = if cookie[middle..].starts_with('A') { "B" } else { "A" };
    let changed = format!("{}{other}{}; Path=/; Secure", &cookie[..middle], &cookie[middle + 1..]);
    visitor.jar.add_cookie_str(&changed, &site.url);

    let answer = visitor.get(&site, "/").await;
    assert_eq!(answer.visit(), 1);
    assert!(answer.page.contains("Your cookie was refused: bad signature. You start at 1."), "{}", answer.page);
    assert_eq!(visitor.get(&site, "/").await.visit(), 2, "the write has replaced the cookie");
}

#[tokio::test]
async fn a_restart_with_the_same_key_keeps_the_count() {
    let (key, visitor) = (Key::generate(), Visitor::new());
    let site = Site::with_key(&key);
    assert_eq!(visitor.get(&site, "/").await.visit(), 1);
    drop(site);
    let site = Site::with_key(&key);
    assert_eq!(visitor.get(&site, "/").await.visit(), 2, "cookies are the host's, whatever its port");
}

#[tokio::test]
async fn a_restart_with_another_key_starts_at_one() {
    let visitor = Visitor::new();
    let site = Site::with_key(&Key::generate());
    visitor.get(&site, "/").await;
    assert_eq!(visitor.get(&site, "/").await.visit(), 2);
    drop(site);
    let site = Site::with_key(&Key::generate());
    let answer = visitor.get(&site, "/").await;
    assert_eq!(answer.visit(), 1);
    assert!(answer.page.contains("Your cookie was refused: signed with an unknown key."), "{}", answer.page);
}

#[tokio::test]
async fn the_forget_button_deletes_the_cookie() {
    let (site, visitor) = (Site::with_key(&Key::generate()), Visitor::new());
    visitor.get(&site, "/").await;
    visitor.get(&site, "/").await;
    let answer = visitor.post(&site, "/forget").await;
    assert_eq!(answer.status, 303);
    let [set_cookie] = &*answer.set_cookie else { panic!("one deletion: {:?}", answer.set_cookie) };
    assert!(set_cookie.starts_with("__Host-visits=; ") && set_cookie.contains("Max-Age=0"), "{set_cookie}");
    assert_eq!(visitor.cookies(&site), None, "the jar has dropped it");

    let answer = visitor.get(&site, "/").await;
    assert_eq!(answer.visit(), 1);
    assert!(!answer.page.contains("dropped"), "the visitor asked for it: {}", answer.page);
}

#[tokio::test]
async fn a_browser_that_keeps_no_cookie_is_told_what_to_do() {
    let site = Site::with_key(&Key::generate());
    for _ in 0..2 {
        let answer = Visitor::new().get(&site, "/?again").await;
        assert_eq!(answer.visit(), 1);
        assert!(answer.page.contains("Your browser dropped the cookie."), "{}", answer.page);
        assert!(answer.page.contains("run with DANGER_ALLOW_HTTP=1, for development only"), "{}", answer.page);
    }
}

#[tokio::test]
async fn plain_http_takes_a_name_without_prefix_and_no_secure() {
    let site = Site::start(&[("SESSION_KEY", &Key::generate().to_base64()), ("DANGER_ALLOW_HTTP", "1")]);
    let visitor = Visitor::new();
    let answer = visitor.get(&site, "/").await;
    let [set_cookie] = &*answer.set_cookie else { panic!("one cookie: {:?}", answer.set_cookie) };
    assert!(set_cookie.starts_with("visits="), "{set_cookie}");
    assert!(set_cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{set_cookie}");
    assert_eq!(visitor.get(&site, "/?again").await.visit(), 2);
    visitor.post(&site, "/forget").await;
    assert_eq!(visitor.cookies(&site), None);
}

#[tokio::test]
async fn without_a_key_it_counts_and_says_that_the_sessions_will_end() {
    let (site, visitor) = (Site::start(&[]), Visitor::new());
    assert_eq!(visitor.get(&site, "/").await.visit(), 1);
    assert_eq!(visitor.get(&site, "/").await.visit(), 2);
    let notice = site.stop();
    for part in ["SESSION_KEY is not set", "its sessions end with it", "openssl rand -base64 32"] {
        assert!(notice.contains(part), "{notice}");
    }
}

#[test]
fn with_a_key_it_says_nothing_about_keys() {
    assert_eq!(Site::with_key(&Key::generate()).stop(), "");
}

#[test]
fn a_bad_key_stops_it_and_the_message_tells_how_to_make_one() {
    for (key, why) in [
        ("short", "isn't base64"),
        ("c2hvcnQ=", "has 5 bytes, and needs 32"),
        ("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "isn't random"),
        (&session_core::testing::key(1).to_base64(), "printed in documentation or tests"),
    ] {
        let output = command(&[("SESSION_KEY", key), ("PORT", "0")]).output().expect("the example runs");
        let message = String::from_utf8(output.stderr).expect("it writes a text");
        assert!(!output.status.success(), "{key} is no key");
        assert!(output.stdout.is_empty(), "it doesn't listen");
        assert!(message.contains(why) && message.contains("openssl rand -base64 32"), "{message}");
        assert!(!message.contains(key), "a key isn't printed: {message}");
    }
}

//! A browser: Chromium, driven by a `chromedriver` of its own.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::{env, fs, process};

use thirtyfour::{ChromiumLikeCapabilities as _, DesiredCapabilities, WebDriver};

/// The directory that keeps cookies between two runs of a browser. It is removed at the end.
pub(crate) struct Profile(PathBuf);

impl Profile {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("profile-{}-{number}", process::id()));
        fs::create_dir_all(&directory).expect("the target directory can be written");
        Self(directory)
    }
}

impl Drop for Profile {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A running browser. Its fields are dropped from the top: the window is closed before its driver
/// is stopped.
pub(crate) struct Chromium {
    pub(crate) window: WebDriver,
    _driver: Driver,
}

impl Chromium {
    pub(crate) async fn start(profile: &Profile) -> Self {
        let driver = Driver::start();
        let mut capabilities = DesiredCapabilities::chrome();
        let profile = format!("--user-data-dir={}", profile.0.display());
        // Containers have a small /dev/shm, and tests run as root there, which Chromium doesn't
        // sandbox.
        for argument in ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--no-first-run", &profile] {
            capabilities.add_arg(argument).expect("a text is JSON");
        }
        let window = WebDriver::new(&driver.url, capabilities).await.expect("chromedriver starts Chromium");
        Self { window, _driver: driver }
    }

    /// Closes the window as a person does, so that the profile is written.
    pub(crate) async fn close(self) {
        self.window.quit().await.expect("Chromium closes");
    }
}

/// A `chromedriver` on a free port. It is stopped when it is dropped.
struct Driver {
    child: Child,
    url: String,
    /// Kept open: a program that prints into a closed pipe may end.
    _output: BufReader<ChildStdout>,
}

impl Driver {
    fn start() -> Self {
        let program = env::var_os("CHROMEDRIVER").unwrap_or_else(|| "chromedriver".into());
        let mut child = Command::new(&program)
            .arg("--port=0")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("{}: {error}; scripts/test installs it", program.display()));
        let mut output = BufReader::new(child.stdout.take().expect("its output is piped"));
        let port = port(&mut output);
        Self { child, url: format!("http://127.0.0.1:{port}"), _output: output }
    }
}

/// Returns the port that `chromedriver` says it listens on.
fn port(output: &mut BufReader<ChildStdout>) -> u16 {
    let lines = output.lines().map_while(Result::ok);
    let mut ports = lines.filter_map(|line| line.rsplit_once("on port ")?.1.trim_end_matches('.').parse().ok());
    ports.find(|port| *port != 0).expect("chromedriver says where it listens")
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

//! Starts Flask beside this program, so that the example is one command.

use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, error, fmt};

use reqwest::Url;

/// A Flask application that runs until this value is dropped or this program ends in any way. It
/// reads from a pipe, which closes then.
pub(crate) struct RunningFlask {
    child: Child,
    pub(crate) url: Url,
}

impl RunningFlask {
    /// Starts `serve.py`, which signs with `secret` and writes its log to `log`.
    pub(crate) fn start(secret: &str, log: Stdio) -> Result<Self, NoFlask> {
        let child = Command::new(python())
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/examples/flask_side_by_side/serve.py"))
            .env("SECRET_KEY", secret)
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()?;
        // From here on the Flask process ends with `flask`, even if it prints nothing.
        let mut flask = Self { child, url: Url::parse("http://127.0.0.1").expect("it is a URL") };
        let mut line = String::new();
        BufReader::new(flask.child.stdout.take().expect("it is piped")).read_line(&mut line)?;
        flask.url = line.trim_end().parse().map_err(|_| NoFlask(None))?;
        Ok(flask)
    }
}

/// Returns `SESSION_PYTHON`, or the Python in `.venv` at the top of the repository.
fn python() -> PathBuf {
    let in_venv = || Path::new(env!("CARGO_MANIFEST_DIR")).join(".venv/bin/python");
    env::var_os("SESSION_PYTHON").map_or_else(in_venv, PathBuf::from)
}

impl Drop for RunningFlask {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The error of a Flask that didn't start: there is no Python, or it has printed what is missing.
pub(crate) struct NoFlask(Option<io::Error>);

impl From<io::Error> for NoFlask {
    fn from(error: io::Error) -> Self {
        Self(Some(error))
    }
}

/// Prints what to do, for a `main` that returns the error.
impl fmt::Debug for NoFlask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl fmt::Display for NoFlask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Flask can't be started with {}", python().display())?;
        if let Some(error) = &self.0 {
            write!(f, ": {error}")?;
        }
        f.write_str(
            "\nTo install it, at the top of the repository:\n\n    \
             python3 -m venv .venv\n    \
             .venv/bin/pip install -r examples/flask_side_by_side/requirements.txt\n\n\
             Another Python that has Flask and Flask-Login: SESSION_PYTHON=… An application that runs already: FLASK_URL=… and SECRET_KEY=…",
        )
    }
}

impl error::Error for NoFlask {}

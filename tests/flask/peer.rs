//! The Flask application: requests to it and their results. Also a request here, to compare with.

use std::env;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{LazyLock, Mutex, PoisonError};

use serde_json::{Value, json};
use session_core::testing::{ManualClock, block_on};
use session_core::{InCookie, Live, SessionError, Sessions};
use session_flask::{FlaskConfig, FlaskKeys};

pub(crate) const SECRET: &str = "vector-secret-key-0123456789abcdef";

/// The process. It ends when this one does, because its standard input is closed.
struct Process {
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
    _child: Child,
}

static PROCESS: LazyLock<Mutex<Process>> = LazyLock::new(|| {
    let in_venv = || concat!(env!("CARGO_MANIFEST_DIR"), "/.venv/bin/python").into();
    let mut child = Command::new(env::var_os("SESSION_PYTHON").unwrap_or_else(in_venv))
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/flask/peer.py"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("SESSION_PYTHON, or the one in .venv, is a Python with Flask");
    let (questions, answers) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
    Mutex::new(Process { questions, answers: BufReader::new(answers), _child: child })
});

/// The result of one request in Flask.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u64,
    pub(crate) set_cookie: Vec<String>,
    /// The content of the session at the end; `None` if the status is 500.
    pub(crate) session: Value,
    /// The values that were taken out.
    pub(crate) gave: Value,
}

impl Answer {
    /// Returns the only cookie, as a browser sends it back.
    pub(crate) fn cookie(&self) -> &str {
        let [set_cookie] = &*self.set_cookie else { panic!("one cookie: {self:?}") };
        sent_back(set_cookie)
    }
}

/// Returns name and value, as a browser sends them back.
pub(crate) fn sent_back(set_cookie: &str) -> &str {
    set_cookie.split(';').next().unwrap_or_default()
}

/// An application and its configuration, in Python's names.
#[derive(Clone, Debug)]
pub(crate) struct Flask(Value);

impl Flask {
    /// Creates an application with Flask's defaults.
    pub(crate) fn new(secret: &str) -> Self {
        Self(json!({ "secret": secret }))
    }

    /// Sets a part of the configuration, which `peer.py` knows by this name.
    pub(crate) fn with(mut self, part: &str, value: impl Into<Value>) -> Self {
        self.0[part] = value.into();
        self
    }

    /// Makes a request with these cookies at this time, whose view takes these steps.
    pub(crate) fn request(&self, now: u64, cookies: Option<&str>, steps: Value) -> Answer {
        let mut answer = self.ask([("now", now.into()), ("cookies", cookies.into()), ("do", steps)]);
        let set_cookie = answer["set_cookie"].as_array().expect("a list").iter();
        Answer {
            status: answer["status"].as_u64().expect("a number"),
            set_cookie: set_cookie.map(|header| header.as_str().expect("a text").to_owned()).collect(),
            session: answer["session"].take(),
            gave: answer["gave"].take(),
        }
    }

    /// Returns a cookie's value with this payload, which may be anything. Only a holder of the
    /// secret can make it.
    pub(crate) fn sign(&self, now: u64, payload: &str) -> String {
        self.ask([("now", now.into()), ("sign", payload.into())])["signed"].as_str().expect("a text").to_owned()
    }

    /// Returns the content of a cookie at this time.
    pub(crate) fn read(&self, now: u64, cookies: &str) -> Value {
        self.request(now, Some(cookies), json!([])).session
    }

    fn ask(&self, question: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
        let mut asked = self.0.clone();
        for (part, value) in question {
            asked[part] = value;
        }
        // A failed test leaves the process usable.
        let mut process = PROCESS.lock().unwrap_or_else(PoisonError::into_inner);
        let mut line = String::new();
        writeln!(process.questions, "{asked}").expect("Python reads");
        process.answers.read_line(&mut line).expect("Python answers");
        serde_json::from_str(&line).expect("it is JSON")
    }
}

thread_local! {
    /// The clock of this test's sessions.
    static CLOCK: ManualClock = ManualClock::default();
}

/// Makes sessions here, with Flask's defaults.
pub(crate) fn sessions<S: InCookie>(keys: FlaskKeys) -> Sessions<S> {
    configured(&FlaskConfig::default(), keys)
}

/// Makes sessions here, whose clock [`request`] sets.
pub(crate) fn configured<S: InCookie>(config: &FlaskConfig, keys: FlaskKeys) -> Sessions<S> {
    let options = Sessions::options().clock(CLOCK.with(Clone::clone));
    config.sessions_with(keys, options).expect("browsers keep it")
}

/// Makes a request here, and returns the result of `f` and every `Set-Cookie`.
pub(crate) fn request<S: InCookie, R>(
    sessions: &Sessions<S>,
    now: u64,
    cookies: Option<&str>,
    f: impl FnOnce(Live<'_, S>) -> R,
) -> Result<(R, Vec<String>), SessionError> {
    CLOCK.with(|clock| clock.set(now));
    let (result, closed) = block_on(sessions.scope(cookies, async |live| f(live)))?;
    let headers = closed.headers();
    let set_cookie = headers.iter().filter(|header| header.name == "set-cookie");
    Ok((result, set_cookie.map(|header| header.value.to_owned()).collect()))
}

//! Measures what Flask's cookie costs here and in Flask: `session-flask` and CPython read and
//! write the same sessions in turn. Prints a table; see the README.
//!
//! `SESSION_PYTHON` names a Python with Flask. The default is the one in `.venv` beside this
//! package.

#[allow(dead_code, reason = "only the counts of the measurements are printed here")]
mod alloc;
#[allow(dead_code, reason = "the other program needs more of it")]
mod measure;

use std::cell::RefCell;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::{Compress, Compression, Decompress, FlushCompress, FlushDecompress, Status};
use measure::Measurement;
use session_core::testing::block_on;
use session_core::{Arrival, RequestContext, ResponseHeaders, Session, Sessions};
use session_flask::{FlaskKeys, flask_sessions};
use zlib_rs::{Inflate, InflateFlush};

/// How many times as fast as CPython our side has to be.
const TARGET: f64 = 20.0;

const SECRET: &str = "the SECRET_KEY of both, 32 bytes or more";

/// The part of the sessions in `in_flask.py` that the service knows. The other keys are kept.
#[derive(Session)]
struct Account {
    #[session(rename = "_user_id")]
    user: Option<String>,
    theme: Option<String>,
    visits: u32,
}

/// CPython, running `in_flask.py`.
struct Python {
    _child: Child,
    questions: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Python {
    fn start() -> Self {
        let here = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
        let python = std::env::var_os("SESSION_PYTHON").map_or_else(|| here.join("../.venv/bin/python"), PathBuf::from);
        let mut child = Command::new(python)
            .arg(here.join("in_flask.py"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("SESSION_PYTHON is a Python with Flask");
        let (questions, answers) = (child.stdin.take().expect("piped"), child.stdout.take().expect("piped"));
        Self { _child: child, questions, answers: BufReader::new(answers) }
    }

    fn ask(&mut self, session: &str, work: &str, calls: usize) -> String {
        writeln!(self.questions, "{session},{work},{calls}").expect("Python reads");
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("Python answers");
        line.trim_end().to_owned()
    }
}

/// The request of one visitor, for both sides: its `Cookie` header.
struct Visitor<'a> {
    sessions: Sessions<Account>,
    cookies: String,
    python: &'a RefCell<Python>,
    /// The name of the session in Flask.
    session: &'static str,
}

impl<'a> Visitor<'a> {
    /// Makes a visitor with the cookie that Flask made for one of its sessions.
    fn new(python: &'a RefCell<Python>, session: &'static str) -> Self {
        let value = python.borrow_mut().ask(session, "cookie", 0);
        let sessions = flask_sessions(FlaskKeys::new(SECRET).expect("it isn't empty"));
        let visitor = Self { sessions, cookies: format!("session={value}"), python, session };
        let mut context = visitor.open();
        let live = context.live();
        let all = (live.arrival(), live.user.as_deref(), live.theme.as_deref(), live.visits);
        assert_eq!(all, (Arrival::Resumed, Some("8412305"), Some("dark"), 42), "both sides hold the same");
        visitor
    }

    fn open(&self) -> RequestContext<Account> {
        block_on(self.sessions.open(&self.cookies)).expect("cookies are always at hand")
    }

    /// Returns a request at its end, with one field changed.
    fn changed(&self) -> RequestContext<Account> {
        let mut context = self.open();
        context.live().visits += 1;
        context
    }

    /// Measures CPython doing the same.
    fn there(&self, what: &'static str, work: &'static str) -> Measurement<'_> {
        Measurement::elsewhere(what, |calls| {
            let answer = self.python.borrow_mut().ask(self.session, work, calls);
            Duration::from_nanos(answer.parse().expect("nanoseconds"))
        })
    }

    fn reading(&self) -> Vec<Measurement<'_>> {
        vec![
            Measurement::of("**ours, from the `Cookie` header**", || self.open()),
            self.there("`TaggedJSONSerializer.loads` of the JSON text alone", "tagged loads"),
            self.there("`URLSafeTimedSerializer.loads` of the value", "loads"),
            self.there("`open_session` with the header", "open"),
        ]
    }

    fn writing(&self) -> Vec<Measurement<'_>> {
        vec![
            Measurement::prepared("**ours, to the `Set-Cookie` header**", || self.changed(), close),
            self.there("`TaggedJSONSerializer.dumps` to the JSON text alone", "tagged dumps"),
            self.there("`URLSafeTimedSerializer.dumps` to the value", "dumps"),
            self.there("`save_session` to the header", "save"),
        ]
    }

    /// Returns the size of the payload in bytes, and whether it is compressed.
    fn payload(&self) -> (Vec<u8>, bool) {
        let value = self.cookies.split_once('=').expect("a name and a value").1;
        let is_compressed = value.starts_with('.');
        let payload = value.trim_start_matches('.').split('.').next().expect("a payload");
        (URL_SAFE_NO_PAD.decode(payload).expect("base64url"), is_compressed)
    }
}

fn close(context: RequestContext<Account>) -> ResponseHeaders {
    block_on(context.close()).expect("the value fits")
}

/// Inflates with stock zlib, in a new state.
fn inflate(compressed: &[u8]) -> Vec<u8> {
    let mut data = Vec::with_capacity(1024);
    let done = Decompress::new(true).decompress_vec(compressed, &mut data, FlushDecompress::Finish);
    assert!(matches!(done, Ok(Status::StreamEnd)));
    data
}

/// Inflates with zlib-rs, in a state that is kept.
fn inflate_kept(inflate: &RefCell<Inflate>, compressed: &[u8]) -> Vec<u8> {
    let mut inflate = inflate.borrow_mut();
    let mut data = vec![0; 1024];
    inflate.reset(true);
    let done = inflate.decompress(compressed, &mut data, InflateFlush::Finish);
    assert_eq!(done, Ok(zlib_rs::Status::StreamEnd));
    data.truncate(inflate.total_out() as usize);
    data
}

fn deflate(compress: &RefCell<Compress>, data: &[u8]) -> Vec<u8> {
    let mut compress = compress.borrow_mut();
    let mut compressed = Vec::with_capacity(1024);
    compress.reset();
    let done = compress.compress_vec(data, &mut compressed, FlushCompress::Finish);
    assert!(matches!(done, Ok(Status::StreamEnd)));
    compressed
}

fn main() -> ExitCode {
    if cfg!(debug_assertions) {
        eprintln!("checks that only run under debug_assertions would be measured: use --release");
        return ExitCode::FAILURE;
    }
    let python = RefCell::new(Python::start());
    let [login, small] = ["login", "small"].map(|session| Visitor::new(&python, session));
    let (compressed, _) = login.payload();
    let json = inflate(&compressed);
    let kept = RefCell::new(Inflate::new(true, 15));
    assert_eq!(inflate_kept(&kept, &compressed), json, "both read the same");
    let compress = RefCell::new(Compress::new(Compression::new(6), true));

    let zlib = vec![
        Measurement::of("zlib-rs's `inflate`, in a state that is kept", || inflate_kept(&kept, &compressed)),
        Measurement::of("stock zlib's `inflate`, in a new state", || inflate(&compressed)),
        Measurement::of("stock zlib's `deflate`, level 6", || deflate(&compress, &json)),
    ];
    let mut groups = [
        ("reading a Flask-Login session", login.reading()),
        ("writing it", login.writing()),
        ("reading a small session, which isn't compressed", small.reading()),
        ("writing it", small.writing()),
        ("what a compressed one can't do without", zlib),
    ];
    measure::run(groups.iter_mut().flat_map(|(_, rows)| rows));

    println!("| what | median ns | × ours |\n| --- | --: | --: |");
    for (title, rows) in &groups {
        println!("| *{title}* | | |");
        rows.iter().for_each(|row| println!("| {} | {:.0} | {:.1} |", row.what, row.median(), row.ratio(&rows[0])));
    }
    for (visitor, name) in [(&login, "Flask-Login session"), (&small, "small session")] {
        let (payload, is_compressed) = visitor.payload();
        let text = if is_compressed { inflate(&payload) } else { payload };
        println!("\nThe {name}: {} bytes of JSON, a value of {}.", text.len(), visitor.cookies.len() - "session=".len());
    }
    let (reading, zlib) = (&groups[0].1[0], &groups[4].1);
    let with_stock = reading.median() + zlib[1].beyond(&zlib[0]);
    println!("\nReading the first one takes {:.2} of the time that it takes with stock zlib.", reading.median() / with_stock);
    // Only what itsdangerous does with the value is needed here.
    let missed: Vec<_> = groups[..2].iter().map(|(title, rows)| (title, rows[2].ratio(&rows[0]))).collect();
    let missed: Vec<_> = missed.into_iter().filter(|(_, ratio)| *ratio < TARGET).collect();
    missed.iter().for_each(|(title, ratio)| eprintln!("missed: {title}: {ratio:.1} times as fast, not {TARGET}"));
    let is_checked = std::env::args().nth(1).as_deref() == Some("--check");
    if is_checked && !missed.is_empty() { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

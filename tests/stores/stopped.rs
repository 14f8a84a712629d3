//! A visitor's session is in a file of several processes, and one of them is stopped and goes on.
#![cfg(unix)]

use std::collections::BTreeSet;
use std::env;
use std::io::{self, BufRead as _, BufReader, Read as _};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, mpsc};
use std::thread;
use std::time::Duration;

use rusqlite::Connection;
use session_core::testing::{block_on, key};
use session_core::{CloseError, OpenError, RequestContext, Session, Sessions};
use session_sqlite::SqliteStore;

use crate::folder::Folder;
use crate::world::cookie_of;

/// The file and the visitor's cookie of a process that serves requests for the test.
const FILE: &str = "SESSION_STORES_FILE";
const COOKIE: &str = "SESSION_STORES_COOKIE";

/// What a process says that has the file locked.
const LOCKED: &str = "locked";

/// How many requests each process serves.
const EACH: u32 = 200;

/// After how many requests of the other process it is stopped, each time.
const PAUSES: [usize; 8] = [5, 25, 45, 65, 85, 105, 125, 145];

/// How often the test looks whether the other process has come far enough.
const LOOKS: usize = 10_000_000;

/// How long a request may take while the other process is stopped, before the test fails. The limit
/// of the store is far shorter.
const PATIENCE: Duration = Duration::from_mins(1);

#[derive(Session)]
#[session(name = "shop", cookie = "__Host-shop")]
struct Shop {
    #[session(merge = add)]
    visits: u32,
    #[session(merge = union)]
    items: BTreeSet<u32>,
}

/// Returns the requests of the process that is stopped.
fn of_child(items: &BTreeSet<u32>) -> usize {
    items.range(EACH..).count()
}

/// Serves a request that counts itself and leaves an item. Returns whether it took place. If no
/// answer said so, the item that another try finds does.
fn serve(sessions: &Sessions<Shop>, cookie: &str, item: u32) -> bool {
    let Some(mut context) = open(sessions, cookie) else { return false };
    let mut live = context.live();
    if live.items.contains(&item) {
        return true;
    }
    live.visits += 1;
    live.items.insert(item);
    match block_on(context.close()) {
        Ok(_) => true,
        Err(CloseError::Unavailable(_) | CloseError::Busy) => false,
        Err(error) => panic!("{error}"),
    }
}

/// Opens a request, unless the store gives no answer.
fn open(sessions: &Sessions<Shop>, cookie: &str) -> Option<RequestContext<Shop>> {
    match block_on(sessions.open(Some(cookie))) {
        Ok(context) => Some(context),
        Err(OpenError::Unavailable(_)) => None,
        Err(error) => panic!("{error}"),
    }
}

/// Begins a session that has one item, and returns its cookie.
fn begin(sessions: &Sessions<Shop>) -> String {
    loop {
        let mut first = block_on(sessions.open(None)).expect("a request without a cookie asks no store");
        first.live().items.insert(u32::MAX);
        match block_on(first.close()) {
            Ok(headers) => return cookie_of(&headers).expect("a session that begins has a cookie"),
            Err(CloseError::Unavailable(_)) => {}
            Err(error) => panic!("{error}"),
        }
    }
}

/// Returns how often the visitor was counted and what was left, or `None` if the store gives no
/// answer.
fn look(sessions: &Sessions<Shop>, cookie: &str) -> Option<(u32, BTreeSet<u32>)> {
    let mut context = open(sessions, cookie)?;
    let live = context.live();
    Some((live.visits, live.items.clone()))
}

/// Serves requests in a process of its own. It does nothing in a run of the tests.
#[test]
fn child() {
    let (Ok(file), Ok(cookie)) = (env::var(FILE), env::var(COOKIE)) else { return };
    let store = SqliteStore::open(file).expect("the file opens");
    let sessions = Sessions::in_store(key(1), store);
    for item in EACH..2 * EACH {
        while !serve(&sessions, &cookie, item) {}
    }
}

/// Locks the file in a process of its own, until its input ends. It does nothing in a run of the
/// tests.
#[test]
fn holder() {
    let Ok(file) = env::var(FILE) else { return };
    let connection = Connection::open(file).expect("the file opens");
    connection.execute_batch("begin immediate").expect("nobody else has locked it");
    eprintln!("{LOCKED}");
    io::stdin().read_to_end(&mut Vec::new()).expect("the input ends");
    connection.execute_batch("commit").expect("it has the lock");
}

/// A process beside the test's own. It is killed when this is dropped, also if it is stopped.
struct Process(Child);

impl Process {
    fn start(test: &str, file: &Path, cookie: &str, stderr: Stdio) -> Self {
        let mut command = Command::new(env::current_exe().expect("the test's program"));
        command.args(["--exact", test, "--nocapture"]).env(FILE, file).env(COOKIE, cookie);
        let command = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(stderr);
        Self(command.spawn().expect("it starts"))
    }

    /// Waits until the process says this line.
    fn wait_for(&mut self, line: &str) {
        let said = BufReader::new(self.0.stderr.take().expect("it is asked once"));
        assert!(said.lines().any(|said| said.is_ok_and(|said| said == line)), "it doesn't say {line:?}");
    }

    fn signal(&self, signal: &str) {
        let status = Command::new("kill").args([signal, &self.0.id().to_string()]).status().expect("`kill` is there");
        assert!(status.success());
    }

    /// Waits until the process has ended by itself.
    fn wait(mut self) {
        drop(self.0.stdin.take());
        assert!(self.0.wait().expect("it is a child").success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Opens a new file in which no call waits for long.
fn impatient(folder: &Folder) -> SqliteStore {
    let limit = Duration::from_millis(200);
    SqliteStore::options().time_limit(limit).open(folder.file()).expect("a new file opens")
}

/// Returns what requests come to while the other process is stopped. The test fails if they wait for
/// that process.
fn in_time<T: Send + 'static>(requests: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    let thread = thread::spawn(move || sender.send(requests()).is_ok());
    let all = receiver.recv_timeout(PATIENCE).expect("requests are served or refused while the other process is stopped");
    assert!(thread.join().expect("it has answered"));
    all
}

#[test]
fn a_process_that_is_stopped_with_the_lock_costs_one_try() {
    let folder = Folder::new();
    let store = impatient(&folder);
    let sessions = Sessions::in_store(key(1), store.clone());
    let cookie = begin(&sessions);
    let mut holder = Process::start("stopped::holder", &folder.file(), &cookie, Stdio::piped());
    holder.wait_for(LOCKED);
    holder.signal("-STOP");
    let mut context = (0..LOOKS).find_map(|_| open(&sessions, &cookie)).expect("who only reads waits for nobody");
    context.live().visits += 1;
    let refused = in_time(move || block_on(context.close())).expect_err("the file is locked");
    assert!(matches!(refused, CloseError::Unavailable(_)), "{refused}");
    holder.signal("-CONT");
    holder.wait();
    assert!((0..LOOKS).any(|_| serve(&sessions, &cookie, 1)), "it is served at another try");
    let all = BTreeSet::from([1, u32::MAX]);
    assert_eq!(look(&sessions, &cookie), Some((1, all)), "what was refused didn't take place");
    drop(sessions);
    store.close();
}

#[test]
fn nothing_is_lost_although_a_process_is_stopped() {
    let folder = Folder::new();
    let store = impatient(&folder);
    let sessions: Arc<Sessions<Shop>> = Arc::new(Sessions::in_store(key(1), store.clone()));
    let cookie: Arc<str> = begin(&sessions).into();
    let server = Process::start("stopped::child", &folder.file(), &cookie, Stdio::inherit());
    let mut done = 0;
    for pause in PAUSES {
        let is_far = || look(&sessions, &cookie).is_some_and(|(_, items)| of_child(&items) > pause);
        assert!((0..LOOKS).any(|_| is_far()), "the other process serves");
        server.signal("-STOP");
        // It may have been stopped while it had the file locked, so that these are refused in time.
        let (sessions, cookie) = (Arc::clone(&sessions), Arc::clone(&cookie));
        let some = move || (done..).take(5).take_while(|item| serve(&sessions, &cookie, *item)).count();
        done += u32::try_from(in_time(some)).expect("at most five");
        server.signal("-CONT");
    }
    for item in done..EACH {
        while !serve(&sessions, &cookie, item) {}
    }
    server.wait();
    let (visits, mut items) = (0..LOOKS).find_map(|_| look(&sessions, &cookie)).expect("the store answers");
    assert!(items.remove(&u32::MAX), "what was there before is kept");
    assert_eq!(visits, 2 * EACH, "each request is counted once");
    assert_eq!(items, (0..2 * EACH).collect());
    drop(sessions);
    store.close();
}

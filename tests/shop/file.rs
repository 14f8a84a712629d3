//! The file of the sessions: what a restart keeps, and what a locked file looks like.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;
use std::{fs, process};

use session_core::testing::key;
use session_core::{Key, Sessions};
use session_sqlite::SqliteStore;

use crate::visitor::Tab;

/// A folder of one test, which is removed at its end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let number = COUNT.fetch_add(1, Ordering::Relaxed);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("shop-{}-{number}", process::id()));
        fs::create_dir_all(&folder).expect("the target directory can be written");
        Self(folder)
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.0.join("shop.sqlite")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A run of the program, with this file and this key.
struct Run {
    store: SqliteStore,
    tab: Tab,
}

impl Run {
    fn start(folder: &Folder, key: Key) -> Self {
        // The shortest time in which a slow disk answers.
        let options = SqliteStore::options().time_limit(Duration::from_secs(1));
        let store = options.open(folder.file()).expect("a file in a folder of its own");
        Self { tab: Tab::of(Sessions::in_store(key, store.clone())), store }
    }

    /// Ends the run, and returns the visitor's cookie.
    fn stop(self) -> Option<String> {
        let Self { store, tab } = self;
        let cookie = tab.cookie.clone();
        drop(tab);
        store.close();
        cookie
    }
}

#[tokio::test]
async fn a_restart_with_the_same_key_keeps_the_session() {
    let folder = Folder::new();
    let mut first = Run::start(&folder, key(1));
    first.tab.add("fern").await;
    first.tab.sign_in("ada").await;
    let cookie = first.stop();

    let mut second = Run::start(&folder, key(1));
    second.tab.cookie.clone_from(&cookie);
    let page = second.tab.get("/account").await;
    page.says("Ada’s account");
    page.says("Fern");
    second.stop();

    let mut other_key = Run::start(&folder, key(2));
    other_key.tab.cookie.clone_from(&cookie);
    assert_eq!(other_key.tab.get("/account").await.location(), Some("/sign-in"), "nobody can open it");
    other_key.stop();

    let mut again = Run::start(&folder, key(1));
    again.tab.cookie = cookie;
    again.tab.get("/account").await.says("Ada’s account");
    again.stop();
}

/// Pages are shown, what changes the session is a 503, and then the visitor goes on.
#[tokio::test]
async fn a_locked_file_is_a_503() {
    let folder = Folder::new();
    let mut run = Run::start(&folder, key(1));
    run.tab.add("fern").await;
    let token = run.tab.token().await;
    let other = rusqlite::Connection::open(folder.file()).expect("the file is there");
    other.execute_batch("begin immediate").expect("nobody else writes");

    run.tab.get("/").await.says("Fern");
    let answer = run.tab.post_with(&token, "/basket/add", &[("item", "cactus")]).await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.headers["retry-after"], "1");
    answer.says("We can’t reach your basket");

    other.execute_batch("rollback").expect("it was begun");
    assert_eq!(run.tab.post_with(&token, "/basket/add", &[("item", "cactus")]).await.status, 303);
    let page = run.tab.get("/").await;
    page.says("€20.40");
    assert_eq!(run.tab.get("/ready").await.page, "ready");
    drop(other);
    run.stop();
}

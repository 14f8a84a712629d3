//! Commits that are cut off, and a store that is down.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use session_core::store::{Entry, Expected, MemoryStore, Name, Put, Store, StoreError};
use session_core::testing::{block_on, key};
use session_core::{CloseError, NotClosed, Session, Sessions, SetCookie, ViewContext};

use crate::world::close;

#[derive(Session)]
struct SignIn {
    #[session(merge = add)]
    tries: u32,
    #[session(identity)]
    user: Option<u64>,
}

/// A store that can be down, and that waits once before and once after each put.
#[derive(Clone)]
struct Slow {
    store: Arc<MemoryStore>,
    is_down: Arc<AtomicBool>,
}

impl Slow {
    fn new() -> Self {
        Self { store: Arc::new(MemoryStore::new(100)), is_down: Arc::default() }
    }

    fn answers(&self) -> Result<(), StoreError> {
        if self.is_down.load(Ordering::Relaxed) { Err(StoreError::new("it is down")) } else { Ok(()) }
    }
}

/// Waits until it is polled again.
async fn wait() {
    let mut has_waited = false;
    poll_fn(|context| {
        if has_waited {
            return Poll::Ready(());
        }
        has_waited = true;
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

impl Store for Slow {
    async fn load(&self, name: &Name) -> Result<Option<Entry>, StoreError> {
        self.answers()?;
        wait().await;
        self.store.load(name).await
    }

    async fn put(&self, name: &Name, expected: Expected, entry: &Entry) -> Result<Put, StoreError> {
        self.answers()?;
        wait().await;
        let put = self.store.put(name, expected, entry).await;
        wait().await;
        put
    }

    async fn touch(&self, name: &Name, seen: u64, expires: u64) -> Result<(), StoreError> {
        self.answers()?;
        self.store.touch(name, seen, expires).await
    }

    async fn check(&self) -> Result<(), StoreError> {
        self.answers()
    }
}

#[test]
fn a_commit_that_is_cut_off_leaves_before_or_after_and_writes_nothing_more() {
    let (mut befores, mut afters) = (0, 0);
    for polls in 0.. {
        let sessions = Sessions::<SignIn>::in_store(key(1), Slow::new());
        let open = |cookie: Option<&str>| block_on(sessions.open(cookie)).unwrap();
        let mut context = open(None);
        context.live().renew_id();
        let cookie = close(context).unwrap().unwrap();

        let mut context = open(Some(&cookie));
        context.live().tries += 1;
        let is_done = {
            let mut commit = pin!(context.live().commit());
            block_on(poll_fn(|context| {
                for _ in 0..polls {
                    if commit.as_mut().poll(context).is_ready() {
                        return Poll::Ready(true);
                    }
                }
                Poll::Ready(false)
            }))
        };
        let tries = open(Some(&cookie)).live().tries;
        if is_done {
            assert_eq!(tries, 1);
            close(context).unwrap();
            break;
        }
        befores += usize::from(tries == 0);
        afters += usize::from(tries == 1);
        if polls > 0 {
            context.live().tries += 1;
            assert!(matches!(close(context), Err(CloseError::Interrupted)), "{polls} polls");
        }
        assert_eq!(open(Some(&cookie)).live().tries, tries);
    }
    assert!(befores > 0 && afters > 0, "{befores} before and {afters} after");
}

#[test]
fn a_store_that_is_down_is_known_and_a_sign_out_leaves_no_cookie() {
    let store = Slow::new();
    let sessions = Sessions::<SignIn>::in_store(key(1), store.clone());
    let mut context = block_on(sessions.open(None)).unwrap();
    context.live().user = Some(7);
    let cookie = close(context).unwrap().unwrap();
    for commits in [false, true] {
        let mut context = block_on(sessions.open(Some(&*cookie))).unwrap();
        store.is_down.store(true, Ordering::Relaxed);
        if commits {
            let failed = block_on(context.live().restart().commit()).expect_err("it is down");
            assert!(matches!(failed.why(), CloseError::Unavailable(_)));
        } else {
            context.live().end();
        }
        let NotClosed { why, headers } = block_on(ViewContext::close(context)).expect_err("it is down");
        assert!(matches!(why, CloseError::Unavailable(_)), "{why:?}");
        assert_eq!(headers.set_cookie().map(SetCookie::value), Some(""), "the browser forgets it");
        store.is_down.store(false, Ordering::Relaxed);
        let mut context = block_on(sessions.open(Some(&*cookie))).unwrap();
        assert_eq!(context.live().user, Some(7), "a copy of the cookie is good, which the 503 says");
    }
}

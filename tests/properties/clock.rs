//! How often a request looks at the clock.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, SystemTime};

use session_core::testing::{block_on, key};
use session_core::{Arrival, Clock, InCookie, Session, Sessions, WriteView};

/// A second look is needed only where a refresh can be due.
#[test]
fn a_request_that_reads_looks_at_the_clock_once() {
    struct Counting(AtomicUsize);
    impl Clock for Counting {
        fn now(&self) -> SystemTime {
            self.0.fetch_add(1, Ordering::Relaxed);
            SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000)
        }
    }
    #[derive(Session)]
    struct Plain {
        read: u32,
    }
    #[derive(Session)]
    #[session(lifetime = "30d", idle = "30m")]
    struct Refreshed {
        read: u32,
    }

    fn looks<S: InCookie + WriteView>() -> usize {
        let clock = Arc::new(Counting(AtomicUsize::new(0)));
        let sessions = Sessions::<S>::options().clock(Arc::clone(&clock)).in_cookie(key(1));
        let written = block_on(sessions.scope(None, async |mut live| live.renew_id())).expect("it fits");
        let cookie = written.1.set_cookie().expect("it was written").clone();
        let cookies = format!("{}={}", cookie.name(), cookie.value());
        let before = clock.0.load(Ordering::Relaxed);
        let (arrival, _) = block_on(sessions.scope(&cookies, async |live| live.arrival())).expect("it fits");
        assert_eq!(arrival, Arrival::Resumed);
        clock.0.load(Ordering::Relaxed) - before
    }
    assert_eq!([looks::<Plain>(), looks::<Refreshed>()], [1, 2]);
}

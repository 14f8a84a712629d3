//! The settings of a store.

use std::fmt;
use std::time::{Duration, SystemTime};

use session_core::{Clock, SystemClock};

/// The settings of a [`RedisStore`](crate::RedisStore), made by
/// [`options`](crate::RedisStore::options).
///
/// ```no_run
/// use std::time::Duration;
/// use redis::aio::MultiplexedConnection;
/// use session_redis::RedisStore;
///
/// # fn store(connection: MultiplexedConnection) -> RedisStore<MultiplexedConnection> {
/// let options =
/// RedisStore::options().prefix("shop:session:").time_limit(Duration::from_millis(500));
/// options.with_connection(connection)
/// # }
/// ```
pub struct Options {
    pub(crate) prefix: Vec<u8>,
    pub(crate) time_limit: Duration,
    pub(crate) replicas: u32,
    clock: Box<dyn Clock>,
}

impl Options {
    pub(crate) fn new() -> Self {
        Self { prefix: b"session:".to_vec(), time_limit: Duration::from_secs(2), replicas: 0, clock: Box::new(SystemClock) }
    }

    /// Sets what each key begins with, which is `session:` by default. The name of the session
    /// follows, as 16 bytes. Braces in it would bring all keys to one server of a cluster.
    #[must_use]
    pub fn prefix(mut self, prefix: impl Into<Vec<u8>>) -> Self {
        self.prefix = prefix.into();
        self
    }

    /// Sets the time within which a call answers or fails, which is 2 seconds by default.
    #[must_use]
    pub fn time_limit(mut self, limit: Duration) -> Self {
        self.time_limit = limit;
        self
    }

    /// Says how many replicas have to have an end before it is answered: none by default. So a
    /// failover after a failure brings no session back that was ended, unless all of these fail as
    /// well.
    ///
    /// If they don't have it within half of the time limit, the visitor gets a 503, and the session
    /// has ended all the same. `WAIT` holds up the other calls on the connection meanwhile.
    #[must_use]
    pub fn waiting_for(mut self, replicas: u32) -> Self {
        self.replicas = replicas;
        self
    }

    /// Sets the clock from which the server is told how long it has to keep a session. The default
    /// is the operating system's.
    #[must_use]
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Box::new(clock);
        self
    }

    /// Returns the seconds since 1970.
    pub(crate) fn now(&self) -> u64 {
        self.clock.now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs()
    }
}

/// Leaves out the clock, which has no name.
impl fmt::Debug for Options {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Options")
            .field("prefix", &String::from_utf8_lossy(&self.prefix))
            .field("time_limit", &self.time_limit)
            .field("replicas", &self.replicas)
            .finish_non_exhaustive()
    }
}

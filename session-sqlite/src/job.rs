//! A call that waits for its turn and for its answer.

use std::time::{Duration, Instant};

use futures_channel::oneshot;
use rusqlite::Connection;
use session_core::store::StoreError;

use crate::error::store_error;
use crate::query::{Effect, Query};

/// What the thread does for one caller.
pub(crate) trait Job: Send {
    fn effect(&self) -> Effect;

    /// Returns whether it has waited for too long to be begun.
    fn is_late(&self, time_limit: Duration) -> bool;

    /// Asks SQLite, and keeps the answer until the transaction has come to its end.
    fn run(&mut self, connection: &Connection) -> Result<(), StoreError>;

    /// Answers the caller: with what [`run`](Self::run) kept, or with why the transaction failed.
    fn answer(self: Box<Self>, failed: Option<&StoreError>);
}

/// A query, and who waits for it.
pub(crate) struct Call<Q: Query> {
    query: Q,
    since: Instant,
    kept: Result<Q::Answer, StoreError>,
    caller: oneshot::Sender<Result<Q::Answer, StoreError>>,
}

impl<Q: Query> Call<Q> {
    /// Makes a call that waits from now on.
    pub(crate) fn new(query: Q) -> (Box<Self>, oneshot::Receiver<Result<Q::Answer, StoreError>>) {
        let (caller, answer) = oneshot::channel();
        (Box::new(Self { query, since: Instant::now(), kept: Err(StoreError::too_slow()), caller }), answer)
    }
}

impl<Q: Query> Job for Call<Q> {
    fn effect(&self) -> Effect {
        self.query.effect()
    }

    fn is_late(&self, time_limit: Duration) -> bool {
        // A write may have to wait for another handle's lock for the other half.
        let limit = if self.effect() == Effect::Reads { time_limit } else { time_limit / 2 };
        self.since.elapsed() > limit
    }

    fn run(&mut self, connection: &Connection) -> Result<(), StoreError> {
        self.kept = self.query.run(connection).map_err(store_error);
        self.kept.as_ref().map(drop).map_err(Clone::clone)
    }

    fn answer(self: Box<Self>, failed: Option<&StoreError>) {
        // Nobody waits any more if the future was dropped.
        drop(self.caller.send(failed.cloned().map_or(self.kept, Err)));
    }
}

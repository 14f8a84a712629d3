//! The thread that has the connection.

use std::iter;
use std::sync::mpsc::{Receiver, RecvTimeoutError, TryRecvError};
use std::time::Duration;

use rusqlite::Connection;
use session_core::store::StoreError;

use crate::job::Job;
use crate::query::Effect;
use crate::sweep::Sweep;
use crate::{batch, file};

/// The number of calls that may wait.
pub(crate) const QUEUE: usize = 4096;

/// The number of calls that share a transaction.
const BATCH: usize = 1024;

pub(crate) struct Worker {
    pub(crate) connection: Connection,
    pub(crate) jobs: Receiver<Box<dyn Job>>,
    pub(crate) time_limit: Duration,
    pub(crate) sweep: Sweep,
}

impl Worker {
    /// Runs jobs until there is no handle any more and none waits.
    pub(crate) fn run(mut self) {
        while let Some(first) = self.next() {
            let jobs: Vec<_> = iter::once(first).chain(self.jobs.try_iter()).take(BATCH).collect();
            let (late, jobs): (Vec<_>, Vec<_>) = jobs.into_iter().partition(|job| job.is_late(self.time_limit));
            for job in late {
                job.answer(Some(&StoreError::too_slow()));
            }
            // Calls that wait at the same time have no order. Loads need neither the lock that
            // another handle may have nor the disk.
            let (loads, writes) = jobs.into_iter().partition(|job| job.effect() == Effect::Reads);
            batch::run(&self.connection, loads);
            batch::run(&self.connection, writes);
        }
    }

    /// Waits for a job, and sweeps meanwhile.
    fn next(&mut self) -> Option<Box<dyn Job>> {
        loop {
            match self.jobs.try_recv() {
                Ok(job) => return Some(job),
                Err(TryRecvError::Disconnected) => return None,
                Err(TryRecvError::Empty) => {}
            }
            let pause = self.sweep.step(&self.connection, file::busy_timeout(self.time_limit));
            match self.jobs.recv_timeout(pause) {
                Ok(job) => return Some(job),
                Err(RecvTimeoutError::Disconnected) => return None,
                Err(RecvTimeoutError::Timeout) => {}
            }
        }
    }
}

//! What closing several sessions of one request gave.

use std::mem;

use super::{NotClosed, ResponseHeaders};

/// What closing the sessions of one request has given so far, one after the other.
///
/// What fails without a store fails first: so a session in a store is only checked at first, and
/// closed when the others are.
#[derive(Debug)]
pub struct Closings {
    all: Result<ResponseHeaders, NotClosed>,
    is_failed: bool,
}

impl Closings {
    /// Creates what has been given before any session is closed.
    pub fn none() -> Self {
        Self { all: Ok(ResponseHeaders::nothing()), is_failed: false }
    }

    /// Notes what a check gave. Returns the error as what closing that session gives.
    pub fn check(&mut self, checked: Result<(), NotClosed>) -> Option<Result<ResponseHeaders, NotClosed>> {
        self.is_failed |= checked.is_err();
        checked.err().map(Err)
    }

    /// Notes what closing a session gave whose turn to be added comes later.
    pub fn note(&mut self, closed: Result<ResponseHeaders, NotClosed>) -> Option<Result<ResponseHeaders, NotClosed>> {
        self.is_failed |= closed.is_err();
        Some(closed)
    }

    /// Returns whether one of the sessions couldn't be closed, so that no other is committed.
    pub fn is_failed(&self) -> bool {
        self.is_failed
    }

    /// Adds what closing the next session gave. If one of them couldn't be closed, nothing of the
    /// others is sent, which is told, unless a store has it.
    pub fn add(&mut self, closed: Result<ResponseHeaders, NotClosed>) {
        self.is_failed |= closed.is_err();
        let all = mem::replace(&mut self.all, Ok(ResponseHeaders::nothing()));
        self.all = ResponseHeaders::joined(all, closed);
    }

    /// Returns what closing all of them gave.
    ///
    /// # Errors
    ///
    /// If one of them couldn't be closed.
    pub fn all(self) -> Result<ResponseHeaders, NotClosed> {
        self.all
    }
}

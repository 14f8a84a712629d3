//! The slots in which a request carries sessions from outer code to inner code.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use session_core::__private::{SessionsMark, set_savepoint};
use session_core::{OpenError, RequestContext, Session};

/// A lent context, or nothing while it is in use.
///
/// The lock is only held while a context is put in or taken out, so nobody waits for it for long.
/// It never guards a handle.
pub struct LoanSlot<S>(Mutex<Option<Box<RequestContext<S>>>>);

impl<S> LoanSlot<S> {
    pub(super) fn with(context: Box<RequestContext<S>>) -> Self {
        Self(Mutex::new(Some(context)))
    }

    /// Takes the context out for inner code.
    ///
    /// # Errors
    ///
    /// If it is in use, or code that was given up has lost it.
    pub(super) fn take(&self) -> Result<Box<RequestContext<S>>, OpenError>
    where
        S: Session,
    {
        let mut context = self.take_out().ok_or(OpenError::InUse)?;
        match set_savepoint(&mut context) {
            Ok(()) => Ok(context),
            Err(why) => {
                self.put(context);
                Err(why)
            }
        }
    }

    /// Takes the context out for the code that lent it.
    pub(super) fn take_out(&self) -> Option<Box<RequestContext<S>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(super) fn put(&self, context: Box<RequestContext<S>>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(context);
    }
}

/// Prints nothing of the context.
impl<S> fmt::Debug for LoanSlot<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoanSlot").finish_non_exhaustive()
    }
}

/// The slots of a request, one for each cookie. An integration keeps them where its framework
/// keeps a request's extensions.
///
/// A copy of the request has the same slots. Slots that are set later aren't shared.
#[derive(Clone, Default)]
pub struct LoanSlots {
    // A request with one session needs no memory for it.
    first: Option<Taken>,
    others: Vec<Taken>,
}

/// What a request has of the sessions in one cookie.
#[derive(Clone)]
struct Taken {
    sessions: SessionsMark,
    /// The [`LoanSlot`] of the session, if it is lent to inner code.
    lent: Option<Arc<dyn Any + Send + Sync>>,
}

/// What a request has of a session that inner code asks for.
pub(super) enum Known<S> {
    /// The request has nothing of it yet.
    Nothing,
    /// It is open and in use.
    InUse,
    Lent(Arc<LoanSlot<S>>),
    /// The cookie belongs to other sessions, or was theirs before: a response would set it and
    /// delete it.
    OfOthers,
}

impl LoanSlots {
    fn iter(&self) -> impl Iterator<Item = &Taken> {
        self.first.iter().chain(&self.others)
    }

    /// Returns what the request has of a session of these.
    pub(super) fn find<S: Session + Send + Sync>(&self, asked: &SessionsMark) -> Known<S> {
        let Some(taken) = self.iter().find(|taken| taken.is_of_cookie(asked)) else {
            let clashes = self.iter().any(|taken| taken.sessions.may_delete(asked));
            return if clashes { Known::OfOthers } else { Known::Nothing };
        };
        if !taken.sessions.is_same(asked) {
            return Known::OfOthers;
        }
        match &taken.lent {
            None => Known::InUse,
            Some(lent) => Arc::clone(lent).downcast().map_or(Known::OfOthers, Known::Lent),
        }
    }

    /// Notes that a session of these is open and in use.
    pub(super) fn set_in_use(&mut self, sessions: SessionsMark) {
        self.set(Taken { sessions, lent: None });
    }

    /// Notes that a session of these is open and lent.
    pub(super) fn set_lent<S: Session + Send + Sync>(&mut self, sessions: SessionsMark, slot: Arc<LoanSlot<S>>) {
        self.set(Taken { sessions, lent: Some(slot) });
    }

    /// Notes a session. It replaces what the request has of the same cookie.
    fn set(&mut self, taken: Taken) {
        let Some(first) = &mut self.first else {
            self.first = Some(taken);
            return;
        };
        let mut there = std::iter::once(first).chain(&mut self.others);
        match there.find(|there| there.is_of_cookie(&taken.sessions)) {
            Some(there) => *there = taken,
            None => self.others.push(taken),
        }
    }
}

impl Taken {
    fn is_of_cookie(&self, sessions: &SessionsMark) -> bool {
        self.sessions.cookie_name().eq_ignore_ascii_case(sessions.cookie_name())
    }
}

/// Prints the names of the cookies.
impl fmt::Debug for LoanSlots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter().map(|taken| taken.sessions.cookie_name())).finish()
    }
}

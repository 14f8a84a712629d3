//! Where a request carries a session from outer code to inner code.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use session_core::__private::{are_clones, cookie_name};
use session_core::{RequestContext, Session, Sessions};

/// A slot for the context of one session: it is there, or somebody has it.
///
/// The lock guards the slot, never a handle, and nobody waits for it: it is held while a context
/// goes in or out.
pub struct LoanSlot<S> {
    sessions: Sessions<S>,
    context: Mutex<Option<RequestContext<S>>>,
}

impl<S> LoanSlot<S> {
    /// A slot with nothing in it: its session is open, and isn't lent.
    pub(super) fn empty(sessions: Sessions<S>) -> Self {
        Self { sessions, context: Mutex::new(None) }
    }

    pub(super) fn with(sessions: Sessions<S>, context: RequestContext<S>) -> Self {
        Self { sessions, context: Mutex::new(Some(context)) }
    }

    pub(super) fn take(&self) -> Option<RequestContext<S>> {
        self.context.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(super) fn put(&self, context: RequestContext<S>) {
        *self.context.lock().unwrap_or_else(PoisonError::into_inner) = Some(context);
    }

    /// Whether these sessions, or clones of them, have the session open.
    pub(super) fn is_of(&self, sessions: &Sessions<S>) -> bool {
        are_clones(&self.sessions, sessions)
    }
}

/// Shows nothing of what is in it.
impl<S> fmt::Debug for LoanSlot<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoanSlot").finish_non_exhaustive()
    }
}

/// A slot of whatever session type.
trait AnySlot: Any + Send + Sync {
    fn cookie_name(&self) -> &str;
}

impl<S: Session + Send + Sync> AnySlot for LoanSlot<S> {
    fn cookie_name(&self) -> &str {
        cookie_name(&self.sessions)
    }
}

/// A request's slots: one to a cookie. An integration keeps them where its framework keeps a
/// request's extensions.
///
/// A copy of the request has the slots of before, and from then on its own.
#[derive(Clone, Default)]
pub struct LoanSlots(Vec<Arc<dyn AnySlot>>);

impl LoanSlots {
    /// The slot of the cookie that these sessions are in. It is of another session type if that is
    /// in a cookie of the same name.
    pub(super) fn find<S: Session + Send + Sync>(
        &self,
        sessions: &Sessions<S>,
    ) -> Option<Result<Arc<LoanSlot<S>>, OfAnotherType>> {
        let slot = self.0.iter().find(|slot| slot.cookie_name().eq_ignore_ascii_case(cookie_name(sessions)))?;
        let slot = Arc::clone(slot) as Arc<dyn Any + Send + Sync>;
        Some(slot.downcast().map_err(|_| OfAnotherType))
    }

    /// Puts in a slot, in place of the one that the request has for its cookie.
    pub(super) fn set<S: Session + Send + Sync>(&mut self, slot: Arc<LoanSlot<S>>) {
        self.0.retain(|there| !there.cookie_name().eq_ignore_ascii_case(cookie_name(&slot.sessions)));
        self.0.push(slot);
    }
}

/// The cookie belongs to a session of another type.
pub(super) struct OfAnotherType;

/// Shows the names of the cookies.
impl fmt::Debug for LoanSlots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|slot| slot.cookie_name())).finish()
    }
}

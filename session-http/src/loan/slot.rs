//! The slots in which a request carries sessions from outer code to inner code.

use std::any::Any;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use session_core::__private::{are_clones, cookie_name, has_former_cookie, set_savepoint};
use session_core::{OpenError, RequestContext, Session, Sessions};

/// A slot for the context of one session. It contains the context, or is empty while the context
/// is in use.
///
/// The lock is only held while a context is put in or taken out, so nobody waits for it for long.
/// It never guards a handle.
pub struct LoanSlot<S> {
    sessions: Sessions<S>,
    context: Mutex<Option<RequestContext<S>>>,
}

impl<S> LoanSlot<S> {
    /// Creates an empty slot: its session is open and isn't lent.
    pub(super) fn empty(sessions: Sessions<S>) -> Self {
        Self { sessions, context: Mutex::new(None) }
    }

    pub(super) fn with(sessions: Sessions<S>, context: RequestContext<S>) -> Self {
        Self { sessions, context: Mutex::new(Some(context)) }
    }

    /// Takes the context out for inner code.
    ///
    /// # Errors
    ///
    /// If it is in use, or code that was given up has lost it.
    pub(super) fn take(&self) -> Result<RequestContext<S>, OpenError>
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
    pub(super) fn take_out(&self) -> Option<RequestContext<S>> {
        self.context.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    pub(super) fn put(&self, context: RequestContext<S>) {
        *self.context.lock().unwrap_or_else(PoisonError::into_inner) = Some(context);
    }

    /// Returns whether the session was opened by these sessions or by clones of them.
    pub(super) fn is_of(&self, sessions: &Sessions<S>) -> bool {
        are_clones(&self.sessions, sessions)
    }
}

/// Prints nothing of the context.
impl<S> fmt::Debug for LoanSlot<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LoanSlot").finish_non_exhaustive()
    }
}

/// A slot for any session type.
trait AnySlot: Any + Send + Sync {
    fn cookie_name(&self) -> &str;
    fn has_former_cookie(&self, name: &str) -> bool;
}

impl<S: Session + Send + Sync> AnySlot for LoanSlot<S> {
    fn cookie_name(&self) -> &str {
        cookie_name(&self.sessions)
    }

    fn has_former_cookie(&self, name: &str) -> bool {
        has_former_cookie(&self.sessions, name)
    }
}

/// The slots of a request, one for each cookie. An integration keeps them where its framework
/// keeps a request's extensions.
///
/// A copy of the request has the same slots. Slots that are set later aren't shared.
#[derive(Clone, Default)]
pub struct LoanSlots(Vec<Arc<dyn AnySlot>>);

impl LoanSlots {
    /// Returns the slot of the cookie that these sessions are in. It is an error if the cookie
    /// belongs to a session of another type, also if one of the two was only kept in it before: a
    /// response would set the cookie and delete it.
    pub(super) fn find<S: Session + Send + Sync>(
        &self,
        sessions: &Sessions<S>,
    ) -> Option<Result<Arc<LoanSlot<S>>, OfAnotherType>> {
        let own = cookie_name(sessions);
        let Some(slot) = self.0.iter().find(|slot| slot.cookie_name().eq_ignore_ascii_case(own)) else {
            let clashes =
                |slot: &Arc<dyn AnySlot>| slot.has_former_cookie(own) || has_former_cookie(sessions, slot.cookie_name());
            return self.0.iter().any(clashes).then_some(Err(OfAnotherType));
        };
        let slot = Arc::clone(slot) as Arc<dyn Any + Send + Sync>;
        Some(slot.downcast().map_err(|_| OfAnotherType))
    }

    /// Sets a slot. It replaces the slot that the request has for the same cookie.
    pub(super) fn set<S: Session + Send + Sync>(&mut self, slot: Arc<LoanSlot<S>>) {
        self.0.retain(|there| !there.cookie_name().eq_ignore_ascii_case(cookie_name(&slot.sessions)));
        self.0.push(slot);
    }
}

/// The error of a cookie that belongs to a session of another type.
pub(super) struct OfAnotherType;

/// Prints the names of the cookies.
impl fmt::Debug for LoanSlots {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|slot| slot.cookie_name())).finish()
    }
}

//! What the derives say of a type to a handle, and the views that follow from it.

use super::{ReadView, RequestContext, Session, View, WriteView, WrongState};
use crate::schema::sealed::Derived;

/// What a type with a derive is to a handle: one session, or one state of one session.
///
/// The derives implement this trait, and the traits of views follow from it. So a type that is
/// twice something to a handle is one error, in which the compiler prints this trait's name:
/// "conflicting implementations of trait `OneSessionOrOneState`".
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a session",
    label = "not something that `Live` can show",
    note = "write `#[derive(session_core::Session)]` on the struct or enum"
)]
#[allow(unused_variables, reason = "a whole machine can't be changed in place")]
pub trait OneSessionOrOneState: Sized + 'static {
    const ONLY_BY_DERIVE: Derived;
    type Session: Session;
    /// [`InPlace`], or [`ByTransition`].
    type Changes;
    fn check(context: &RequestContext<Self::Session>) -> Result<(), WrongState>;
    fn get(session: &Self::Session) -> Option<&Self>;
    fn get_mut(session: &mut Self::Session) -> Option<&mut Self> {
        None
    }
    fn take(session: Self::Session) -> Option<Self> {
        None
    }
}

/// Marks a struct, which a handle can change in place.
#[doc(hidden)]
#[derive(Debug)]
pub enum InPlace {}

/// Marks a whole machine, which only a transition changes.
#[doc(hidden)]
#[derive(Debug)]
pub enum ByTransition {}

#[diagnostic::do_not_recommend]
impl<T: OneSessionOrOneState> View for T {
    const ONLY_BY_DERIVE: Derived = Derived;
    type Context = RequestContext<T::Session>;
    type Whole = T::Session;

    fn check(context: &Self::Context) -> Result<(), WrongState> {
        <T as OneSessionOrOneState>::check(context)
    }
}

#[diagnostic::do_not_recommend]
impl<T: OneSessionOrOneState> ReadView for T {
    const ONLY_BY_DERIVE: Derived = Derived;
    type Session = T::Session;

    fn get(session: &Self::Session) -> Option<&Self> {
        <T as OneSessionOrOneState>::get(session)
    }
}

#[diagnostic::do_not_recommend]
impl<T: OneSessionOrOneState<Changes = InPlace>> WriteView for T {
    const ONLY_BY_DERIVE: Derived = Derived;

    fn get_mut(session: &mut T::Session) -> Option<&mut Self> {
        <T as OneSessionOrOneState>::get_mut(session)
    }

    fn take(session: T::Session) -> Option<Self> {
        <T as OneSessionOrOneState>::take(session)
    }
}

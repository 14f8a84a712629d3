//! What the handle reads like: the session type itself, or one of its states.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::{Live, ReadView, Session as _, WriteView};

impl<V: ReadView> Deref for Live<'_, V> {
    type Target = V;

    fn deref(&self) -> &V {
        V::get(&self.context.value).unwrap_or_else(|| unreachable_state())
    }
}

impl<V: WriteView> DerefMut for Live<'_, V> {
    fn deref_mut(&mut self) -> &mut V {
        V::get_mut(self.context.touch()).unwrap_or_else(|| unreachable_state())
    }
}

/// Panics because the session is in another state than its handle says. No program reaches this.
/// [`Live::of`] and [`Live::in_state`] check the state before they make a state's handle, and
/// [`Live::to`] puts the session into that state. The handle borrows the context exclusively, and
/// nothing that can be done through it changes the state: there is no `DerefMut` for a whole
/// machine, and `to`, `whole` and `end` consume the handle. Without this function a state would
/// have to be moved out of its enum and back for every handler.
#[cold]
pub(super) fn unreachable_state() -> ! {
    unreachable!("the session is in another state than its handle")
}

/// Prints the session's state and where the session came from, never its data.
impl<V: ReadView> fmt::Debug for Live<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut live = f.debug_struct("Live");
        live.field("session", &V::Session::SCHEMA.name());
        if V::Session::SCHEMA.is_machine() {
            live.field("state", &self.state().name());
        }
        live.field("arrival", &self.arrival()).finish_non_exhaustive()
    }
}

//! What the handle reads like: the session type itself, or one of its states.

use std::fmt;
use std::ops::{Deref, DerefMut};

use super::handle::unreachable_state;
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

//! States that are kept from one use to the next.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The states that nobody uses at the moment: at most as many as there were threads that used one
/// at the same time.
pub(super) struct Idle<T> {
    make: fn() -> T,
    states: Mutex<Vec<T>>,
}

impl<T> Idle<T> {
    pub(super) fn new(make: fn() -> T) -> Self {
        Self { make, states: Mutex::default() }
    }

    /// Lends `work` a state, as its last use has left it.
    pub(super) fn lend<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        let idle = self.states().pop();
        let mut state = idle.unwrap_or_else(self.make);
        let result = work(&mut state);
        self.states().push(state);
        result
    }

    fn states(&self) -> MutexGuard<'_, Vec<T>> {
        self.states.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_made_only_if_none_is_idle() {
        let idle = Idle::new(String::new);
        let lend = |what| idle.lend(|state| state.push_str(what));
        lend("a");
        lend("b");
        idle.lend(|outer| {
            assert_eq!(outer, "ab");
            lend("c");
            lend("d");
        });
        assert_eq!(*idle.states(), ["cd", "ab"]);
    }
}

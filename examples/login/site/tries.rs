//! How many wrong passwords a name can have: ten, and one more every five minutes.
//!
//! A guesser is held to that rate for as long as they like. Nobody else is locked out for longer
//! than five minutes after the guesser has stopped, and the owner's remembered devices have tries
//! of their own, so that a guesser elsewhere doesn't lock them out at all.
//!
//! The table is limited. It has one time for each name, which is all that such a count needs, and
//! a full table forgets the name that has the most tries left. Names that nobody has are counted
//! too, because a difference would tell which names somebody has.

use std::collections::HashMap;
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// How many wrong passwords a name can have at once.
const TRIES: u32 = 10;

/// How long it takes until there is another try.
const EACH: Duration = Duration::from_mins(5);

/// Who has tries: a name, on its owner's remembered devices or elsewhere. The name itself isn't
/// kept, since it can be long, and people type passwords in its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Guesser(u64);

/// The wrong passwords of all names.
pub(crate) struct Tries {
    /// For each guesser, when all tries will be back. Each try moves it by [`EACH`].
    all_back: Mutex<HashMap<Guesser, SystemTime>>,
    room: usize,
    hasher: RandomState,
}

impl Default for Tries {
    fn default() -> Self {
        Self::with_room(10_000)
    }
}

impl Tries {
    /// Creates a table of at most `room` guessers.
    pub(crate) fn with_room(room: usize) -> Self {
        Self { all_back: Mutex::default(), room: room.max(1), hasher: RandomState::new() }
    }

    /// Returns who tries passwords for `name`. What `is_known_device` says has to be proven: a
    /// device is known if the owner of the name has signed in on it.
    pub(crate) fn guesser(&self, name: &str, is_known_device: bool) -> Guesser {
        Guesser(self.hasher.hash_one((name, is_known_device)))
    }

    /// Takes a try, before the password is checked, so that passwords that are checked at the same
    /// time are counted too.
    ///
    /// # Errors
    ///
    /// How long it takes until there is one, if there is none.
    pub(crate) fn take(&self, guesser: Guesser, now: SystemTime) -> Result<(), Duration> {
        let mut table = self.all_back.lock().unwrap_or_else(PoisonError::into_inner);
        // If the clock was set back, it looks as if there had been more tries than there can be.
        let latest = now + TRIES * EACH;
        let all_back = table.get(&guesser).map_or(now, |all_back| *all_back).clamp(now, latest) + EACH;
        let wait = all_back.duration_since(latest).unwrap_or_default();
        if !wait.is_zero() {
            return Err(wait);
        }
        if table.len() >= self.room && !table.contains_key(&guesser) {
            let first = table.iter().min_by_key(|(_, all_back)| **all_back).map(|(guesser, _)| *guesser);
            first.map(|first| table.remove(&first));
        }
        table.insert(guesser, all_back);
        Ok(())
    }

    /// Gives a try back: the password was right, or wasn't checked.
    pub(crate) fn give_back(&self, guesser: Guesser) {
        let mut table = self.all_back.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(all_back) = table.get_mut(&guesser) {
            *all_back -= EACH;
        }
    }
}

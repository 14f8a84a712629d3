//! Checking passwords without letting anybody guess them, or keep the server busy with them.
//!
//! A check is slow on purpose: it takes 19 MB and a processor for some 30 milliseconds. So there
//! are so many at a time, a few more requests that wait for their turn, and the others are told to
//! come back.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

use super::tries::Tries;
use super::users::User;

/// How many passwords are checked at a time.
const AT_A_TIME: usize = 4;

/// How many requests can be here at a time. The last of them waits for fifteen rounds of checks,
/// which take about half a second.
const PLACES: usize = 64;

/// Why a password isn't checked now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NotNow {
    /// There were too many wrong passwords for this name.
    TooManyTries {
        /// How long it takes until there is another try.
        wait: Duration,
    },
    /// Too many others wait for their turn.
    Busy,
}

/// What checking passwords is limited by.
pub(crate) struct Passwords {
    tries: Tries,
    turns: Turns,
}

impl Default for Passwords {
    fn default() -> Self {
        Self::with(Tries::default(), Turns::new(AT_A_TIME, PLACES))
    }
}

impl Passwords {
    pub(crate) fn with(tries: Tries, turns: Turns) -> Self {
        Self { tries, turns }
    }

    /// Returns the user with this name and password.
    ///
    /// A wrong password costs a try, and so does one whose client hangs up before it is checked. A
    /// right one doesn't, and doesn't bring back the tries that others have lost.
    pub(crate) async fn check(
        &self,
        name: String,
        password: String,
        is_known_device: bool,
        now: SystemTime,
    ) -> Result<Option<&'static User>, NotNow> {
        let guesser = self.tries.guesser(&name, is_known_device);
        self.tries.take(guesser, now).map_err(|wait| NotNow::TooManyTries { wait })?;
        let checked = self.turns.take(move || User::authenticate(&name, &password)).await;
        if !matches!(checked, Ok(None)) {
            self.tries.give_back(guesser);
        }
        checked
    }
}

/// The turns of slow work: so many run at a time, and so many are here at all.
pub(crate) struct Turns {
    running: Arc<Semaphore>,
    places: Arc<Semaphore>,
}

impl Turns {
    pub(crate) fn new(at_a_time: usize, places: usize) -> Self {
        Self { running: Arc::new(Semaphore::new(at_a_time)), places: Arc::new(Semaphore::new(places)) }
    }

    /// Runs `work` on a thread of its own when it is its turn, and returns its result.
    ///
    /// Turn and place belong to the work, because the work isn't stopped when its client hangs up:
    /// only its end makes room for another.
    pub(crate) async fn take<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, NotNow> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| NotNow::Busy)?;
        let turn = Arc::clone(&self.running).acquire_owned().await.map_err(|_| NotNow::Busy)?;
        let work = move || {
            let _held = (place, turn);
            work()
        };
        spawn_blocking(work).await.map_err(|_| NotNow::Busy)
    }
}

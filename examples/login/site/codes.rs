//! One-time codes, on the server: a secret that a visitor has to know can't be in the cookie.
//!
//! A cookie can be read, and an old one can be presented again with every guess. So the code, the
//! tries and the time when it expires are in this table, and the session only has a random id of
//! the attempt.
//!
//! Three numbers limit an attacker who knows the password: tries for each attempt, attempts for
//! each user, and wrong codes in a row, whatever the time between them. The table itself is
//! limited too: it has a largest number of attempts, and one entry for each user who has typed a
//! wrong code.

use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use constant_time_eq::constant_time_eq;
use session_core::{SessionValue, StateOf as _};

use super::sessions::AwaitingCode;
use super::users::UserId;

/// How long a code is valid: as long as a session may wait for it.
pub(super) const LIFETIME: Duration = AwaitingCode::STATE.timeouts().lifetime();

/// How many codes, of a million, can be tried for an attempt.
const TRIES: u8 = 5;

/// How many codes a user can have at a time.
const FOR_ONE_USER: usize = 5;

/// After this many wrong codes in a row, the user gets no codes for [`LOCKED`]. One in 20,000
/// attackers who know a password has guessed a code by then.
const WRONG_IN_A_ROW: u8 = 50;

/// How long a user is locked. After that there are five tries in each period of this length. The
/// right code, which only the owner has, resets the count.
const LOCKED: Duration = Duration::from_hours(24);

/// The id of an attempt to sign in, which the session has.
#[derive(Clone, PartialEq, Eq, SessionValue)]
pub(crate) struct AttemptId(String);

impl AttemptId {
    /// Creates an id from 16 bytes of the operating system's randomness, as text.
    fn random() -> Self {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).expect("a system without randomness can sign nobody in");
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }
}

struct Attempt {
    id: AttemptId,
    user: UserId,
    code: String,
    expires: SystemTime,
    /// How many tries are left. An attempt without tries stays until it expires, so that it still
    /// counts for its user.
    tries: u8,
}

/// Why there is no new code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoCode {
    /// The user has several already.
    Several,
    /// The user has typed too many wrong codes in a row.
    Locked,
}

/// The result of checking a typed code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// The code is right. It can't be used again.
    Right,
    /// The code is wrong, and there are tries left.
    Wrong {
        /// The number of tries that are left, at least one.
        left: u8,
    },
    /// The attempt has no tries left, or its user is locked. What was typed doesn't matter.
    Over,
    /// There is no such attempt. Its code was right before, or it has expired, or was removed to
    /// make room. The visitor may have been signed in by it, so nothing may be taken from them.
    Gone,
}

/// The attempts of all users.
pub(crate) struct Codes {
    table: Mutex<Table>,
    room: usize,
}

#[derive(Default)]
struct Table {
    /// The attempts, oldest first.
    attempts: VecDeque<Attempt>,
    /// The wrong codes of users whose last code was wrong.
    failures: HashMap<UserId, Failures>,
}

/// The wrong codes of a user since the last right one.
#[derive(Default)]
struct Failures {
    in_a_row: u8,
    locked_until: Option<SystemTime>,
}

impl Default for Codes {
    fn default() -> Self {
        Self::with_room(10_000)
    }
}

impl Codes {
    /// Creates a table of at most `room` attempts. A new attempt replaces the oldest.
    pub(crate) fn with_room(room: usize) -> Self {
        Self { table: Mutex::default(), room: room.max(1) }
    }

    /// Makes a new attempt, and returns it with its code, which is to be sent to the user.
    pub(crate) fn start(&self, user: UserId, now: SystemTime) -> Result<(AttemptId, String), NoCode> {
        let mut table = self.current(now);
        if table.is_locked(user, now) {
            return Err(NoCode::Locked);
        }
        if table.attempts.iter().filter(|attempt| attempt.user == user).count() >= FOR_ONE_USER {
            return Err(NoCode::Several);
        }
        if table.attempts.len() >= self.room {
            table.attempts.pop_front();
        }
        let (id, code) = (AttemptId::random(), random_code());
        table.attempts.push_back(Attempt { id: id.clone(), user, code: code.clone(), expires: now + LIFETIME, tries: TRIES });
        Ok((id, code))
    }

    /// Checks whether `typed` is the code of this attempt. Each call counts as a try.
    pub(crate) fn check(&self, id: &AttemptId, typed: &str, now: SystemTime) -> Verdict {
        let mut table = self.current(now);
        let Some(index) = table.attempts.iter().position(|attempt| attempt.id == *id) else { return Verdict::Gone };
        let attempt = &mut table.attempts[index];
        if attempt.tries == 0 {
            return Verdict::Over;
        }
        let user = attempt.user;
        attempt.tries -= 1;
        let (left, is_right) = (attempt.tries, constant_time_eq(attempt.code.as_bytes(), typed.as_bytes()));
        if table.is_locked(user, now) {
            return Verdict::Over;
        }
        if is_right {
            table.attempts.remove(index);
            table.failures.remove(&user);
            return Verdict::Right;
        }
        table.count_failure(user, now);
        if left == 0 || table.is_locked(user, now) { Verdict::Over } else { Verdict::Wrong { left } }
    }

    /// Returns whether there is still such an attempt, so that a code can be typed.
    pub(super) fn has(&self, id: &AttemptId, now: SystemTime) -> bool {
        self.current(now).attempts.iter().any(|attempt| attempt.id == *id)
    }

    /// Returns the table, without attempts that have expired.
    fn current(&self, now: SystemTime) -> MutexGuard<'_, Table> {
        let mut table = self.table.lock().unwrap_or_else(PoisonError::into_inner);
        table.attempts.retain(|attempt| now < attempt.expires);
        table
    }
}

impl Table {
    fn is_locked(&self, user: UserId, now: SystemTime) -> bool {
        self.failures.get(&user).and_then(|failures| failures.locked_until).is_some_and(|end| now < end)
    }

    /// Counts one more wrong code. After a lock, the user has the tries of one attempt.
    fn count_failure(&mut self, user: UserId, now: SystemTime) {
        let failures = self.failures.entry(user).or_default();
        failures.in_a_row += 1;
        if failures.in_a_row >= WRONG_IN_A_ROW {
            *failures = Failures { in_a_row: WRONG_IN_A_ROW - TRIES, locked_until: Some(now + LOCKED) };
        }
    }
}

/// Draws six digits. Every code is equally likely.
fn random_code() -> String {
    const CODES: u32 = 1_000_000;
    // Numbers from the last, incomplete million are skipped, because they would make small codes
    // likelier.
    const FAIR: u32 = u32::MAX - u32::MAX % CODES;
    loop {
        let number = getrandom::u32().expect("a system without randomness can sign nobody in");
        if number < FAIR {
            return format!("{:06}", number % CODES);
        }
    }
}

//! One-time codes, on the server: what a visitor has to prove to know can't be in the cookie.
//!
//! A cookie can be read, and an old one presented again with every guess. So the code, the tries and the end of it are in this
//! table, and the session has only a random id of the attempt. The table is bounded in every direction: tries for each attempt,
//! attempts for each user, attempts altogether.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use constant_time_eq::constant_time_eq;
use serde::{Deserialize, Serialize};

use super::form::random_text;
use super::users::UserId;

/// How long a code is good for: as long as a session may be in the state `AwaitingCode`.
const LIFETIME: Duration = Duration::from_mins(5);

/// Of a million codes, this many can be tried.
const TRIES: u8 = 5;

/// Codes for one user at a time. Somebody who knows the password but not the code gets no more than 25 tries in five minutes.
const FOR_ONE_USER: usize = 5;

/// An attempt to sign in, as a session knows it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AttemptId(String);

struct Attempt {
    id: AttemptId,
    user: UserId,
    code: String,
    expires: SystemTime,
    /// How many are left. An attempt without any stays until it expires, so that it still counts for its user.
    tries: u8,
}

/// What a typed code is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It is the one. It can't be used again.
    Right,
    /// It isn't, and there are tries left.
    Wrong {
        /// At least one.
        left: u8,
    },
    /// Whatever was typed: this attempt is used up, expired, or gone to make room.
    Over,
}

/// The attempts of everybody, oldest first.
pub(crate) struct Codes {
    attempts: Mutex<VecDeque<Attempt>>,
    room: usize,
}

impl Default for Codes {
    fn default() -> Self {
        Self::with_room(10_000)
    }
}

impl Codes {
    /// A table of at most `room` attempts. A new one takes the place of the oldest.
    pub(crate) fn with_room(room: usize) -> Self {
        Self { attempts: Mutex::default(), room: room.max(1) }
    }

    /// A new attempt and its code, to be sent to the user. None if the user has several already.
    pub(crate) fn start(&self, user: UserId, now: SystemTime) -> Option<(AttemptId, String)> {
        let mut attempts = self.current(now);
        if attempts.iter().filter(|attempt| attempt.user == user).count() >= FOR_ONE_USER {
            return None;
        }
        if attempts.len() >= self.room {
            attempts.pop_front();
        }
        let (id, code) = (AttemptId(random_text()), random_code());
        attempts.push_back(Attempt { id: id.clone(), user, code: code.clone(), expires: now + LIFETIME, tries: TRIES });
        Some((id, code))
    }

    /// Whether `typed` is the code of this attempt. Each call is a try.
    pub(crate) fn check(&self, id: &AttemptId, typed: &str, now: SystemTime) -> Verdict {
        let mut attempts = self.current(now);
        let Some(index) = attempts.iter().position(|attempt| attempt.id == *id && attempt.tries > 0) else {
            return Verdict::Over;
        };
        let attempt = &mut attempts[index];
        if constant_time_eq(attempt.code.as_bytes(), typed.as_bytes()) {
            attempts.remove(index);
            return Verdict::Right;
        }
        attempt.tries -= 1;
        if attempt.tries == 0 { Verdict::Over } else { Verdict::Wrong { left: attempt.tries } }
    }

    /// The attempts that haven't expired.
    fn current(&self, now: SystemTime) -> MutexGuard<'_, VecDeque<Attempt>> {
        let mut attempts = self.attempts.lock().unwrap_or_else(PoisonError::into_inner);
        attempts.retain(|attempt| now < attempt.expires);
        attempts
    }
}

/// Six digits, each code as likely as any other.
fn random_code() -> String {
    const CODES: u32 = 1_000_000;
    // Numbers from the last, incomplete million would make small codes likelier.
    const FAIR: u32 = u32::MAX - u32::MAX % CODES;
    loop {
        let number = getrandom::u32().expect("a system without randomness can sign nobody in");
        if number < FAIR {
            return format!("{:06}", number % CODES);
        }
    }
}

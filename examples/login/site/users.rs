//! The people who have an account: two of them, with fixed passwords.

use argon2::Argon2;
use argon2::password_hash::PasswordVerifier as _;
use argon2::password_hash::phc::PasswordHash;
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;
use tokio::task::spawn_blocking;

/// Somebody who has an account.
pub(crate) struct User {
    pub(crate) id: UserId,
    pub(crate) name: &'static str,
    pub(super) display: &'static str,
    /// Shown on the sign-in page, since this is an example. Elsewhere nobody knows it but its
    /// owner.
    pub(crate) password: &'static str,
    /// All that a server keeps of a password: Argon2id, with the parameters that OWASP names, as a
    /// PHC string.
    hash: &'static str,
}

/// What a session keeps of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct UserId(u32);

static USERS: [User; 2] = [
    User {
        id: UserId(1),
        name: "ada",
        display: "Ada",
        password: "analytical engine",
        hash: "$argon2id$v=19$m=19456,t=2,p=1$PQ9q7L7eg005rNpfKxpWqQ$ckDmVxxH2dUbbI4eJmAtWPD3j4Xpsgp4OX29d3Moyho",
    },
    User {
        id: UserId(2),
        name: "grace",
        display: "Grace",
        password: "amazing grace",
        hash: "$argon2id$v=19$m=19456,t=2,p=1$jpFXQ5XEtpiW+w4x6MxfIQ$yxntw8Rcw/uY9UvvjvgAstyY2TIRKqLAqc/3A/4X/YM",
    },
];

/// The hash of a password that nobody has, for names that nobody has: to refuse them takes as long
/// as to refuse a password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$aXY0BZwQ7TptZCOtTMGCKQ$WNKK4LOqXuzEivitr6hGqiBpHoJEgtP3E9+PPNlnP+0";

impl User {
    pub(crate) fn all() -> &'static [Self] {
        &USERS
    }

    /// The user that a session means, unless the account is gone.
    pub(super) fn with_id(id: UserId) -> Option<&'static Self> {
        USERS.iter().find(|user| user.id == id)
    }

    /// The user with this name and password. It takes a while, on purpose: call it where it blocks
    /// nobody.
    pub(crate) fn authenticate(name: &str, password: &str) -> Option<&'static Self> {
        let user = USERS.iter().find(|user| user.name == name);
        let is_right = verify(password, user.map_or(NOBODY, |user| user.hash));
        user.filter(|_| is_right)
    }

    /// The user with this name and password, found when it is their turn.
    pub(super) async fn sign_in(name: String, password: String) -> Option<&'static Self> {
        in_turn(move || Self::authenticate(&name, &password)).await.flatten()
    }
}

/// Each password that is checked takes 19 MB and a processor: so many at a time, however many are
/// sent.
pub(crate) const AT_A_TIME: usize = 4;

static TURNS: Semaphore = Semaphore::const_new(AT_A_TIME);

/// What `work` gives, on a thread of its own. The turn goes with the work: nobody stops it when
/// its client hangs up, so only its end makes room for another.
pub(crate) async fn in_turn<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Option<T> {
    let turn = TURNS.acquire().await.ok()?;
    let work = move || {
        let _turn = turn;
        work()
    };
    spawn_blocking(work).await.ok()
}

fn verify(password: &str, hash: &str) -> bool {
    let verified = |hash| Argon2::default().verify_password(password.as_bytes(), &hash);
    PasswordHash::new(hash).is_ok_and(|hash| verified(hash).is_ok())
}

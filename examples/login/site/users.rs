//! The users: two people with fixed passwords.

use argon2::Argon2;
use argon2::password_hash::PasswordVerifier as _;
use argon2::password_hash::phc::PasswordHash;
use session_core::SessionValue;

/// A user who has an account.
pub(crate) struct User {
    pub(crate) id: UserId,
    pub(crate) name: &'static str,
    pub(super) display: &'static str,
    /// The password, which the sign-in page shows because this is an example. In a real
    /// application only its owner knows it.
    pub(crate) password: &'static str,
    /// The password's hash, which is all that a server keeps of it: Argon2id with the parameters
    /// that OWASP recommends, as a PHC string.
    hash: &'static str,
}

/// The id of a user, which a session keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, SessionValue)]
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

/// The hash of a password that nobody has. It is checked for unknown names, so that refusing them
/// takes as long as refusing a password.
const NOBODY: &str = "$argon2id$v=19$m=19456,t=2,p=1$aXY0BZwQ7TptZCOtTMGCKQ$WNKK4LOqXuzEivitr6hGqiBpHoJEgtP3E9+PPNlnP+0";

impl User {
    pub(crate) fn all() -> &'static [Self] {
        &USERS
    }

    /// Returns the user with this id, unless the account is gone.
    pub(super) fn with_id(id: UserId) -> Option<&'static Self> {
        USERS.iter().find(|user| user.id == id)
    }

    /// Returns the user with this name and password. It takes a while and 19 MB, on purpose, so it
    /// is called by `Passwords::check`, which limits how often.
    pub(crate) fn authenticate(name: &str, password: &str) -> Option<&'static Self> {
        let user = USERS.iter().find(|user| user.name == name);
        let is_right = verify(password, user.map_or(NOBODY, |user| user.hash));
        user.filter(|_| is_right)
    }
}

fn verify(password: &str, hash: &str) -> bool {
    let verified = |hash| Argon2::default().verify_password(password.as_bytes(), &hash);
    PasswordHash::new(hash).is_ok_and(|hash| verified(hash).is_ok())
}

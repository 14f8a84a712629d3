//! The users: two people, whose passwords everybody knows. The example `login` shows how passwords
//! are kept and checked.

use session_core::SessionValue;

/// A user who has an account.
pub(super) struct User {
    pub(super) id: UserId,
    pub(super) name: &'static str,
    pub(super) display: &'static str,
    /// The password, which the sign-in page shows.
    pub(super) password: &'static str,
}

/// The id of a user, which a session keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, SessionValue)]
pub(super) struct UserId(u32);

static USERS: [User; 2] = [
    User { id: UserId(1), name: "ada", display: "Ada", password: "analytical engine" },
    User { id: UserId(2), name: "grace", display: "Grace", password: "amazing grace" },
];

impl User {
    pub(super) fn all() -> &'static [Self] {
        &USERS
    }

    pub(super) fn with_id(id: UserId) -> Option<&'static Self> {
        USERS.iter().find(|user| user.id == id)
    }

    /// Returns the user with this name, if the password is theirs.
    pub(super) fn authenticate(name: &str, password: &str) -> Option<&'static Self> {
        USERS.iter().find(|user| user.name == name && user.password == password)
    }
}

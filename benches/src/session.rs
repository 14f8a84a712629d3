//! The session types of both sides: `Session` is for ours, `Serialize` and `Deserialize` are for
//! the peer's.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};
use session_core::{InCookie, Session, WriteView};

/// A session that can be measured.
pub trait Sample: InCookie + WriteView + Clone + Serialize + DeserializeOwned {
    /// Creates a session with a value in every field.
    fn sample() -> Self;
    /// Writes one field.
    fn change(&mut self);
}

/// A session of seven fields, five of which own memory.
#[derive(Clone, Debug, PartialEq, Session, Serialize, Deserialize)]
pub struct Account {
    pub user: u64,
    pub name: String,
    pub visits: u32,
    pub theme: Option<String>,
    pub roles: Vec<String>,
    pub seen: i64,
    pub csrf: [u8; 16],
}

impl Sample for Account {
    fn sample() -> Self {
        Self {
            user: 8_412_305,
            name: "alice".to_owned(),
            visits: 42,
            theme: Some("dark".to_owned()),
            roles: vec!["admin".to_owned(), "editor".to_owned()],
            seen: 1_700_000_000,
            csrf: [183, 12, 240, 77, 9, 201, 154, 66, 31, 118, 225, 90, 143, 5, 172, 239],
        }
    }

    fn change(&mut self) {
        self.visits += 1;
    }
}

/// The same seven fields, one of a type that the compiler can't look into: it is read back when it
/// is written.
#[derive(Clone, Session)]
pub struct Foreign {
    pub user: u64,
    pub name: String,
    pub visits: u32,
    pub theme: Option<String>,
    pub roles: Roles,
    pub seen: i64,
    pub csrf: [u8; 16],
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Roles(Vec<String>);

impl From<Account> for Foreign {
    fn from(account: Account) -> Self {
        let Account { user, name, visits, theme, roles, seen, csrf } = account;
        Self { user, name, visits, theme, roles: Roles(roles), seen, csrf }
    }
}

/// The smallest session.
#[derive(Clone, Debug, PartialEq, Session, Serialize, Deserialize)]
pub struct Visits {
    pub count: u32,
}

impl Sample for Visits {
    fn sample() -> Self {
        Self { count: 7 }
    }

    fn change(&mut self) {
        self.count += 1;
    }
}

/// A value that counts how often its field is encoded.
#[derive(Session)]
pub struct Watched {
    pub field: Watch,
}

#[derive(Clone, Copy, Default, Deserialize)]
#[serde(transparent)]
pub struct Watch(pub u32);

static ENCODED: AtomicUsize = AtomicUsize::new(0);

impl Serialize for Watch {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ENCODED.fetch_add(1, Ordering::Relaxed);
        self.0.serialize(serializer)
    }
}

/// Returns how many times `work` encodes a [`Watch`].
pub fn encodings<T>(work: impl FnOnce() -> T) -> usize {
    let before = ENCODED.load(Ordering::Relaxed);
    work();
    ENCODED.load(Ordering::Relaxed) - before
}

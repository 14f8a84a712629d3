//! The session types of the golden tokens.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::Visitor;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use session_core::{Session, SessionState};

#[derive(Debug, Session)]
#[session(name = "vectors/Visits", cookie = "__Host-visits")]
pub(crate) struct Visits {
    #[session(merge = add)]
    pub(crate) count: u32,
}

#[derive(Session)]
#[session(name = "vectors/Account", cookie = "__Host-account", idle = "400d", lifetime = "400d")]
pub(crate) struct Account {
    #[session(identity)]
    pub(crate) user: Option<u64>,
    pub(crate) name: String,
    pub(crate) roles: Vec<String>,
}

#[derive(Session)]
#[session(name = "vectors/Everything", cookie = "everything")]
pub(crate) struct Everything {
    pub(crate) small: i64,
    pub(crate) low: i64,
    pub(crate) wide: u128,
    pub(crate) half: f32,
    pub(crate) double: f64,
    pub(crate) tenth: f64,
    pub(crate) flag: bool,
    pub(crate) letter: char,
    pub(crate) bytes: [u8; 4],
    pub(crate) none: Vec<u8>,
    pub(crate) pair: (u8, String),
    pub(crate) nested: Point,
    pub(crate) choice: Choice,
    pub(crate) raw: Raw,
    pub(crate) plain: Choice,
    pub(crate) nothing: Option<String>,
    pub(crate) map: BTreeMap<u32, String>,
}

/// Bytes that are written as bytes, and not as a list.
#[derive(Default)]
pub(crate) struct Raw(pub(crate) Vec<u8>);

impl Serialize for Raw {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

impl<'de> Deserialize<'de> for Raw {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct OnlyBytes;

        impl Visitor<'_> for OnlyBytes {
            type Value = Raw;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("bytes")
            }

            fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Raw, E> {
                Ok(Raw(bytes.to_vec()))
            }
        }

        deserializer.deserialize_bytes(OnlyBytes)
    }
}

#[derive(Session)]
#[session(name = "vectors/Login", cookie = "__Host-login", idle = "1h")]
pub(crate) enum Login {
    #[session(start, to(AwaitingCode, SignedIn))]
    Anonymous(Anonymous),
    #[session(to(SignedIn), lifetime = "5m")]
    AwaitingCode(AwaitingCode),
    SignedIn(SignedIn),
}

#[derive(SessionState, Default)]
pub(crate) struct Anonymous {
    pub(crate) basket: Vec<u8>,
}

#[derive(SessionState)]
pub(crate) struct AwaitingCode {
    pub(crate) user: u64,
    pub(crate) attempt: String,
}

#[derive(SessionState)]
pub(crate) struct SignedIn;

#[derive(Session)]
#[session(name = "vectors/Secrets", cookie = "__Host-secrets", encrypted)]
pub(crate) struct Secrets {
    #[session(secret)]
    pub(crate) note: String,
    pub(crate) pin: Option<u32>,
}

#[derive(Session)]
#[session(name = "vectors/Envelope", cookie = "__Host-envelope", idle = "1h", encrypted, padded = 32)]
pub(crate) struct Envelope {
    #[session(identity)]
    pub(crate) user: Option<u64>,
    pub(crate) text: String,
}

/// The first version of [`Moved`].
#[derive(Session)]
#[session(name = "vectors/Moved", cookie = "__Host-moved")]
pub(crate) struct MovedBefore {
    pub(crate) name: String,
}

#[derive(Session)]
#[session(name = "vectors/Moved", cookie = "__Host-moved", version = 2, upgrade_from(MovedBefore))]
pub(crate) struct Moved {
    pub(crate) given: String,
    pub(crate) family: String,
}

impl From<MovedBefore> for Moved {
    fn from(before: MovedBefore) -> Self {
        let (given, family) = before.name.split_once(' ').unwrap_or((&before.name, ""));
        Self { given: given.to_owned(), family: family.to_owned() }
    }
}

/// The first version of [`Vault`], of which there is no vector.
#[derive(Session)]
#[session(name = "vectors/Vault", cookie = "__Host-vault", encrypted)]
pub(crate) enum VaultBefore {
    #[session(start)]
    Closed(ClosedBefore),
}

#[derive(SessionState, Default)]
pub(crate) struct ClosedBefore;

#[derive(Session)]
#[session(name = "vectors/Vault", cookie = "__Host-vault", idle = "1h")]
#[session(encrypted, padded = 16, version = 2, upgrade_from(VaultBefore))]
pub(crate) enum Vault {
    #[session(start, to(Open))]
    Closed(ClosedVault),
    Open(OpenVault),
}

#[derive(SessionState, Default)]
pub(crate) struct ClosedVault {
    pub(crate) tries: u8,
}

#[derive(SessionState)]
pub(crate) struct OpenVault {
    #[session(secret)]
    pub(crate) secret: String,
}

impl From<VaultBefore> for Vault {
    fn from(VaultBefore::Closed(ClosedBefore): VaultBefore) -> Self {
        Self::Closed(ClosedVault::default())
    }
}

#[derive(Default, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) struct Point {
    pub(crate) x: i32,
    pub(crate) y: i32,
}

#[derive(Default, PartialEq, Debug, Serialize, Deserialize)]
pub(crate) enum Choice {
    #[default]
    Empty,
    Number(u8),
}

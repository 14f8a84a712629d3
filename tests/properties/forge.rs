//! Tokens made by hand as `docs/wire-format.md` says, with the right key and one mistake.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use session_core::testing::key;
use session_core::{Arrival, Key, Session, Sessions};

/// All parts of a token. The default opens as [`Visits`](super::tampering::Visits).
#[derive(Clone, Debug)]
pub(crate) struct Forge {
    pub(crate) version_and_kind: u8,
    pub(crate) flags: u8,
    /// The number of the key that signs, and of the key whose id is in the token.
    pub(crate) key: u8,
    pub(crate) named_key: u8,
    pub(crate) kind: &'static str,
    pub(crate) cookie: &'static str,
    pub(crate) session: &'static str,
    pub(crate) began: u64,
    /// When the token was written, in seconds after the beginning.
    pub(crate) written: u32,
    /// The bytes between `written` and the body.
    pub(crate) rest_of_header: Vec<u8>,
    pub(crate) body: Vec<u8>,
}

impl Forge {
    pub(crate) fn new(session: &'static str, cookie: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self {
            version_and_kind: 0x10,
            flags: 0,
            key: 1,
            named_key: 1,
            kind: "signed",
            cookie,
            session,
            began: 1_700_000_000,
            written: 0,
            rest_of_header: Vec::new(),
            body: body.into(),
        }
    }

    pub(crate) fn token(&self) -> String {
        let mut bytes = vec![self.version_and_kind, self.flags];
        bytes.extend(&blake3::derive_key("session-core key id v1", &secret(self.named_key))[..4]);
        bytes.extend(&self.began.to_be_bytes()[3..]);
        bytes.extend(self.written.to_be_bytes());
        bytes.extend(&self.rest_of_header);
        bytes.extend(&self.body);
        let mut material = Vec::new();
        for part in [&secret(self.key)[..], self.kind.as_bytes(), self.cookie.as_bytes(), self.session.as_bytes()] {
            material.extend(u32::try_from(part.len()).expect("short").to_le_bytes());
            material.extend(part);
        }
        let derived = blake3::derive_key("session-core token v1", &material);
        bytes.extend(&blake3::keyed_hash(&derived, &bytes).as_bytes()[..16]);
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

fn secret(number: u8) -> [u8; 32] {
    blake3::derive_key("session-core testing key v1", &[number])
}

/// Makes sessions at the time when forged tokens begin, with `testing::key(1)`.
pub(crate) fn sessions<S: session_core::InCookie>() -> (Sessions<S>, session_core::testing::ManualClock) {
    sessions_with(key(1))
}

pub(crate) fn sessions_with<S: session_core::InCookie>(key: Key) -> (Sessions<S>, session_core::testing::ManualClock) {
    let clock = session_core::testing::ManualClock::default();
    (Sessions::options().clock(clock.clone()).in_cookie(key), clock)
}

/// Returns what a request finds, and what the handler sees.
pub(crate) fn open<S: Session, R>(sessions: &Sessions<S>, token: &[u8], see: impl FnOnce(&S) -> R) -> (Arrival, R) {
    let field = [S::SCHEMA.cookie().name.as_bytes(), b"=", token].concat();
    let mut context = session_core::testing::block_on(sessions.open([field])).expect("opening never fails");
    let live = context.live();
    (live.arrival(), see(&live))
}

/// Returns the token of the cookie after `write`.
pub(crate) fn token<S: Session + session_core::WriteView>(
    sessions: &Sessions<S>,
    came: Option<&str>,
    write: impl FnOnce(&mut S),
) -> String {
    let field = came.map(|token| format!("{}={token}", S::SCHEMA.cookie().name));
    let (_, closed) = session_core::testing::block_on(sessions.scope(field.as_deref(), async |mut live| write(&mut live)))
        .expect("it can be stored");
    closed.set_cookie().expect("something was written").value().to_owned()
}

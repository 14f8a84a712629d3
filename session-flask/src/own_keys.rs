//! The keys in Flask's dict that belong to the session itself and to no field.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use session_core::format::{SessionId, Timestamp};
use session_core::schema::Schema;

use crate::record::{Payload, STATE};
use crate::value::Value;

/// Flask's own key: whether the cookie outlives the browser's window.
const PERMANENT: &str = "_permanent";
/// The key of the time when a machine entered its state, in seconds since 1970.
const ENTERED: &str = "_entered";
/// The key of the session's id, which is there once a form's token needed one.
const SESSION_ID: &str = "_sid";
/// The key of the type's version, which is there from the second version on.
const VERSION: &str = "_version";

/// The values of these keys.
pub(crate) struct OwnKeys {
    pub(crate) permanent: Option<Value>,
    pub(crate) entered: Option<Timestamp>,
    pub(crate) session_id: Option<SessionId>,
    pub(crate) version: u8,
}

impl OwnKeys {
    /// Takes the values out of a session that was read. A value under one of these names that
    /// can't be ours stays where it is: it is another application's.
    pub(crate) fn take(dict: &mut Payload, schema: &Schema) -> Self {
        let is_versioned = schema.version() > 1;
        Self {
            permanent: dict.take(PERMANENT, |value| Some(value.clone())),
            entered: dict.take(ENTERED, |value| seconds(value).filter(|_| schema.is_machine())),
            session_id: dict.take(SESSION_ID, session_id),
            version: dict.take(VERSION, |value| version(value).filter(|_| is_versioned)).unwrap_or(1),
        }
    }

    /// Returns the keys that have a value, as they are written.
    pub(crate) fn entries(self) -> Vec<(&'static str, Value)> {
        let entered = self.entered.map(|entered| Value::from(entered.secs()));
        let session_id = self.session_id.map(|id| Value::from(URL_SAFE_NO_PAD.encode(id.as_bytes())));
        let version = (self.version > 1).then(|| Value::from(i64::from(self.version)));
        let all = [(PERMANENT, self.permanent), (ENTERED, entered), (SESSION_ID, session_id), (VERSION, version)];
        all.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }
}

fn seconds(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Int(seconds) => u64::try_from(*seconds).ok().map(Timestamp::from_secs),
        _ => None,
    }
}

fn session_id(value: &Value) -> Option<SessionId> {
    let bytes = URL_SAFE_NO_PAD.decode(value.as_str()?).ok()?;
    bytes.try_into().ok().map(SessionId::from_bytes)
}

fn version(value: &Value) -> Option<u8> {
    match value {
        Value::Int(version) => u8::try_from(*version).ok(),
        _ => None,
    }
}

/// Checks, when the program is built, that no field has the name of one of these keys.
#[track_caller]
pub(crate) const fn check_names(schema: &Schema) {
    let (states, mut i) = (schema.states(), 0);
    while i < states.len() {
        let (fields, mut j) = (states[i].fields(), 0);
        while j < fields.len() {
            check_name(fields[j].name(), schema);
            let (aliases, mut k) = (fields[j].aliases(), 0);
            while k < aliases.len() {
                check_name(aliases[k], schema);
                k += 1;
            }
            j += 1;
        }
        i += 1;
    }
}

#[track_caller]
const fn check_name(name: &str, schema: &Schema) {
    assert!(
        !is(name, PERMANENT),
        "`_permanent` can't be a field: `live.set_persistent(true)` sets it, and `live.is_persistent()` reads it"
    );
    let is_machines = schema.is_machine() && (is(name, STATE) || is(name, ENTERED));
    let is_versions = schema.version() > 1 && is(name, VERSION);
    assert!(
        !is(name, SESSION_ID) && !is_machines && !is_versions,
        "a field has the key `_sid`, `_state`, `_entered` or `_version`, which the session uses itself in Flask's cookie: choose another with `rename`"
    );
}

/// Returns whether two texts are equal, when the program is built.
const fn is(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut i = 0;
    while i < one.len() && i < other.len() && one[i] == other[i] {
        i += 1;
    }
    i == one.len() && i == other.len()
}

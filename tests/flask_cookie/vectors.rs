//! The vectors that a real Flask made.

use std::sync::OnceLock;
use std::time::{Duration, SystemTime};

use serde_json::Value;
use session_flask::{FlaskConfig, FlaskKeys};

pub(crate) const SECRET: &str = "vector-secret-key-0123456789abcdef";

/// The time of most vectors.
pub(crate) const NOW: u64 = 1_700_000_000;

pub(crate) struct Vector(&'static Value);

impl Vector {
    pub(crate) fn id(&self) -> &'static str {
        self.text("id")
    }

    pub(crate) fn get(&self, name: &str) -> &'static Value {
        &self.0[name]
    }

    pub(crate) fn text(&self, name: &str) -> &'static str {
        self.0[name].as_str().unwrap_or_else(|| panic!("{} has the text {name}", self.0["id"]))
    }

    pub(crate) fn number(&self, name: &str) -> u64 {
        self.0[name].as_u64().unwrap_or_else(|| panic!("{} has the number {name}", self.0["id"]))
    }

    pub(crate) fn secret(&self) -> Vec<u8> {
        let hex = self.text("secret_key_hex");
        let byte = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).expect("hex");
        (0..hex.len()).step_by(2).map(byte).collect()
    }

    pub(crate) fn keys(&self) -> FlaskKeys {
        let fallbacks = self.0["secret_key_fallbacks"].as_array().into_iter().flatten();
        let keys = FlaskKeys::new(self.secret()).expect("a secret");
        fallbacks.fold(keys, |keys, old| keys.fallback(old.as_str().expect("a text")).expect("a secret"))
    }

    /// Returns the vector's settings. Missing settings are Flask's defaults.
    pub(crate) fn config(&self) -> FlaskConfig {
        let mut config = FlaskConfig::default();
        for (name, value) in self.0["config"].as_object().into_iter().flatten() {
            assert_eq!(name, "PERMANENT_SESSION_LIFETIME", "{}", self.id());
            let seconds = value.as_str().and_then(|seconds| seconds.parse().ok()).expect("seconds");
            config.permanent_session_lifetime = Duration::from_secs(seconds);
        }
        config
    }
}

pub(crate) fn of_kind(kind: &str) -> Vec<Vector> {
    static FILE: OnceLock<Value> = OnceLock::new();
    let file = FILE.get_or_init(|| serde_json::from_str(include_str!("../vectors/flask.json")).expect("JSON"));
    let vectors: Vec<Vector> = file["vectors"].as_array().expect("a list").iter().map(Vector).collect();
    let of_kind: Vec<Vector> = vectors.into_iter().filter(|vector| vector.0["kind"] == kind).collect();
    assert!(!of_kind.is_empty(), "no vector is of the kind {kind}");
    of_kind
}

pub(crate) fn at(seconds: u64) -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
}

//! The vectors that a real Flask made: `tests/vectors/flask.json`, which describes them.

use serde_json::Value;

use crate::digest::{Derivation, Digest};
use crate::keys::FlaskKeys;

/// Returns the vectors of one kind. There is at least one.
pub(crate) fn of_kind(kind: &str) -> Vec<Vector> {
    let file: Value =
        serde_json::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/vectors/flask.json"))).expect("JSON");
    let vectors = file["vectors"].as_array().expect("a list").iter();
    let vectors: Vec<_> = vectors.filter(|vector| vector["kind"] == kind).cloned().map(Vector).collect();
    assert!(!vectors.is_empty(), "there are vectors of the kind {kind}");
    vectors
}

/// One vector.
pub(crate) struct Vector(pub(crate) Value);

impl Vector {
    pub(crate) fn id(&self) -> &str {
        self.text("id")
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_else(|| panic!("{}: `{name}` is a text", self.0["id"]))
    }

    pub(crate) fn number(&self, name: &str) -> u64 {
        self.0[name].as_u64().unwrap_or_else(|| panic!("{}: `{name}` is a number", self.0["id"]))
    }

    pub(crate) fn secret(&self) -> Vec<u8> {
        match self.0.get("secret_key_hex") {
            Some(_) => hex(self.text("secret_key_hex")),
            None => self.text("secret_key_utf8").as_bytes().to_vec(),
        }
    }

    /// Returns the hash function; SHA-1 unless the vector names another.
    pub(crate) fn digest(&self) -> Digest {
        match self.0["digest"].as_str() {
            None | Some("sha1") => Digest::Sha1,
            Some("sha256") => Digest::Sha256,
            Some("sha512") => Digest::Sha512,
            Some(other) => panic!("{}: no digest {other}", self.id()),
        }
    }

    /// Returns the key derivation; HMAC unless the vector names another.
    pub(crate) fn derivation(&self) -> Derivation {
        match self.0["key_derivation"].as_str() {
            None | Some("hmac") => Derivation::Hmac,
            Some("concat") => Derivation::Concat,
            Some("django-concat") => Derivation::DjangoConcat,
            Some("none") => Derivation::None,
            Some(other) => panic!("{}: no derivation {other}", self.id()),
        }
    }

    /// Returns the keys of the application that made the vector, or that it was sent to.
    pub(crate) fn keys(&self) -> FlaskKeys {
        let keys = FlaskKeys::new(self.secret()).expect("a secret").digest(self.digest()).derivation(self.derivation());
        let keys = self.0["salt"].as_str().into_iter().fold(keys, FlaskKeys::salt);
        let fallbacks = self.0["fallback_keys_utf8"].as_array().into_iter().flatten();
        fallbacks.fold(keys, |keys, old| keys.fallback(old.as_str().expect("a text")).expect("a secret"))
    }
}

/// Returns the bytes of hexadecimal digits.
pub(crate) fn hex(digits: &str) -> Vec<u8> {
    let digit = |byte: &u8| u8::try_from(char::from(*byte).to_digit(16).expect("a hexadecimal digit")).expect("below 16");
    digits.as_bytes().chunks(2).map(|pair| digit(&pair[0]) << 4 | digit(&pair[1])).collect()
}

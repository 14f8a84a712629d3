//! Flask's own `session` cookie, read and written by a Rust service that shares its login with a Flask application.

// Nothing opens a session with these yet.
#![expect(dead_code)]

mod config;
mod date;
mod digest;
mod keys;
mod payload;
mod set_cookie;
mod signer;
mod timestamp;
mod zlib;

#[cfg(test)]
mod vectors;

pub use config::{FlaskConfig, FlaskConfigError};
pub use digest::{Derivation, Digest};
pub use keys::{FlaskKeyError, FlaskKeys};

#![doc = include_str!("lib.md")]

mod config;
mod date;
mod digest;
mod event;
mod format;
pub mod guide;
mod json;
mod keys;
mod limits;
mod markup;
mod own_keys;
mod payload;
mod record;
mod sessions;
mod signer;
pub mod tagged;
mod timestamp;
mod value;
mod visits;
mod zlib;

#[cfg(test)]
mod vectors;

pub use config::{FlaskConfig, FlaskConfigError};
pub use date::{DateError, DateTime};
pub use digest::{Derivation, Digest};
pub use keys::{FlaskKeyError, FlaskKeys};
pub use markup::Markup;
pub use sessions::flask_sessions;
pub use tagged::{Tag, Tagged};
pub use value::{BigInt, BigIntError, Dict, Text, Value};

//! What the user declared, typed: a session with its fields or states, a state with its
//! fields, or a value with its parts.

mod cookie;
mod crate_path;
mod fields;
mod generics;
mod machine;
mod merge;
mod session;
mod state;
mod timeouts;
mod value;

pub(crate) use cookie::FormerCookie;
pub(crate) use crate_path::crate_path;
pub(crate) use fields::{Field, FieldDefault, Struct};
pub(crate) use machine::{Machine, Variant};
pub(crate) use merge::{Merge, Policy};
pub(crate) use session::{Content, Session};
pub(crate) use state::State;
pub(crate) use timeouts::Timeouts;
pub(crate) use value::{Value, ValueContent, ValueVariant};

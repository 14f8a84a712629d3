//! The parts that another token format needs, behind the feature `unstable-format`. They aren't
//! finished and may change in any version.
//!
//! A format is a type that implements [`Format`] for every session type that it can hold. Its
//! sessions are made with [`Options::in_format`](crate::Options::in_format). It reads a record's
//! fields as a [`FieldReader`] and writes them as a [`FieldWriter`]. `session-flask` is an
//! example.
//!
//! An application doesn't need this module. It uses
//! [`Sessions::in_cookie`](crate::Sessions::in_cookie), or what the crate of another format
//! offers.

pub use crate::cookie::{Cookie, without_prefix};
pub use crate::error::{READS_BACK_OTHERWISE, UNREADABLE_AGAIN};
pub use crate::id::{LogKey, SessionId};
pub use crate::live::flash::FLASH_NEWTYPE;
pub use crate::schema::record::{FieldReader, FieldWriter, Fields, Record};
pub use crate::time::{Timeline, Timestamp};
pub use crate::token::{Decoded, Format, Kept, Refresh, Sealing, TokenState, put_text, read_text, reads_back, trusted};

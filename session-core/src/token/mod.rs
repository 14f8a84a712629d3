//! Tokens: from a record to the text of a cookie, and back. This module knows nothing of requests
//! or handlers.
//!
//! [`Format`] is the trait of all token formats. `cbor` is our own format: `codec` turns fields
//! into bytes, and `seal` turns bytes into text. `docs/wire-format.md` describes it.

pub(crate) mod body;
mod cbor;
mod codec;
mod encoded;
mod format;
#[doc(hidden)]
pub(crate) mod largest;
mod padding;
mod seal;
mod stored;
pub mod trusted;

#[cfg(feature = "unstable-format")]
pub use codec::reads_back;
pub use format::{Decoded, Format, Kept, Refresh, Sealing, TokenState};
pub use seal::{IntoKeys, Key, KeyError, KeyText, Keys};
#[cfg(feature = "unstable-format")]
pub use seal::{put_text, read_text};

pub(crate) use cbor::CborToken;
pub(crate) use codec::{Merged, Stored, merge};
pub(crate) use codec::{changed_fields, measured_again};
pub(crate) use encoded::{Encoded, is_steady, read_again};
pub(crate) use format::Random;
pub(crate) use seal::{EpochKey, RecordSeals, Slot, Ticket, TokenKind};
pub(crate) use stored::{Claim, StoredTokens};

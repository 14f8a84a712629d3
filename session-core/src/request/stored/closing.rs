//! A session that is being closed in its store.

use crate::live::RequestContext;
use crate::store::vault::Vault;
use crate::time::Timestamp;
use crate::token::Encoded;

/// What becomes of a request's session in its store.
pub(super) struct Closing<'c, S> {
    pub(super) context: &'c RequestContext<S>,
    pub(super) vault: &'c Vault,
    pub(super) now: Timestamp,
    /// The fields as they are now. A request that only reads has none.
    pub(super) fields: Option<Encoded>,
    /// The version of the record that has the session exactly as it is here, once it is put.
    pub(super) version: Option<u64>,
}

/// When a visitor was last seen, and when their session expires.
#[derive(Clone, Copy)]
pub(super) struct Times {
    pub(super) seen: Timestamp,
    pub(super) expires: Timestamp,
}

//! A session that is being closed in its store.

use crate::live::RequestContext;
use crate::store::record::Entry;
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
    /// What was put last.
    pub(super) put: Option<Put>,
}

/// A record as a request has put it.
pub(super) struct Put {
    pub(super) entry: Entry,
    /// Whether it has changes of another request as well.
    pub(super) is_merged: bool,
    pub(super) seen: Timestamp,
}

/// When a visitor was last seen, and when their session expires.
#[derive(Clone, Copy)]
pub(super) struct Times {
    pub(super) seen: Timestamp,
    pub(super) expires: Timestamp,
}

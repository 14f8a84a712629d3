//! What a request brought.

use crate::clocks::Clocks;
use crate::codec::Unknown;
use crate::seal::{Header, Role, TAG};
use crate::time::Timestamp;
use crate::times::Times;

/// What a valid cookie brought besides the value.
pub(crate) struct Arrival {
    pub(crate) header: Header,
    pub(crate) clocks: Clocks,
    pub(crate) tag: [u8; TAG],
    pub(crate) role: Role,
    pub(crate) unknown: Unknown,
}

impl Arrival {
    /// Of several valid sessions the greatest wins, and the first of equals.
    pub(crate) fn rank(&self) -> (Timestamp, Timestamp) {
        (self.clocks.entered, self.clocks.seen)
    }

    /// Whether a mere read seals it anew. One that is `unseen` is no reason for a refresh.
    pub(crate) fn is_due(&self, state: &Times, now: Timestamp, unseen: bool) -> bool {
        self.role == Role::Retired || !unseen && self.clocks.is_refresh_due(state, now)
    }
}

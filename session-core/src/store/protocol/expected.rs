//! What a put expects to find.

use super::ENDED;

/// What has to be in a store for a put to take place. The store compares and writes in one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expected {
    /// Nothing, not even that the session was ended.
    Absent,
    /// An entry of this version. The version of sessions that were ended fits nothing, so that none
    /// begins again.
    Version(u64),
    /// Whatever. Only an end is put so.
    Anything,
}

impl Expected {
    /// Returns whether a put takes place, given the version of the entry that is there, if one is.
    pub fn fits(self, version: Option<u64>) -> bool {
        match self {
            Self::Absent => version.is_none(),
            Self::Version(expected) => version == Some(expected) && expected != ENDED,
            Self::Anything => true,
        }
    }
}

//! What a session was when inner code took it. If that code is given up half way, the session
//! becomes what it was, as if the code had never run.

use std::sync::Arc;

use super::change::encoding;
use super::progress::Progress;
use crate::schema::record::Record;
use crate::token::read_again;

/// What a session was at a moment of its request.
///
/// The data is kept only if inner code is about to change it. So lending costs nothing where inner
/// code only reads.
pub(super) struct Savepoint<S> {
    progress: Progress,
    value: Saved<S>,
}

/// The session's data at a savepoint.
enum Saved<S> {
    /// Nothing has changed the data since.
    Unchanged,
    /// The data, which was replaced as a whole.
    Replaced(S),
    /// The data's encoding, since the data is changed in place. A session type need not be
    /// `Clone`.
    Encoded(Arc<[u8]>),
    /// The data was changed, and can't be encoded.
    Lost,
}

impl<S: Record> Savepoint<S> {
    /// Creates the savepoint of a session as it is now.
    pub(super) fn now(progress: &Progress) -> Self {
        Self { progress: progress.clone(), value: Saved::Unchanged }
    }

    fn is_unchanged(&self) -> bool {
        matches!(self.value, Saved::Unchanged)
    }

    /// Keeps `value`, which is about to be changed.
    pub(super) fn keep(&mut self, value: &S) {
        if self.is_unchanged() {
            self.value = encoding(value).map_or(Saved::Lost, Saved::Encoded);
        }
    }

    /// Keeps `value`, which another value has replaced.
    pub(super) fn keep_replaced(&mut self, value: S) {
        if self.is_unchanged() {
            self.value = Saved::Replaced(value);
        }
    }

    /// Passes what this savepoint has kept to an earlier one. If the data hadn't changed between
    /// the two, it is the earlier one's data too.
    pub(super) fn pass_to(self, earlier: &mut Self) {
        if earlier.is_unchanged() {
            earlier.value = self.value;
        }
    }

    /// Returns the progress and the data of the savepoint, or `None` if the data can't be
    /// restored. `now` is the data as it is now, and `version` the version of its type. The data of
    /// `earlier` savepoints may be the same.
    ///
    /// Restored fields that are `#[session(skip)]` have their starting values. They can't be copied
    /// beforehand, and what they have now may be of the code that was given up.
    pub(super) fn restore(self, now: S, version: u8, earlier: &mut [Self]) -> Option<(Progress, S)> {
        let mut progress = self.progress;
        let value = match self.value {
            Saved::Unchanged => now,
            Saved::Replaced(value) => value,
            Saved::Encoded(fields) => {
                let value = read_again(&fields, version)?;
                let again = encoding(&value)?;
                progress.measure_again(&fields, &again);
                for savepoint in earlier.iter_mut().filter(|savepoint| savepoint.is_unchanged()) {
                    savepoint.progress.measure_again(&fields, &again);
                }
                value
            }
            Saved::Lost => return None,
        };
        Some((progress, value))
    }
}

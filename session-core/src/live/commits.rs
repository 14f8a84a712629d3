//! What a handler has committed to a store before its request is closed.

use super::lifecycle::Outcome;
use crate::error::CloseError;
use crate::id::SessionId;
use crate::time::Timestamp;
use crate::token::Claim;

/// What a handler has committed, or has tried to.
#[derive(Default)]
pub(crate) struct Commits {
    /// Why the last commit failed. The session isn't written any more then, and closing it fails
    /// for the same reason, unless the handler discards what it did, or is given up itself.
    pub(crate) failed: Option<CloseError>,
    pub(crate) held: Option<Held>,
}

/// What the store has of this request, whatever becomes of the rest of it.
pub(crate) struct Held {
    pub(crate) closed: Closed,
    /// The id of the session that the request carried.
    pub(crate) was: Option<SessionId>,
    /// Whether the session that the request carried has been ended, and another one began.
    pub(crate) another_begins: bool,
}

/// What is sent of a session that is in a store, and what is told of it.
#[derive(Clone)]
pub(crate) struct Closed {
    pub(crate) outcome: Outcome,
    /// The claim that the visitor has from now on, if a cookie is to be sent.
    pub(crate) claim: Option<Claim>,
    /// When the lifetime of what was committed ends, if that isn't the session as it is now.
    pub(crate) ends: Option<Timestamp>,
}

impl Closed {
    pub(crate) fn new(outcome: Outcome, claim: Option<Claim>) -> Self {
        Self { outcome, claim, ends: None }
    }

    pub(crate) const NOTHING: Self = Self { outcome: Outcome::Nothing, claim: None, ends: None };

    /// Returns what is sent of a request that has done this, and then something else.
    #[must_use]
    pub(crate) fn then(self, later: Self) -> Self {
        let outcome = match (self.outcome, later.outcome) {
            (_, Outcome::Delete) => return later,
            (earlier, Outcome::Nothing | Outcome::Refresh) => earlier,
            (Outcome::Begin, _) => Outcome::Begin,
            (Outcome::Renew, Outcome::Continue) => Outcome::Renew,
            (_, later) => later,
        };
        let (claim, ends) = if later.claim.is_some() { (later.claim, later.ends) } else { (self.claim, self.ends) };
        Self { outcome, claim, ends }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_first_is_told_unless_the_session_ends() {
        let then = |one, other| {
            let [one, other] = [one, other].map(|outcome| Closed { outcome, claim: None, ends: None });
            one.then(other).outcome
        };
        let all = [Outcome::Nothing, Outcome::Refresh, Outcome::Continue, Outcome::Begin, Outcome::Renew, Outcome::Delete];
        for outcome in all {
            assert_eq!(then(outcome, Outcome::Delete), Outcome::Delete);
            assert_eq!(then(outcome, Outcome::Nothing), outcome);
        }
        assert_eq!(then(Outcome::Begin, Outcome::Renew), Outcome::Begin);
        assert_eq!(then(Outcome::Renew, Outcome::Continue), Outcome::Renew);
        assert_eq!(then(Outcome::Continue, Outcome::Renew), Outcome::Renew);
        assert_eq!(then(Outcome::Delete, Outcome::Begin), Outcome::Begin, "another session");
    }
}

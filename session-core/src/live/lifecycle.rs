//! What goes out after a request: a pure, total function of what came in and of what the handler
//! did.
//!
//! It is the table of `docs/lifecycle.md`, whose rows are the arms below.

/// What the request brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Incoming {
    /// No cookie of this name.
    Nothing,
    /// Cookies of this name, and none that is valid.
    Refused,
    /// A valid session. Its refresh is due when the time for it has come, or when a retired key
    /// sealed it.
    Valid { refresh_due: bool },
}

/// The most significant thing that the handler did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// It changed nothing, or it didn't run.
    Read,
    /// Some field's encoding differs from before.
    Wrote,
    /// It renewed the id or made a transition, or an `identity` field differs.
    Renewed,
    Ended,
    Discarded,
}

/// What goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Nothing,
    /// The same data, last seen now, under the current key. It may wait for another response.
    Refresh,
    /// The session as it is now, begun in this request.
    Begin,
    /// The session as it is now, its times and id kept.
    Continue,
    /// The session as it is now with a new id; its lifetime goes on counting.
    Renew,
    Delete,
}

#[expect(clippy::match_same_arms, reason = "a row of the table each")]
pub(crate) fn decide(incoming: Incoming, action: Action) -> Outcome {
    match (incoming, action) {
        (_, Action::Discarded) => Outcome::Nothing,

        (Incoming::Nothing, Action::Ended) => Outcome::Nothing,
        (Incoming::Refused | Incoming::Valid { .. }, Action::Ended) => Outcome::Delete,

        (Incoming::Nothing | Incoming::Refused, Action::Wrote | Action::Renewed) => Outcome::Begin,
        (Incoming::Valid { .. }, Action::Wrote) => Outcome::Continue,
        (Incoming::Valid { .. }, Action::Renewed) => Outcome::Renew,

        (Incoming::Valid { refresh_due: true }, Action::Read) => Outcome::Refresh,
        (Incoming::Nothing | Incoming::Refused | Incoming::Valid { refresh_due: false }, Action::Read) => Outcome::Nothing,
    }
}

//! What goes out after a request: a pure, total function of what came in and what the handler did.
//!
//! It is the table of `docs/lifecycle.md`, whose rows are the arms below.

/// What the request brought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// No cookie of this name.
    Nothing,
    /// Cookies of this name, and none that is valid.
    Refused,
    /// A valid session. It is due when it is time for a refresh or when a retired key sealed it.
    Valid { due: bool },
}

/// What the handler did, the weightiest thing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Did {
    /// It changed nothing, or it didn't run.
    Read,
    /// Some field's encoding differs from before.
    Wrote,
    /// It renewed the session or made a transition, or an `identity` field differs.
    Renewed,
    Ended,
    Discarded,
}

/// What goes out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goes {
    Nothing,
    /// The same data with new times or under the current key. It may wait for another response.
    Reissue,
    /// The session as it is now, begun in this request.
    Begin,
    /// The session as it is now, its clocks and id kept.
    Continue,
    /// The session as it is now with a new id; its lifetime goes on counting.
    Renew,
    Delete,
}

#[expect(clippy::match_same_arms, reason = "a row of the table each")]
pub(crate) fn decide(came: Came, did: Did) -> Goes {
    match (came, did) {
        (_, Did::Discarded) => Goes::Nothing,

        (Came::Nothing, Did::Ended) => Goes::Nothing,
        (Came::Refused | Came::Valid { .. }, Did::Ended) => Goes::Delete,

        (Came::Nothing | Came::Refused, Did::Wrote | Did::Renewed) => Goes::Begin,
        (Came::Valid { .. }, Did::Wrote) => Goes::Continue,
        (Came::Valid { .. }, Did::Renewed) => Goes::Renew,

        (Came::Valid { due: true }, Did::Read) => Goes::Reissue,
        (Came::Nothing | Came::Refused | Came::Valid { due: false }, Did::Read) => Goes::Nothing,
    }
}

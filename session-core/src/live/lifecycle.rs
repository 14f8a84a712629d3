//! What is sent after a request: a pure, total function of what the request carried and what the
//! handler did.
//!
//! `docs/lifecycle.md` has it as a table, whose rows are the arms below.

/// What the request carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Incoming {
    /// The request carried no cookie of this name.
    Nothing,
    /// The request carried cookies of this name, and none is valid.
    Refused,
    /// The request carried a valid session. A refresh is due when the time for it has come, or
    /// when a retired key sealed the token.
    Valid { refresh_due: bool },
}

/// The most significant thing that the handler did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    /// The handler changed nothing, or it didn't run.
    Read,
    /// The handler changed the encoding of some field.
    Wrote,
    /// The handler changed nothing, and made a form token for a session that had no id.
    Drew,
    /// The handler renewed the id, made a transition, or changed an `identity` field.
    /// `transition.rs` has the reason why a transition renews it.
    Renewed,
    Ended,
    Discarded,
}

/// What is sent with the response.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Nothing,
    /// The same data, last seen now, under the current key. The cookie may wait for another
    /// response.
    Refresh,
    /// The session as it is now, which began in this request.
    Begin,
    /// The session as it is now; its times and its id stay.
    Continue,
    /// The session as it is now, with a new id, which `session_id.rs` draws. Its lifetime goes on
    /// counting.
    Renew,
    Delete,
}

#[expect(clippy::match_same_arms, reason = "a row of the table each")]
pub(crate) fn decide(incoming: Incoming, action: Action) -> Outcome {
    match (incoming, action) {
        (_, Action::Discarded) => Outcome::Nothing,

        (Incoming::Nothing, Action::Ended) => Outcome::Nothing,
        (Incoming::Refused | Incoming::Valid { .. }, Action::Ended) => Outcome::Delete,

        (Incoming::Nothing | Incoming::Refused, Action::Wrote | Action::Drew | Action::Renewed) => Outcome::Begin,
        (Incoming::Valid { .. }, Action::Wrote | Action::Drew) => Outcome::Continue,
        (Incoming::Valid { .. }, Action::Renewed) => Outcome::Renew,

        (Incoming::Valid { refresh_due: true }, Action::Read) => Outcome::Refresh,
        (Incoming::Nothing | Incoming::Refused | Incoming::Valid { refresh_due: false }, Action::Read) => Outcome::Nothing,
    }
}

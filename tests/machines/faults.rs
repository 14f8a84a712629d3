//! What a library of sessions could get wrong in a request. The walk has to notice.

use session_core::Arrival;

use crate::reference::Deed;
use crate::run::{Request, Sent};
use crate::wire;
use crate::writes::Write;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    None,
    NestedWriteIsLost,
    RemovalIsLost,
    TooMuchIsSwallowed,
    RenewalIsForgotten,
    IdStays,
    UnknownFieldsStay,
    EndKeepsTheCookie,
    DiscardIsIgnored,
    PanicCommits,
    NothingIsRefreshed,
    RefusedCookieIsDeleted,
    FirstCookieWins,
    ClockIsASecondLate,
    EnteredStays,
    EveryTransitionMovesTheBeginning,
    SecondTransitionIsLost,
    EveryStateIsTheOne,
}

impl Fault {
    /// Those of every session, be it a struct or a machine.
    pub(crate) const OF_ANY: [Self; 13] = [
        Self::NestedWriteIsLost,
        Self::RemovalIsLost,
        Self::TooMuchIsSwallowed,
        Self::RenewalIsForgotten,
        Self::IdStays,
        Self::UnknownFieldsStay,
        Self::EndKeepsTheCookie,
        Self::DiscardIsIgnored,
        Self::PanicCommits,
        Self::NothingIsRefreshed,
        Self::RefusedCookieIsDeleted,
        Self::FirstCookieWins,
        Self::ClockIsASecondLate,
    ];

    /// Those that only a session with several states can have.
    pub(crate) const OF_STATES: [Self; 4] =
        [Self::EnteredStays, Self::EveryTransitionMovesTheBeginning, Self::SecondTransitionIsLost, Self::EveryStateIsTheOne];

    /// Whether the handler sees what it did, and the response is that of something else.
    pub(crate) fn is_hidden(self) -> bool {
        matches!(self, Self::NestedWriteIsLost | Self::RemovalIsLost | Self::EndKeepsTheCookie)
    }

    /// What is done instead of a deed: mostly the deed itself. `transitions` counts those up to it.
    pub(crate) fn instead_of(self, deed: Deed, transitions: usize) -> Option<Deed> {
        match (self, deed) {
            (Self::NestedWriteIsLost, Deed::Write(Write::Basket(_)))
            | (Self::RemovalIsLost, Deed::Write(Write::TakeOut | Write::Untag(_)))
            | (Self::RenewalIsForgotten, Deed::Renew)
            | (Self::DiscardIsIgnored, Deed::Discard)
            | (Self::EveryStateIsTheOne, Deed::Ask(_)) => None,
            (Self::SecondTransitionIsLost, Deed::To { .. }) if transitions > 1 => None,
            (Self::EndKeepsTheCookie, Deed::End) => Some(Deed::Discard),
            _ => Some(deed),
        }
    }

    /// What is done after a handler that only looked.
    pub(crate) fn after_a_look(self, arrival: Arrival) -> Option<Deed> {
        match (self, arrival) {
            (Self::RefusedCookieIsDeleted, Arrival::Refused(_)) => Some(Deed::End),
            (Self::NothingIsRefreshed, _) => Some(Deed::Discard),
            _ => None,
        }
    }
}

/// Makes another token of what is sent, if that is the fault.
pub(crate) fn spoil(request: &Request<'_>, sent: &mut Sent) {
    let has_ended = request.deeds.iter().any(|deed| matches!(deed, Deed::End));
    let (Some(winner), Some((value, text)), false) = (request.winner, &mut sent.cookie, has_ended) else {
        return;
    };
    let (mut header, mut body) = wire::read(value);
    let has_moved = request.deeds.iter().any(|deed| matches!(deed, Deed::To { .. }));
    let is_renewed = has_moved || header.session_id != winner.session_id;
    match request.fault {
        Fault::EnteredStays if has_moved => header.entered = Some(winner.timeline.entered.max(header.began)),
        Fault::EveryTransitionMovesTheBeginning if has_moved => header.began = header.entered.unwrap_or(header.began),
        Fault::IdStays if is_renewed && winner.session_id.is_some() => header.session_id = winner.session_id,
        Fault::UnknownFieldsStay if is_renewed && winner.has_unknown_field() => {
            body[0] += 1;
            body.extend(wire::UNKNOWN_FIELD);
        }
        _ => return,
    }
    let spoilt = wire::seal(&header, &body, request.keys.current, request.plan);
    *text = text.replace(value.as_str(), &spoilt);
    *value = spoilt;
}

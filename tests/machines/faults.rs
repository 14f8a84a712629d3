//! Faults that a library of sessions could have in a request. The walk has to find each of them.

use session_core::Arrival;

use crate::reference::{Deed, Ending};
use crate::run::{Request, Sent};
use crate::wire;
use crate::writes::Write;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    None,
    NestedWriteIsLost,
    RemovalIsLost,
    TooLargeIsSwallowed,
    RenewalIsForgotten,
    IdStays,
    UnknownFieldsStay,
    EndKeepsTheCookie,
    DiscardIsIgnored,
    PanicCommits,
    GivenUpStays,
    GivenUpIsDiscarded,
    LentWriteIsLost,
    NothingIsRefreshed,
    RefusedCookieIsDeleted,
    FirstCookieWins,
    ClockIsASecondLate,
    EnteredStays,
    EveryTransitionResetsLifetime,
    SecondTransitionIsLost,
    EveryStateMatches,
    EndIsNotPut,
    EndIsForgotten,
    WriteIsNotPut,
    ArrivalIsNotPut,
    SeenIsNotPut,
    AnswersAreOld,
    UnpresentedIsKept,
    WriteSendsTheCookie,
    CommitIsForgotten,
    FailedCommitIsSwallowed,
    CommittedCookieIsLost,
}

impl Fault {
    /// The faults that every session can have, a struct or a machine.
    pub(crate) const OF_ANY: [Self; 16] = [
        Self::NestedWriteIsLost,
        Self::RemovalIsLost,
        Self::TooLargeIsSwallowed,
        Self::RenewalIsForgotten,
        Self::IdStays,
        Self::UnknownFieldsStay,
        Self::EndKeepsTheCookie,
        Self::DiscardIsIgnored,
        Self::PanicCommits,
        Self::GivenUpStays,
        Self::GivenUpIsDiscarded,
        Self::LentWriteIsLost,
        Self::NothingIsRefreshed,
        Self::RefusedCookieIsDeleted,
        Self::FirstCookieWins,
        Self::ClockIsASecondLate,
    ];

    /// The faults that only a machine can have.
    pub(crate) const OF_STATES: [Self; 4] =
        [Self::EnteredStays, Self::EveryTransitionResetsLifetime, Self::SecondTransitionIsLost, Self::EveryStateMatches];

    /// The faults that only a session in a store can have.
    pub(crate) const OF_STORES: [Self; 11] = [
        Self::EndIsNotPut,
        Self::EndIsForgotten,
        Self::WriteIsNotPut,
        Self::ArrivalIsNotPut,
        Self::SeenIsNotPut,
        Self::AnswersAreOld,
        Self::UnpresentedIsKept,
        Self::WriteSendsTheCookie,
        Self::CommitIsForgotten,
        Self::FailedCommitIsSwallowed,
        Self::CommittedCookieIsLost,
    ];

    /// Returns whether the fault is in what a cookie has of the session, which is nothing if the
    /// session is in a store.
    pub(crate) fn is_of_cookies(self) -> bool {
        matches!(self, Self::IdStays | Self::UnknownFieldsStay | Self::EnteredStays | Self::EveryTransitionResetsLifetime)
    }

    /// Returns whether only the response shows the fault. The handler then sees what it would see
    /// without it.
    pub(crate) fn is_hidden(self) -> bool {
        matches!(self, Self::NestedWriteIsLost | Self::RemovalIsLost | Self::EndKeepsTheCookie)
    }

    /// Returns what is done instead of a deed. It is the deed itself if the fault doesn't concern
    /// it. `transitions` is the number of transitions so far, the deed included.
    pub(crate) fn instead_of(self, deed: &Deed, transitions: usize) -> Option<Deed> {
        match (self, deed) {
            (Self::NestedWriteIsLost, Deed::Write(Write::Basket(_)))
            | (Self::RemovalIsLost, Deed::Write(Write::TakeOut | Write::Untag(_)))
            | (Self::RenewalIsForgotten, Deed::Renew)
            | (Self::DiscardIsIgnored, Deed::Discard)
            | (Self::CommitIsForgotten, Deed::Commit { .. })
            | (Self::EveryStateMatches, Deed::Ask(_)) => None,
            (Self::SecondTransitionIsLost, Deed::To { .. }) if transitions > 1 => None,
            (Self::EndKeepsTheCookie, Deed::End) => Some(Deed::Discard),
            (Self::FailedCommitIsSwallowed, Deed::Commit { .. }) => Some(Deed::Commit { discards: true }),
            _ => Some(deed.clone()),
        }
    }

    /// Returns how code inside of middleware ends, if the fault is in its ending.
    pub(crate) fn instead_of_ending(self, ending: Ending) -> Ending {
        match (self, ending) {
            (Self::GivenUpStays, _) => Ending::Return,
            (Self::LentWriteIsLost, Ending::Return) => Ending::Cancel,
            _ => ending,
        }
    }

    /// Returns what is done after a handler that did nothing, if the fault adds a deed.
    pub(crate) fn after_no_deed(self, arrival: Arrival) -> Option<Deed> {
        match (self, arrival) {
            (Self::RefusedCookieIsDeleted, Arrival::Refused(_)) => Some(Deed::End),
            (Self::NothingIsRefreshed, _) => Some(Deed::Discard),
            _ => None,
        }
    }
}

/// Replaces the token of a response by a wrong one, if the fault is one of the token.
pub(crate) fn spoil(request: &Request<'_>, sent: &mut Sent) {
    if request.fault == Fault::WriteSendsTheCookie && sent.cookie.is_none() {
        let writes = Deed::any(request.deeds, |deed| matches!(deed, Deed::Write(_)));
        let carried = request.fields.first().and_then(|field| field.split_once("; ")).filter(|_| writes);
        sent.cookie =
            carried.and_then(|(_, cookie)| cookie.split_once('=')).map(|(_, value)| (value.to_owned(), String::new()));
        return;
    }
    if request.fault == Fault::CommittedCookieIsLost {
        // The last thing that the handler did was to commit.
        sent.cookie = sent.cookie.take().filter(|_| !matches!(request.deeds, [.., Deed::Commit { .. }]));
        return;
    }
    let has_ended = Deed::any(request.deeds, |deed| matches!(deed, Deed::End));
    let (Some(winner), Some((value, text)), false) = (request.winner, &mut sent.cookie, has_ended) else {
        return;
    };
    let (mut header, mut body) = wire::read(value, request.keys.current, request.plan);
    let has_moved = Deed::any(request.deeds, |deed| matches!(deed, Deed::To { .. }));
    let has_new_id = has_moved || header.session_id != winner.session_id;
    match request.fault {
        Fault::EnteredStays if has_moved => header.entered = Some(winner.timeline.entered.max(header.began)),
        Fault::EveryTransitionResetsLifetime if has_moved => header.began = header.entered.unwrap_or(header.began),
        Fault::IdStays if has_new_id && winner.session_id.is_some() => header.session_id = winner.session_id,
        Fault::UnknownFieldsStay if has_new_id && winner.has_unknown_field() => {
            body[0] += 1;
            body.extend(wire::UNKNOWN_FIELD);
        }
        _ => return,
    }
    let spoilt = wire::seal(&header, &body, request.keys.current, request.plan);
    *text = text.replace(value.as_str(), &spoilt);
    *value = spoilt;
}

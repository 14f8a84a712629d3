//! What a library of state machines could get wrong. The walk has to notice.

use crate::plan::{Plan, UNHEARD, plan};
use crate::reference::Deed;
use crate::subject::{Request, Sent};
use crate::wire;

/// A fault in what a request does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    None,
    EnteredStays,
    EveryTransitionMovesTheBeginning,
    IdStays,
    UnknownFieldsStay,
    ClockIsASecondLate,
    SecondTransitionIsLost,
    EveryStateIsTheOne,
    DiscardIsIgnored,
    EndKeepsTheCookie,
    PanicCommits,
    FirstCookieWins,
}

/// A fault in what the machine declares, as the part of a seed above its lower 32 bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Declared {
    RenewsIsIgnored = 1,
    EveryTransitionRenews,
    StateLifetimeIsIgnored,
    StateIdleIsIgnored,
    StateRefreshIsIgnored,
    IdentityIsIgnored,
    UnknownStateIsTheStart,
    MissingFieldsStart,
}

/// The seed of the machine that is `seed`'s but for the fault.
pub(crate) const fn with_fault(seed: u64, fault: Declared) -> u64 {
    seed | (fault as u64) << 32
}

/// The machine of a seed, with the fault that is in it.
pub(crate) const fn declared(seed: u64) -> Plan {
    let mut plan = plan(seed & 0xffff_ffff);
    let fault = seed >> 32;
    let mut index = 0;
    while index < plan.states {
        let state = &mut plan.state[index];
        let mut target = 0;
        while target < plan.states {
            if let Some(renews) = &mut state.leads[target] {
                *renews = match fault {
                    1 => false,
                    2 => true,
                    _ => *renews,
                };
            }
            target += 1;
        }
        match fault {
            3 => state.limits.lifetime = None,
            4 => state.limits.idle = None,
            5 => state.limits.refresh = None,
            6 => state.identity = false,
            7 if index == plan.start => state.was = &[UNHEARD],
            8 => state.has_starts = true,
            _ => {}
        }
        index += 1;
    }
    plan
}

/// Makes another token of what is sent after a transition, if that is the fault.
pub(crate) fn spoil(request: &Request<'_>, sent: &mut Sent) {
    let has_ended = request.deeds.iter().any(|deed| matches!(deed, Deed::End));
    let has_moved = request.deeds.iter().any(|deed| matches!(deed, Deed::To { .. }));
    let (Some(winner), Some((value, text)), true) = (request.winner, &mut sent.cookie, has_moved && !has_ended) else {
        return;
    };
    let (mut header, mut body) = wire::read(value);
    match request.fault {
        Fault::EnteredStays => header.entered = Some(winner.clocks.entered.max(header.began)),
        Fault::EveryTransitionMovesTheBeginning => header.began = header.entered.unwrap_or(header.began),
        Fault::IdStays if winner.sid.is_some() => header.sid = winner.sid,
        Fault::UnknownFieldsStay if winner.has_unknown_field() => {
            body[0] += 1;
            body.extend(wire::UNKNOWN_FIELD);
        }
        _ => return,
    }
    let spoilt = wire::seal(&header, &body, request.keys.current, request.plan);
    *text = text.replace(value.as_str(), &spoilt);
    *value = spoilt;
}

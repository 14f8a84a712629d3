//! What could be wrong in what a machine declares. The walk has to notice.

use crate::plan::{Plan, UNHEARD, plan};

/// A fault in a declaration, as the part of a seed above its lower 32 bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Declared {
    ResetIsIgnored = 1,
    EveryTransitionResetsLifetime,
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
            if let Some(resets) = &mut state.leads[target] {
                *resets = match fault {
                    1 => false,
                    2 => true,
                    _ => *resets,
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

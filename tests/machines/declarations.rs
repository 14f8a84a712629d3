//! Faults in what a machine declares. The walk has to find each of them.

use crate::plan::{Plan, UNKNOWN_STATE, plan};

/// A fault in a declaration. Its number is the part of a seed above the lower 32 bits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Declared {
    LifetimeResetIsIgnored = 1,
    EveryTransitionResetsLifetime,
    StateLifetimeIsIgnored,
    StateIdleIsIgnored,
    StateRefreshIsIgnored,
    IdentityIsIgnored,
    UnknownStateIsTheStart,
    MissingFieldsHaveDefaults,
}

/// Returns the seed of the same machine with this fault.
pub(crate) const fn with_fault(seed: u64, fault: Declared) -> u64 {
    seed | (fault as u64) << 32
}

/// Returns the machine of a seed, with the fault that the seed names.
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
            7 if index == plan.start => state.was = &[UNKNOWN_STATE],
            8 => state.has_defaults = true,
            _ => {}
        }
        index += 1;
    }
    plan
}

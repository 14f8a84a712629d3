//! Compares a plan that is written by hand with the schema that the derive made. The walk checks
//! the cookie's name and the defaults of fields.

use std::time::Duration;

use session_core::Timeouts;
use session_core::schema::{Schema, State};

use crate::plan::{Plan, PlanTimeouts, StatePlan};

pub(crate) fn assert_declares(schema: &Schema, plan: &Plan) {
    assert_eq!((schema.name(), schema.is_persistent()), (plan.name, plan.persistent));
    assert_eq!(seconds(schema.timeouts().lifetime()), plan.lifetime);
    assert_eq!(schema.timeouts().idle().map(seconds), plan.idle);
    assert_eq!(schema.start().name(), plan.state[plan.start].name);
    assert_eq!(schema.states().len(), plan.states);
    assert_eq!(schema.is_machine(), plan.is_machine());
    for (index, state) in schema.states().iter().enumerate() {
        let (name, planned) = (state.name(), &plan.state[index]);
        assert_eq!((name, state.aliases()), (planned.name, planned.was));
        assert_eq!(state.is_no_store(), planned.no_store, "{name}");
        assert_fields(state, planned);
        assert_times(state.timeouts(), plan, index);
        assert_transitions(state, plan, planned);
    }
}

fn assert_fields(state: &State, planned: &StatePlan) {
    let declared: Vec<&str> = state.fields().iter().map(|field| field.name()).collect();
    let expected: Vec<&str> = planned.fields.iter().map(|(_, name)| *name).collect();
    assert_eq!(declared, expected, "{}", state.name());
    let identities: Vec<&str> = state.fields().iter().filter(|field| field.is_identity()).map(|field| field.name()).collect();
    assert_eq!(identities, if planned.identity { vec!["user"] } else { vec![] }, "{}", state.name());
}

/// Checks a state's timeouts. What the state doesn't declare is the session's.
fn assert_times(times: &Timeouts, plan: &Plan, index: usize) {
    let PlanTimeouts { lifetime, .. } = plan.state[index].limits;
    assert_eq!(seconds(times.lifetime()), lifetime.unwrap_or(plan.lifetime));
    assert_eq!(times.idle().map(seconds), plan.idle_of(index));
    assert_eq!(times.refresh().map(seconds), plan.refresh_of(index));
}

fn assert_transitions(state: &State, plan: &Plan, planned: &StatePlan) {
    let mut declared: Vec<(&str, bool)> = state.transitions().iter().map(|to| (to.target(), to.resets_lifetime())).collect();
    let leads = planned.leads.iter().zip(&plan.state);
    let mut expected: Vec<(&str, bool)> = leads.filter_map(|(leads, to)| leads.map(|resets| (to.name, resets))).collect();
    declared.sort_unstable();
    expected.sort_unstable();
    assert_eq!(declared, expected, "{}", state.name());
}

fn seconds(time: Duration) -> u64 {
    time.as_secs()
}

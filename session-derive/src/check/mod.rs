//! The rules of a declaration, each a function: what it looks at, and what the user reads.

mod cookie;
mod fields;
mod graph;
mod times;

use crate::errors::Errors;
use crate::model::{Content, Session, State};

pub(crate) use graph::can_be_a_state;
pub(crate) use times::DEFAULT_LIFETIME;

/// Every rule of a session.
pub(crate) fn session(session: &Session<'_>, errors: &mut Errors) {
    cookie::all(session, errors);
    times::of_session(&session.times, errors);
    check_name(session, errors);
    match &session.content {
        Content::Struct(content) => fields::all(content, session.has_lifetime, errors),
        Content::Machine(machine) => {
            graph::all(session, machine, errors);
            for variant in &machine.variants {
                times::of_state(&variant.times, &session.times, errors);
            }
        }
    }
}

/// Every rule of a state's struct.
pub(crate) fn state(state: &State<'_>, errors: &mut Errors) {
    fields::all(&state.content, state.has_lifetime, errors);
}

/// Tokens are bound to a name, so there is one.
fn check_name(session: &Session<'_>, errors: &mut Errors) {
    if let Some(name) = session.name.as_ref().filter(|name| name.value().is_empty()) {
        errors.at(name, "a session needs a name, which its cookies are bound to; drop `name` for the package's and the type's");
    }
}

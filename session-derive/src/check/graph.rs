//! The rules of a state machine as a graph: its start, its transitions, which states are
//! reachable.

use std::collections::HashSet;

use crate::errors::Errors;
use crate::model::{Machine, Session, Variant};
use crate::suggest;

/// Checks every rule.
pub(super) fn all(session: &Session<'_>, machine: &Machine<'_>, errors: &mut Errors) {
    let are_right = [check_start(session, machine, errors), check_targets(session, machine, errors), is_read(machine)];
    // A wrong start or target makes states unreachable, and is itself the mistake.
    if are_right.iter().all(|right| *right) {
        check_reachable(machine, errors);
    }
}

/// Returns whether every setting could be read, so that what is missing isn't in one that
/// couldn't.
fn is_read(machine: &Machine<'_>) -> bool {
    machine.variants.iter().all(|variant| variant.is_read)
}

/// Checks that a visitor without a cookie is in one state. Returns whether that is so.
fn check_start(session: &Session<'_>, machine: &Machine<'_>, errors: &mut Errors) -> bool {
    let mut starts = machine.variants.iter().filter_map(|variant| Some((variant, variant.start.as_ref()?)));
    let Some((first, _)) = starts.next() else {
        // A `start` on the enum was refused already.
        if is_read(machine) && !session.misplaced.iter().any(|name| name == "start") {
            let hint = match machine.variants.first() {
                Some(first) => format!(
                    "no state is the start, which visitors without a cookie are in; write `#[session(start)]` on one, such as `{}`",
                    first.ident
                ),
                None => "a session is in one of its states, and this enum has none; write one, such as `#[session(start)] Anonymous(Anonymous)`".to_owned(),
            };
            errors.at(session.ident, hint);
        }
        return false;
    };
    let mut is_one = true;
    for (_, start) in starts {
        errors.at(start, format!("`{}` is the `start` already, and a session begins in one state; keep one", first.ident));
        is_one = false;
    }
    is_one
}

/// Checks that transitions lead to states, and to each once. Returns whether all are states.
fn check_targets(session: &Session<'_>, machine: &Machine<'_>, errors: &mut Errors) -> bool {
    let mut are_known = true;
    for variant in &machine.variants {
        let mut earlier = HashSet::new();
        for transition in &variant.to {
            let name = transition.name();
            if name == "resets_lifetime" {
                are_known = false;
                errors.at(
                    &transition.target,
                    "`resets_lifetime` stands behind the state that it belongs to, without a comma: `to(LoggedIn resets_lifetime)`",
                );
            } else if machine.variant(&transition.target).is_none() {
                are_known = false;
                let names: Vec<String> = machine.variants.iter().map(Variant::name).collect();
                let hint = match suggest::nearest(&name, names.iter().map(String::as_str)) {
                    Some(meant) => format!("did you mean `{meant}`?"),
                    None => format!("its states are `{}`", names.join("`, `")),
                };
                errors.at(&transition.target, format!("`{name}` is not a state of `{}`; {hint}", session.ident));
            } else if !earlier.insert(name) {
                errors
                    .at(&transition.target, format!("`{}` leads to `{}` already; keep one", variant.ident, transition.target));
            }
        }
    }
    are_known
}

/// Checks that every state can be reached from the start.
fn check_reachable(machine: &Machine<'_>, errors: &mut Errors) {
    let mut reached = HashSet::new();
    let mut to_visit: Vec<&Variant<'_>> = machine.variants.iter().filter(|variant| variant.start.is_some()).collect();
    while let Some(variant) = to_visit.pop() {
        if reached.insert(variant.ident) {
            to_visit.extend(variant.to.iter().filter_map(|transition| machine.variant(&transition.target)));
        }
    }
    for variant in machine.variants.iter().filter(|variant| !reached.contains(variant.ident)) {
        let name = variant.ident;
        errors.at(
            name,
            format!(
                "no session can get into this state; write `#[session(to({name}))]` on one that can be reached, or take it out"
            ),
        );
    }
}

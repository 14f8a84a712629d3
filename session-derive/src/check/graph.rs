//! The rules of a state machine: its start, its transitions, its states.

use std::collections::HashSet;

use quote::ToTokens as _;
use syn::Type;

use crate::errors::Errors;
use crate::model::{Machine, Session, Variant};
use crate::suggest;

/// Every rule.
pub(super) fn all(session: &Session<'_>, machine: &Machine<'_>, errors: &mut Errors) {
    let is_whole = [check_start(session, machine, errors), check_targets(session, machine, errors), is_read(machine)];
    // A wrong start or target makes states unreachable, and is the mistake.
    if is_whole.iter().all(|whole| *whole) {
        check_reached(machine, errors);
    }
    check_payloads(machine, errors);
    check_names(machine, errors);
    for variant in &machine.variants {
        check_otherwise(variant, errors);
    }
}

/// Whether every state says what was meant, so that nothing is missing because it couldn't be read.
fn is_read(machine: &Machine<'_>) -> bool {
    machine.variants.iter().all(|variant| variant.is_read)
}

/// A visitor without a cookie is in one state.
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

/// Transitions lead to states, and to each once.
fn check_targets(session: &Session<'_>, machine: &Machine<'_>, errors: &mut Errors) -> bool {
    let mut are_known = true;
    for variant in &machine.variants {
        let mut earlier = HashSet::new();
        for transition in &variant.to {
            let name = transition.name();
            if name == "renews" {
                are_known = false;
                errors.at(
                    &transition.target,
                    "`renews` stands behind the state that it belongs to, without a comma: `to(LoggedIn renews)`",
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

/// Every state can be reached from the start.
fn check_reached(machine: &Machine<'_>, errors: &mut Errors) {
    let mut reached = HashSet::new();
    let mut ahead: Vec<&Variant<'_>> = machine.variants.iter().filter(|variant| variant.start.is_some()).collect();
    while let Some(variant) = ahead.pop() {
        if reached.insert(variant.ident) {
            ahead.extend(variant.to.iter().filter_map(|transition| machine.variant(&transition.target)));
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

/// A struct is one state, so that asking for it says which.
fn check_payloads(machine: &Machine<'_>, errors: &mut Errors) {
    let mut taken = Vec::<(String, &Variant<'_>)>::new();
    for variant in &machine.variants {
        let ty = variant.ty.to_token_stream().to_string();
        if !can_be_a_state(variant.ty) {
            let name = variant.ident;
            errors.at(
                variant.ty,
                format!("a state is a struct of your own, which handlers can ask for; write `{name}({name})`, and `#[derive(SessionState)] struct {name} {{ … }}` beside the enum"),
            );
        } else if let Some((_, other)) = taken.iter().find(|(known, _)| *known == ty) {
            errors.at(
                variant.ty,
                format!("`{ty}` is the state `{}` already, and `Live<'_, {ty}>` couldn't say which of the two it is; give `{}` a struct of its own", other.ident, variant.ident),
            );
        } else {
            taken.push((ty, variant));
        }
    }
}

/// Whether a type may be a struct of the user's own, as far as its name says.
pub(crate) fn can_be_a_state(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let has_arguments = path.path.segments.iter().any(|segment| !segment.arguments.is_none());
    !has_arguments && FOREIGN.iter().all(|foreign| !path.path.is_ident(foreign))
}

/// Types that people put into a variant and that can't be states, since they are another crate's.
const FOREIGN: [&str; 17] = [
    "String", "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32",
    "f64",
];

/// Every name in a token means one state.
fn check_names(machine: &Machine<'_>, errors: &mut Errors) {
    let names: Vec<String> = machine.variants.iter().map(Variant::name).collect();
    let mut former = HashSet::new();
    for (variant, was) in machine.variants.iter().flat_map(|variant| variant.was.iter().map(move |was| (variant, was))) {
        let name = was.value();
        if name.is_empty() {
            errors.at(was, "a state's name can't be empty; drop `was`, or write the name that the state had");
        } else if name == variant.name() {
            errors.at(was, format!("`{name}` is this state's name already; drop `was`"));
        } else if names.contains(&name) {
            errors.at(
                was,
                format!("`{name}` is the name of another state, so that a cookie with it means that one; drop this `was`"),
            );
        } else if !former.insert(name.clone()) {
            errors.at(was, format!("`{name}` is a former name of a state already; keep one"));
        }
    }
}

/// Visitors in another state are sent to a path of this site.
fn check_otherwise(variant: &Variant<'_>, errors: &mut Errors) {
    let Some(otherwise) = &variant.otherwise else { return };
    let path = otherwise.value();
    let is_url = !path.starts_with('/') && path.contains("://");
    let is_elsewhere = is_url || ["//", "/\\"].iter().any(|start| path.starts_with(start));
    let is_visible = path.bytes().all(|byte| byte.is_ascii_graphic());
    if is_elsewhere {
        errors.at(
            otherwise,
            "browsers take this for another host, and `otherwise` is a path of this site; write one such as \"/login\"",
        );
    } else if !path.starts_with('/') {
        let rooted = format!("/{}", encoded(&path));
        errors.at(otherwise, format!("`otherwise` is a path of this site, which begins with `/`; write \"{rooted}\""));
    } else if !is_visible {
        let hint = encoded(&path);
        errors.at(otherwise, format!("a redirect's path is in ASCII and has no spaces; percent-encode it: \"{hint}\""));
    }
}

/// The path with everything but visible ASCII percent-encoded.
fn encoded(path: &str) -> String {
    let encode = |byte: u8| if byte.is_ascii_graphic() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    path.bytes().map(encode).collect()
}

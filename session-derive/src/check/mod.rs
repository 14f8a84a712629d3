//! The rules of a declaration. Each is a function, with the message that the user reads.

mod cookie;
mod fields;
mod graph;
mod merge;
mod states;
mod value;

use crate::errors::Errors;
use crate::model::{Content, Session, State, Value};

pub(crate) use cookie::without_prefix;
pub(crate) use states::{can_be_a_state, is_foreign};

/// Checks every rule of a session.
pub(crate) fn session(session: &Session<'_>, errors: &mut Errors) {
    cookie::all(session, errors);
    check_name(session, errors);
    check_encrypted(session, errors);
    check_padded(session, errors);
    check_version(session, errors);
    match &session.content {
        Content::Struct(content) => {
            fields::all(content, session.has_lifetime, errors);
            if session.encrypted.is_none() {
                fields::check_visible(content, errors);
            }
        }
        Content::Machine(machine) => {
            graph::all(session, machine, errors);
            states::all(machine, errors);
        }
    }
}

/// Checks every rule of a state's struct.
pub(crate) fn state(state: &State<'_>, errors: &mut Errors) {
    fields::all(&state.content, state.has_lifetime, errors);
}

/// Checks every rule of a session value.
pub(crate) fn value(value: &Value<'_>, errors: &mut Errors) {
    value::all(value, errors);
}

/// Checks that there is a name, which tokens are bound to.
fn check_name(session: &Session<'_>, errors: &mut Errors) {
    if let Some(name) = session.name.as_ref().filter(|name| name.value().is_empty()) {
        errors.at(name, "a session needs a name, which its cookies are bound to; drop `name` for the package's and the type's");
    }
}

/// Checks that session-core has its cipher: its feature turns on ours.
fn check_encrypted(session: &Session<'_>, errors: &mut Errors) {
    if let Some(encrypted) = &session.encrypted
        && cfg!(not(feature = "encrypted"))
    {
        errors.at(
            encrypted,
            "session-core is built without its feature `encrypted`; in Cargo.toml, add `\"encrypted\"` to the `features` of session-core",
        );
    }
}

/// Checks that padding has something to hide: only an encrypted session hides its length.
fn check_padded(session: &Session<'_>, errors: &mut Errors) {
    let Some(padded) = &session.padded else { return };
    if session.encrypted.is_none() {
        errors.at(padded, "padding hides the length of what is encrypted; write `encrypted` as well, or drop `padded`");
    } else if !padded.base10_parse::<u8>().is_ok_and(|step| step > 1) {
        errors.at(padded, "the length is rounded up to a multiple of this; write a number from 2 to 255, such as 32");
    }
}

/// Checks that a version after the first says how it is made from the one before.
fn check_version(session: &Session<'_>, errors: &mut Errors) {
    let number = session.version.as_ref().map(|version| (version, version.base10_parse::<u8>().unwrap_or_default()));
    match (number, &session.upgrade_from) {
        (Some((version, 0)), _) => errors.at(
            version,
            "versions are counted from 1, and up to 255; the first version needs no `version`, and the next one is `version = 2`",
        ),
        (Some((version, 2..)), None) => errors.at(
            version,
            "cookies of the version before are still out there; keep its type, and write `upgrade_from(…)` with it",
        ),
        (None | Some((_, 1)), Some(old)) => {
            errors.at(old, "a type that is made from an older one has a version after that; write `version = 2`, say");
        }
        _ => {}
    }
}

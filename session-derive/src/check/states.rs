//! The rules of each state of a machine: its struct, its names, where it sends visitors.

use std::collections::HashSet;

use quote::ToTokens as _;
use syn::Type;

use crate::errors::Errors;
use crate::model::{Machine, Variant};

/// Checks every rule.
pub(super) fn all(machine: &Machine<'_>, errors: &mut Errors) {
    check_payloads(machine, errors);
    check_names(machine, errors);
    for variant in &machine.variants {
        check_otherwise(variant, errors);
    }
}

/// Checks that a struct is one state only, so that asking for it says which.
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

/// Returns whether a type may be a struct of the user's own, as far as its name says.
pub(crate) fn can_be_a_state(ty: &Type) -> bool {
    let Type::Path(path) = ty else { return false };
    let has_arguments = path.path.segments.iter().any(|segment| !segment.arguments.is_none());
    !has_arguments && path.path.get_ident().is_none_or(|name| !is_foreign(&name.to_string()))
}

/// Returns whether `name` is a plain type of Rust's, and not one of the user's own.
pub(crate) fn is_foreign(name: &str) -> bool {
    FOREIGN.contains(&name)
}

/// Plain types that people store, and also put into a variant, where they can't be states.
const FOREIGN: [&str; 17] = [
    "String", "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32",
    "f64",
];

/// Checks that every name in a token means one state.
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

/// Checks that visitors in another state are sent to a path of this site.
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
        let rooted = format!("/{}", percent_encoded(&path));
        errors.at(otherwise, format!("`otherwise` is a path of this site, which begins with `/`; write \"{rooted}\""));
    } else if !is_visible {
        let hint = percent_encoded(&path);
        errors.at(otherwise, format!("a redirect's path is in ASCII and has no spaces; percent-encode it: \"{hint}\""));
    }
}

/// Returns the path with everything but visible ASCII percent-encoded.
fn percent_encoded(path: &str) -> String {
    let encode = |byte: u8| if byte.is_ascii_graphic() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    path.bytes().map(encode).collect()
}

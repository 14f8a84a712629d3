//! The rules of stored fields.

use std::collections::HashMap;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::Type;

use super::merge;
use crate::errors::Errors;
use crate::model::{Field, Struct};

/// Checks every rule. Where a lifetime parameter was refused, so were the references that it is
/// for.
pub(super) fn all(content: &Struct<'_>, has_lifetime: bool, errors: &mut Errors) {
    check_wire_names(content, errors);
    for field in &content.fields {
        check_skipped(field, errors);
    }
    for field in content.stored() {
        check_type(field.ty, has_lifetime, errors);
    }
    merge::all(content, errors);
}

/// Checks that a session can hold values of a type.
pub(super) fn check_type(ty: &Type, has_lifetime: bool, errors: &mut Errors) {
    check_changes_by_mut(ty, errors);
    if !has_lifetime {
        check_owns(ty, errors);
    }
}

/// Checks that every name in the token means one field, in this version and in every earlier one.
fn check_wire_names(content: &Struct<'_>, errors: &mut Errors) {
    let mut taken = HashMap::<String, String>::new();
    for removed in &content.removed {
        if taken.insert(removed.value(), "removed".to_owned()).is_some() {
            errors.at(removed, format!("`{}` is removed twice; keep one", removed.value()));
        }
    }
    for field in content.stored() {
        let own = field.wire_name();
        let place = field.rename.as_ref().map_or_else(|| field.ident.to_token_stream(), ToTokens::to_token_stream);
        check_wire_name(&own, &place, field, &mut taken, errors);
        for alias in &field.aliases {
            check_wire_name(&alias.value(), &alias.to_token_stream(), field, &mut taken, errors);
        }
    }
}

fn check_wire_name(
    name: &str,
    place: &TokenStream,
    field: &Field<'_>,
    taken: &mut HashMap<String, String>,
    errors: &mut Errors,
) {
    let this = field.rust_name();
    if name.is_empty() {
        return errors.at(place, "a field's name in the cookie can't be empty; drop `rename`, or write another name");
    }
    match taken.insert(name.to_owned(), this.clone()).as_deref() {
        None => {}
        Some("removed") => errors.at(
            place,
            format!("`{name}` is the name of a removed field, whose old values are still in visitors' cookies; give this one `#[session(rename = \"…\")]`"),
        ),
        Some(other) if other == this => errors.at(place, format!("`{name}` is this field's name already; drop the alias")),
        Some(other) if field.aliases.iter().any(|alias| alias.value() == name) => {
            errors.at(place, format!("`{name}` is what field `{other}` is called in the cookie; drop this alias"));
        }
        Some(other) => errors.at(
            place,
            format!("fields `{other}` and `{this}` are both called `{name}` in the cookie; give one of them `#[session(rename = \"…\")]`"),
        ),
    }
}

/// Checks that no secret is put where its visitor can read it.
pub(super) fn check_visible(content: &Struct<'_>, errors: &mut Errors) {
    for field in content.fields.iter().filter(|field| !field.server_only) {
        if let Some(secret) = &field.secret {
            errors.at(
                secret,
                "the visitor can read a cookie that is only signed; write `#[session(encrypted)]` on the struct, or keep this on the server",
            );
        }
    }
}

/// Checks that a skipped field has no setting for stored ones.
fn check_skipped(field: &Field<'_>, errors: &mut Errors) {
    let Some(skip) = &field.skip else { return };
    let explicit: [(&str, bool); 9] = [
        ("rename", field.rename.is_some()),
        ("alias", !field.aliases.is_empty()),
        ("identity", field.identity.is_some()),
        ("secret", field.secret.is_some()),
        ("upgrade", field.upgrade.is_some()),
        ("max_len", field.max_len.is_some()),
        ("merge", field.merge.is_some()),
        ("group", field.group.is_some()),
        ("server_only", field.server_only),
    ];
    if let Some((other, _)) = explicit.into_iter().find(|(_, is_there)| *is_there) {
        errors.at(skip, format!("a skipped field is never stored, so `{other}` has no effect; drop one of them"));
    }
}

/// Checks that a value can't change behind `&`. A session only notices what is written through
/// `&mut`, so the change would be lost.
///
/// Cells need no rule of their own: they aren't `Sync`, so they can't be stored.
fn check_changes_by_mut(ty: &Type, errors: &mut Errors) {
    const LOCKS: [&str; 4] = ["Mutex", "RwLock", "OnceLock", "LazyLock"];
    let changes = |name: &str| LOCKS.contains(&name) || atomic(name).is_some();
    let found =
        find_token(ty.to_token_stream(), &|token| matches!(token, TokenTree::Ident(name) if changes(&name.to_string())));
    if let Some(name) = found {
        let plain = atomic(&name.to_string()).unwrap_or_else(|| "the value that is in it".to_owned());
        errors.at(
            &name,
            format!("what changes behind `&` isn't noticed and would be lost; a session changes by `&mut`, so write {plain}"),
        );
    }
}

/// Returns the plain type that one of std's atomics holds.
fn atomic(name: &str) -> Option<String> {
    let plain = name.strip_prefix("Atomic")?.to_lowercase();
    let known = ["bool", "i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize"];
    known.contains(&plain.as_str()).then(|| format!("`{plain}`"))
}

/// Checks that a session owns its data.
fn check_owns(ty: &Type, errors: &mut Errors) {
    let is_reference = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '&');
    if find_token(ty.to_token_stream(), &is_reference).is_none() {
        return;
    }
    let instead = match ty {
        Type::Reference(reference) => match &*reference.elem {
            Type::Path(path) if path.path.is_ident("str") => "write `String`".to_owned(),
            Type::Slice(slice) => format!("write `Vec<{}>`", slice.elem.to_token_stream()),
            other => format!("write `{}`", other.to_token_stream().to_string().replace(' ', "")),
        },
        _ => "write the types without `&`, and `String` for `&str`".to_owned(),
    };
    errors.at(ty, format!("a session owns its data, since it outlives every request; {instead}"));
}

/// Returns the first token in `tokens`, at any depth, that is `wanted`.
fn find_token(tokens: TokenStream, wanted: &dyn Fn(&TokenTree) -> bool) -> Option<TokenTree> {
    tokens.into_iter().find_map(|token| match token {
        token if wanted(&token) => Some(token),
        TokenTree::Group(group) => find_token(group.stream(), wanted),
        _ => None,
    })
}

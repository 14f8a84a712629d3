//! The rules of a session, each a function: what it looks at, and what the user reads.

use std::collections::HashMap;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::Type;

use crate::duration::{LONGEST, Time};
use crate::errors::Errors;
use crate::model::{Field, Session};

/// Every rule.
pub(crate) fn all(session: &Session<'_>, errors: &mut Errors) {
    check_cookie_name(session, errors);
    check_prefix(session, errors);
    check_needs_secure(session, errors);
    check_domain(session, errors);
    check_path(session, errors);
    check_lifetime(session, errors);
    check_idle(session, errors);
    check_refresh(session, errors);
    check_session_name(session, errors);
    check_wire_names(session, errors);
    for field in &session.fields {
        check_skipped(field, errors);
        check_changes_by_mut(field, errors);
        // A lifetime parameter was refused already, with the references that it is for.
        if !session.has_lifetime {
            check_owns(field, errors);
        }
    }
}

/// A cookie's name is a token (RFC 6265bis §4.1.1), whether it was said or made from the type's.
fn check_cookie_name(session: &Session<'_>, errors: &mut Errors) {
    let name = session.cookie_name();
    let (plain, prefix) = without_prefix(&name);
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    let wrong = if plain.is_empty() {
        format!(
            "a cookie needs a name{}: letters, digits, `-` and `_`",
            if prefix.is_some() { " behind its prefix" } else { "" }
        )
    } else if let Some(wrong) = name.chars().find(|c| !u8::try_from(*c).is_ok_and(is_token)) {
        format!("a cookie's name can't contain {wrong:?}; use letters, digits, `-` and `_`")
    } else if name.len() > 256 {
        "a cookie's name counts towards the 4096 bytes that browsers keep; use at most 256".to_owned()
    } else {
        return;
    };
    match &session.cookie.name {
        Some(name) => errors.at(name, wrong),
        None => errors.at(session.ident, format!("{wrong}; give it one with `#[session(cookie = \"…\")]`")),
    }
}

/// A cookie's name without its prefix, and the prefix, in whatever case it is written.
fn without_prefix(name: &str) -> (&str, Option<&'static str>) {
    let begins_with = |prefix: &&str| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let prefix = ["__Host-Http-", "__Http-", "__Host-", "__Secure-"].into_iter().find(begins_with);
    (&name[prefix.map_or(0, str::len)..], prefix)
}

/// What browsers ask of a cookie whose name begins with a prefix, whatever its case (RFC 6265bis §4.1.3).
fn check_prefix(session: &Session<'_>, errors: &mut Errors) {
    let Some(name) = &session.cookie.name else { return };
    let text = name.value();
    let (plain, Some(prefix)) = without_prefix(&text) else { return };
    let otherwise = format!("or name it `cookie = \"{plain}\"`");
    if let Some(secure) = session.cookie.secure.as_ref().filter(|secure| !secure.value) {
        errors.at(secure, format!("a `{prefix}` cookie is `Secure`; drop `secure = false`, {otherwise}"));
    }
    if prefix.starts_with("__Host-") {
        if let Some(domain) = &session.cookie.domain {
            errors.at(domain, format!("a `{prefix}` cookie has no Domain; drop `domain`, {otherwise}"));
        }
        if let Some(path) = session.cookie.path.as_ref().filter(|path| path.value() != "/") {
            errors.at(path, format!("a `{prefix}` cookie has the Path \"/\"; drop `path`, {otherwise}"));
        }
    }
    if let Some(http_only) = session.cookie.http_only.as_ref().filter(|http_only| prefix.ends_with("Http-") && !http_only.value)
    {
        errors.at(http_only, format!("a `{prefix}` cookie is `HttpOnly`; drop `http_only = false`, {otherwise}"));
    }
}

/// Browsers drop `SameSite=None` and `Partitioned` cookies that aren't `Secure` (RFC 6265bis §5.7, CHIPS).
fn check_needs_secure(session: &Session<'_>, errors: &mut Errors) {
    let cookie = &session.cookie;
    let insecure = cookie.secure.as_ref().is_some_and(|secure| !secure.value);
    if let Some(same_site) = &cookie.same_site {
        match same_site.value().as_str() {
            "None" if insecure => {
                errors.at(
                    same_site,
                    "browsers drop a `SameSite=None` cookie without `Secure`; drop `secure = false`, or write \"Lax\"",
                );
            }
            "Strict" | "Lax" | "None" => {}
            other => errors.at(same_site, format!("`{other}` is not a SameSite; write \"Strict\", \"Lax\" or \"None\"")),
        }
    }
    if let Some(partitioned) = cookie.partitioned.as_ref().filter(|_| insecure) {
        errors
            .at(partitioned, "browsers drop a `Partitioned` cookie without `Secure`; drop `secure = false`, or `partitioned`");
    }
}

/// A Domain is a host's name, in lower case and without a port.
fn check_domain(session: &Session<'_>, errors: &mut Errors) {
    let Some(domain) = &session.cookie.domain else { return };
    let text = domain.value();
    let is_label = |label: &str| {
        let inside = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-') && label.bytes().all(inside)
    };
    let is_address = text.split('.').all(|label| label.bytes().all(|byte| byte.is_ascii_digit()));
    if let Some(bare) = text.strip_prefix('.') {
        errors
            .at(domain, format!("browsers ignore a Domain's leading dot; write \"{bare}\", which has its subdomains with it"));
    } else if is_address || !text.contains('.') && text != "localhost" || text.len() > 253 || !text.split('.').all(is_label) {
        errors.at(
            domain,
            format!("`{text}` is not a Domain; write a host's name in lower case, without port and path: \"example.com\""),
        );
    }
}

/// A Path begins with `/` and holds nothing that would end the attribute.
fn check_path(session: &Session<'_>, errors: &mut Errors) {
    let Some(path) = &session.cookie.path else { return };
    let text = path.value();
    let fits = |byte: u8| byte.is_ascii_graphic() && byte != b';';
    if !text.starts_with('/') || !text.bytes().all(fits) || text.len() > 1024 {
        errors.at(path, format!("`{text}` is not a Path; write one that begins with \"/\" and has no space and no `;`"));
    }
}

/// No session without an end, and none that browsers cut short.
fn check_lifetime(session: &Session<'_>, errors: &mut Errors) {
    let Some(lifetime) = &session.lifetime else { return };
    match lifetime.seconds() {
        Some(0) => {
            errors.at(lifetime, "a session lives for at least one second; write \"30d\", say, or drop `lifetime` for 30 days");
        }
        Some(LONGEST..) if lifetime.seconds() != Some(LONGEST) => {
            errors.at(lifetime, "browsers keep a cookie for 400 days at most; write \"400d\" or less");
        }
        _ => {}
    }
}

/// An idle time that the lifetime leaves room for.
fn check_idle(session: &Session<'_>, errors: &mut Errors) {
    let Some(idle) = &session.idle else { return };
    let lifetime = seconds_or(session.lifetime.as_ref(), Some(DEFAULT_LIFETIME));
    match (idle.seconds(), lifetime) {
        (Some(0), _) => errors
            .at(idle, "a session may be idle for at least one second; write \"30m\", say, or drop `idle` for no idle time"),
        (Some(idle_seconds), Some(lifetime)) if idle_seconds > lifetime => {
            let of = if session.lifetime.is_some() { "the `lifetime`" } else { "the default `lifetime` of 30 days" };
            errors.at(
                idle,
                format!("this is longer than {of}, so that it would never be reached; shorten it, or set a longer `lifetime`"),
            );
        }
        _ => {}
    }
}

/// A refresh that comes before what it is to put off.
fn check_refresh(session: &Session<'_>, errors: &mut Errors) {
    let Some(refresh) = &session.refresh else { return };
    let (limit, of) = match &session.idle {
        Some(idle) => (idle.seconds(), "idle"),
        None => (seconds_or(session.lifetime.as_ref(), Some(DEFAULT_LIFETIME)), "lifetime"),
    };
    match (refresh.seconds(), limit) {
        (Some(0), _) => errors.at(refresh, "a refresh comes after at least one second; write a longer time, or drop `refresh`"),
        (Some(refresh_seconds), Some(limit)) if refresh_seconds >= limit => {
            errors.at(
                refresh,
                format!("this is not shorter than `{of}`, so that it would come too late; shorten it, or drop `refresh`"),
            );
        }
        _ => {}
    }
}

/// What `lifetime` is when nothing is said: NIST SP 800-63B-4 §2.1.3 has 30 days as the longest at its lowest level.
pub(crate) const DEFAULT_LIFETIME: u64 = 30 * 24 * 60 * 60;

fn seconds_or(time: Option<&Time>, default: Option<u64>) -> Option<u64> {
    time.map_or(default, Time::seconds)
}

/// Tokens are bound to a name, so there is one.
fn check_session_name(session: &Session<'_>, errors: &mut Errors) {
    if let Some(name) = session.name.as_ref().filter(|name| name.value().is_empty()) {
        errors.at(name, "a session needs a name, which its cookies are bound to; drop `name` for the package's and the type's");
    }
}

/// Every name in the token means one field, now and after every earlier version.
fn check_wire_names(session: &Session<'_>, errors: &mut Errors) {
    let mut taken = HashMap::<String, String>::new();
    for removed in &session.removed {
        if taken.insert(removed.value(), "removed".to_owned()).is_some() {
            errors.at(removed, format!("`{}` is removed twice; keep one", removed.value()));
        }
    }
    for field in session.stored() {
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

/// A field that isn't stored has no name in the token and can't change anything.
fn check_skipped(field: &Field<'_>, errors: &mut Errors) {
    let Some(skip) = &field.skip else { return };
    let said: [(&str, bool); 4] = [
        ("rename", field.rename.is_some()),
        ("alias", !field.aliases.is_empty()),
        ("identity", field.identity.is_some()),
        ("server_only", field.server_only),
    ];
    if let Some((other, _)) = said.into_iter().find(|(_, is_there)| *is_there) {
        errors.at(skip, format!("a skipped field is never stored, so `{other}` says nothing; drop one of them"));
    }
}

/// A session notices what is written through `&mut`. What changes behind `&` would be lost. Cells need no rule of their own:
/// they aren't `Sync`, so that they can't be stored.
fn check_changes_by_mut(field: &Field<'_>, errors: &mut Errors) {
    const LOCKS: [&str; 4] = ["Mutex", "RwLock", "OnceLock", "LazyLock"];
    if field.skip.is_some() {
        return;
    }
    let changes = |name: &str| LOCKS.contains(&name) || atomic(name).is_some();
    let found =
        find(field.ty.to_token_stream(), &|token| matches!(token, TokenTree::Ident(name) if changes(&name.to_string())));
    if let Some(name) = found {
        let plain = atomic(&name.to_string()).unwrap_or_else(|| "the value that is in it".to_owned());
        errors.at(
            &name,
            format!("what changes behind `&` isn't noticed and would be lost; a session changes by `&mut`, so write {plain}"),
        );
    }
}

/// The plain type that one of std's atomics has in it.
fn atomic(name: &str) -> Option<String> {
    let plain = name.strip_prefix("Atomic")?.to_lowercase();
    let known = ["bool", "i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize"];
    known.contains(&plain.as_str()).then(|| format!("`{plain}`"))
}

/// A session owns its data.
fn check_owns(field: &Field<'_>, errors: &mut Errors) {
    let is_reference = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == '&');
    if field.skip.is_some() || find(field.ty.to_token_stream(), &is_reference).is_none() {
        return;
    }
    let instead = match field.ty {
        Type::Reference(reference) => match &*reference.elem {
            Type::Path(path) if path.path.is_ident("str") => "write `String`".to_owned(),
            Type::Slice(slice) => format!("write `Vec<{}>`", slice.elem.to_token_stream()),
            other => format!("write `{}`", other.to_token_stream().to_string().replace(' ', "")),
        },
        _ => "write the types without `&`, and `String` for `&str`".to_owned(),
    };
    errors.at(field.ty, format!("a session owns its data, since it outlives every request; {instead}"));
}

/// The first token in `tokens`, at any depth, that is `wanted`.
fn find(tokens: TokenStream, wanted: &dyn Fn(&TokenTree) -> bool) -> Option<TokenTree> {
    tokens.into_iter().find_map(|token| match token {
        token if wanted(&token) => Some(token),
        TokenTree::Group(group) => find(group.stream(), wanted),
        _ => None,
    })
}

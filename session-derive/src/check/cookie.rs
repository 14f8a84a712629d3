//! The rules of a cookie: what browsers would refuse or drop.

use syn::LitStr;

use crate::errors::Errors;
use crate::model::{FormerCookie, Session};

/// Checks every rule.
pub(super) fn all(session: &Session<'_>, errors: &mut Errors) {
    check_name(session, errors);
    check_prefix(session, errors);
    check_needs_secure(session, errors);
    check_domain(session.cookie.domain.as_ref(), errors);
    check_path(session.cookie.path.as_ref(), errors);
    for former in &session.cookie.former {
        check_former(former, session, errors);
    }
}

/// Checks that a former cookie could have been set as it is declared, since browsers delete it
/// only by such a header, and that it isn't the present one.
fn check_former(former: &FormerCookie, session: &Session<'_>, errors: &mut Errors) {
    let name = former.name.value();
    check_domain(former.domain.as_ref(), errors);
    check_path(former.path.as_ref(), errors);
    let path = |path: &Option<LitStr>| path.as_ref().map_or_else(|| "/".to_owned(), LitStr::value);
    let domain = |domain: &Option<LitStr>| domain.as_ref().map(LitStr::value);
    let own = &session.cookie;
    let prefix = without_prefix(&name).1.filter(|prefix| prefix.starts_with("__Host-"));
    if let Some(wrong) = wrong_name(&name) {
        errors.at(&former.name, wrong);
    } else if let Some((prefix, domain)) = prefix.zip(former.domain.as_ref()) {
        errors.at(domain, format!("a `{prefix}` cookie never had a Domain; drop `domain`"));
    } else if let Some((prefix, path)) = prefix.zip(former.path.as_ref().filter(|path| path.value() != "/")) {
        errors.at(path, format!("a `{prefix}` cookie never had another Path than \"/\"; drop `path`"));
    } else if name == session.cookie_name()
        && path(&former.path) == path(&own.path)
        && domain(&former.domain) == domain(&own.domain)
        && former.partitioned == own.partitioned.is_some()
    {
        errors.at(
            &former.name,
            "this is the cookie that the session is kept in; drop `was_cookie`, or say what it had that this one hasn't: a `domain`, a `path`, `partitioned`",
        );
    }
}

/// Checks that the cookie's name, explicit or made from the type's, is a token (RFC 6265bis
/// §4.1.1).
fn check_name(session: &Session<'_>, errors: &mut Errors) {
    let Some(wrong) = wrong_name(&session.cookie_name()) else { return };
    match &session.cookie.name {
        Some(name) => errors.at(name, wrong),
        None => errors.at(session.ident, format!("{wrong}; give it one with `#[session(cookie = \"…\")]`")),
    }
}

/// Says what is wrong with a cookie's name, if something is.
fn wrong_name(name: &str) -> Option<String> {
    let (plain, prefix) = without_prefix(name);
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if plain.is_empty() {
        let behind = if prefix.is_some() { " behind its prefix" } else { "" };
        Some(format!("a cookie needs a name{behind}: letters, digits, `-` and `_`"))
    } else if let Some(wrong) = name.chars().find(|c| !u8::try_from(*c).is_ok_and(is_token)) {
        Some(format!("a cookie's name can't contain {wrong:?}; use letters, digits, `-` and `_`"))
    } else if name.len() > 256 {
        Some("a cookie's name counts towards the 4096 bytes that browsers keep; use at most 256".to_owned())
    } else {
        None
    }
}

/// Splits a cookie's name into what stands behind its prefix and the prefix, in whatever case it
/// is written.
pub(crate) fn without_prefix(name: &str) -> (&str, Option<&'static str>) {
    let begins_with = |prefix: &&str| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix));
    let prefix = ["__Host-Http-", "__Http-", "__Host-", "__Secure-"].into_iter().find(begins_with);
    (&name[prefix.map_or(0, str::len)..], prefix)
}

/// Checks what browsers require of a cookie whose name begins with a prefix, whatever its case
/// (RFC 6265bis §4.1.3).
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

/// Checks that `SameSite=None` and `Partitioned` cookies are `Secure`. Browsers drop others
/// (RFC 6265bis §5.7, CHIPS).
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

/// Checks that a Domain is a host's name, in lower case and without a port.
fn check_domain(domain: Option<&LitStr>, errors: &mut Errors) {
    let Some(domain) = domain else { return };
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

/// Checks that a Path begins with `/` and holds nothing that would end the attribute.
fn check_path(path: Option<&LitStr>, errors: &mut Errors) {
    let Some(path) = path else { return };
    let text = path.value();
    let fits = |byte: u8| byte.is_ascii_graphic() && byte != b';';
    if !text.starts_with('/') || !text.bytes().all(fits) || text.len() > 1024 {
        errors.at(path, format!("`{text}` is not a Path; write one that begins with \"/\" and has no space and no `;`"));
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::Span;

    use super::*;

    /// Browsers ignore an attribute of more than 1024 bytes (RFC 6265bis).
    #[test]
    fn a_path_has_1024_bytes_at_most() {
        let is_right = |length: usize| {
            let (path, mut errors) =
                (LitStr::new(&format!("/{}", "a".repeat(length - 1)), Span::call_site()), Errors::default());
            check_path(Some(&path), &mut errors);
            errors.is_empty()
        };
        assert_eq!([1, 1023, 1024, 1025, 5000].map(is_right), [true, true, true, false, false]);
    }
}

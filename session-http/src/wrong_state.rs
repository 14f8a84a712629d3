//! Where a visitor is sent who is in another state than a handler asks for.

use session_core::WrongState;

/// Returns where a visitor in another state is redirected, by a 303, or `None` if the answer is a
/// 403.
///
/// Only GET and HEAD requests are redirected, to the `otherwise` of the expected state: any other
/// request would be turned into one that its sender didn't ask for. `path` is the path that the
/// browser asked for, since a page that redirects to itself would do so for ever.
pub(crate) fn redirect(wrong: WrongState, method: &str, path: &str) -> Option<&'static str> {
    wrong.otherwise().filter(|otherwise| ["GET", "HEAD"].contains(&method) && !is_of_page(otherwise, path))
}

/// Returns whether an address, which begins with `/`, is of the page at this path.
///
/// Query and fragment don't count. The state is asked for by the path's handler, so the same path
/// with another query would redirect again. The paths are compared as a browser asks for them:
/// without dot segments, and with `\` as `/` (WHATWG URL). What is percent-encoded counts as the
/// character that it stands for. So two spellings that a router tells apart may be taken for one
/// page, which is then a 403 instead of a redirect, and never a loop.
fn is_of_page(address: &str, path: &str) -> bool {
    segments(address) == segments(path)
}

fn segments(address: &str) -> Vec<Vec<u8>> {
    let path = address.split(['?', '#']).next().unwrap_or_default();
    let mut segments: Vec<Vec<u8>> = Vec::new();
    let mut is_directory = false;
    for segment in path.split(['/', '\\']).skip(1).map(percent_decoded) {
        is_directory = matches!(&*segment, b"." | b"..");
        match &*segment {
            b"." => {}
            b".." => drop(segments.pop()),
            _ => segments.push(segment),
        }
    }
    // What ends with a dot segment ends with a slash.
    if is_directory {
        segments.push(Vec::new());
    }
    segments
}

fn percent_decoded(text: &str) -> Vec<u8> {
    let hex = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let (mut rest, mut decoded) = (text.as_bytes(), Vec::with_capacity(text.len()));
    while let [first, behind @ ..] = rest {
        rest = match behind {
            [high, low, behind @ ..] if *first == b'%' && hex(high).is_some() && hex(low).is_some() => {
                decoded.push(hex(high).unwrap_or_default() << 4 | hex(low).unwrap_or_default());
                behind
            }
            _ => {
                decoded.push(*first);
                behind
            }
        };
    }
    decoded
}

#[cfg(test)]
mod tests {
    use super::is_of_page;

    #[test]
    fn an_address_is_of_the_page_that_a_browser_asks_for() {
        for (address, path, is_of_page_there) in [
            ("/login", "/login", true),
            ("/login?from=account", "/login", true),
            ("/login#form", "/login", true),
            ("/login?a=/b#c?d", "/login", true),
            ("/login?a=1#b", "/login?a=2", true),
            ("/", "/", true),
            ("/?again", "/", true),
            ("/a/../login", "/login", true),
            ("/./login", "/login", true),
            ("/a/%2E%2e/login", "/login", true),
            ("/../../login", "/login", true),
            ("/a\\..\\login", "/login", true),
            ("/login/.", "/login/", true),
            ("/login/b/..", "/login/", true),
            ("/anmeldung%20hier", "/anmeldung%20hier", true),
            ("/sign\"in", "/sign%22in", true),
            ("/%6Cogin", "/login", true),
            ("/100%", "/100%", true),
            ("/100%2", "/100%2", true),
            ("/login", "/login/", false),
            ("/login/", "/login", false),
            ("/login/..", "/login", false),
            ("/Login", "/login", false),
            ("/sign-in?login", "/login", false),
            ("/sign-in#/login", "/login", false),
            ("/app/login", "/login", false),
            ("/", "/login", false),
            ("/a//b", "/a/b", false),
        ] {
            assert_eq!(is_of_page(address, path), is_of_page_there, "{address} {path}");
        }
    }
}

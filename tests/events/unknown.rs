//! Events when fields of another version are dropped.

use session_core::testing::{ManualClock, block_on, key};
use session_core::{Session, Sessions, WriteView};

use crate::capture::events;

#[derive(Session)]
#[session(name = "versions", cookie = "__Host-versions")]
struct Older {
    text: String,
}

#[derive(Session)]
#[session(name = "versions", cookie = "__Host-versions")]
struct Newer {
    text: String,
    one: String,
    other: String,
}

fn sessions<S: session_core::InCookie>() -> Sessions<S> {
    Sessions::options().clock(ManualClock::default()).in_cookie(key(1))
}

/// Returns the cookie after a write.
fn write<S: session_core::InCookie + WriteView>(came: Option<&str>, change: impl FnOnce(&mut S)) -> String {
    let (_, closed) = block_on(sessions::<S>().scope(came, async |mut live| change(&mut live))).expect("it can be stored");
    let cookie = closed.set_cookie().expect("written");
    format!("{}={}", cookie.name(), cookie.value())
}

/// Returns the numbers of bytes that the older version says it has dropped when it writes a text of
/// this length.
fn dropped(came: &str, text: usize) -> Vec<String> {
    let events = events(|| drop(write::<Older>(Some(came), |older| older.text = "x".repeat(text))));
    let of_field = |line: &str| {
        line.split_once("unknown session fields dropped cookie=__Host-versions bytes=")
            .map(|(_, bytes)| bytes.trim().to_owned())
    };
    let lines = events.lines().filter(|line| line.contains("dropped"));
    lines.map(|line| of_field(line).filter(|_| line.starts_with("INFO")).unwrap_or_else(|| line.to_owned())).collect()
}

/// The field `one` takes its 4 bytes of name, 3 of head and its text; `other` has 6, 3 and its
/// text.
#[test]
fn what_is_dropped_of_another_version_is_told_with_its_size() {
    let newer = |one: usize, other: usize| {
        write::<Newer>(None, |newer| (newer.one, newer.other) = ("1".repeat(one), "2".repeat(other)))
    };
    assert_eq!(dropped(&newer(300, 100), 1), [""; 0], "both are kept");
    assert_eq!(dropped(&newer(300, 300), 1), ["309"], "no more than 512 bytes are kept");
    assert_eq!(dropped(&newer(600, 600), 1), [(607 + 609).to_string()], "neither is");
    assert_eq!(dropped(&newer(256, 30), 2800), [(4 + 3 + 256 + 6 + 2 + 30).to_string()], "no room in the cookie");
}

//! Two versions of an application run side by side.

use std::time::Duration;

use proptest::prelude::*;
use session_core::testing::block_on;
use session_core::{Arrival, Refusal, Session, Sessions};

use crate::evolution::version_and_body;
use crate::forge::{Forge, open, sessions};

mod old {
    #[derive(session_core::Session)]
    #[session(name = "account", cookie = "__Host-account")]
    pub(crate) struct Account {
        pub(crate) visits: u32,
        pub(crate) theme: String,
        pub(crate) note: Option<String>,
    }
}

mod new {
    #[derive(session_core::Session)]
    #[session(name = "account", cookie = "__Host-account")]
    pub(crate) struct Account {
        pub(crate) basket: Vec<u32>,
        pub(crate) visits: u32,
        #[session(rename = "theme")]
        pub(crate) colours: String,
    }
}

fn write<S: Session + session_core::WriteView>(
    sessions: &Sessions<S>,
    cookie: Option<&str>,
    change: impl FnOnce(&mut S),
) -> Option<String> {
    let field = cookie.map(|token| format!("__Host-account={token}"));
    let (_, closed) = block_on(sessions.scope(field.as_deref(), async |mut live| change(&mut live))).expect("it can be stored");
    closed.set_cookie().map(|cookie| cookie.value().to_owned())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    /// Each version changes its own fields and shared ones, behind a load balancer that sends
    /// requests to either.
    #[test]
    fn nothing_of_the_other_version_is_lost(requests in prop::collection::vec((any::<bool>(), 0..4_u8), 50)) {
        let (before, _) = sessions::<old::Account>();
        let (after, _) = sessions::<new::Account>();
        let (mut visits, mut theme, mut note, mut basket) = (0, String::new(), None, Vec::new());
        let mut token: Option<String> = None;
        for (number, (is_new, what)) in requests.into_iter().enumerate() {
            let number = u32::try_from(number).expect("fifty");
            let came = token.as_deref();
            let written = match (is_new, what) {
                (false, 0) => { note = Some(format!("note {number}")); write(&before, came, |a| a.note.clone_from(&note)) }
                (false, 1) => { theme = format!("old {number}"); write(&before, came, |a| a.theme.clone_from(&theme)) }
                (true, 0) => { basket.push(number); write(&after, came, |a| a.basket.push(number)) }
                (true, 1) => { theme = format!("new {number}"); write(&after, came, |a| a.colours.clone_from(&theme)) }
                (false, _) => { visits += 1; write(&before, came, |a| a.visits += 1) }
                (true, _) => { visits += 1; write(&after, came, |a| a.visits += 1) }
            };
            token = written.or(token);
            if let Some(token) = &token {
                let (_, saw) = open(&before, token.as_bytes(), |a| (a.visits, a.theme.clone(), a.note.clone()));
                prop_assert_eq!(saw, (visits, theme.clone(), note.clone()));
                let (_, saw) = open(&after, token.as_bytes(), |a| (a.visits, a.colours.clone(), a.basket.clone()));
                prop_assert_eq!(saw, (visits, theme.clone(), basket.clone()));
            }
        }
    }
}

#[derive(Session)]
#[session(name = "names", cookie = "__Host-names", removed("is_admin", "cart"))]
struct Names {
    #[session(alias = "user", alias = "login")]
    account: Option<String>,
    #[session(rename = "n")]
    count: u32,
}

/// Fields are found wherever they stand among any number of unknown ones, and second names are too.
#[test]
fn fields_are_found_among_many_unknown_ones() {
    for count in [0, 1, 14, 15, 16, 17, 18, 40, 200] {
        let unknown = |number: u8| [b"\x64x", format!("{number:03}").as_bytes(), b"\x01"].concat();
        let (field, alias): (&[u8], &[u8]) = (b"\x61n\x07", b"\x65login\x63ada");
        for [first, second] in [[0, 0], [0, count], [count / 2, count], [count, count]] {
            for (one, other) in [(field, alias), (alias, field)] {
                let mut entries: Vec<Vec<u8>> = (0..count).map(unknown).collect();
                entries.insert(usize::from(second), other.to_vec());
                entries.insert(usize::from(first), one.to_vec());
                let body = |entries: &[Vec<u8>]| {
                    let length = u8::try_from(entries.len()).expect("few");
                    let head = if length < 24 { vec![0xa0 | length] } else { vec![0xb8, length] };
                    [head, entries.concat()].concat()
                };
                assert_eq!(names(&body(&entries)), (Arrival::Resumed, (Some("ada".to_owned()), 7)), "{first} {second} {count}");
                entries.push(one.to_vec());
                assert_eq!(names(&body(&entries)).0, Arrival::Refused(Refusal::Unreadable), "{first} {second} {count}");
            }
        }
    }
}

fn names(body: &[u8]) -> (Arrival, (Option<String>, u32)) {
    let (sessions, _) = sessions::<Names>();
    let token = Forge::new("names", "__Host-names", body).token();
    open(&sessions, token.as_bytes(), |names| (names.account.clone(), names.count))
}

/// Returns the body of the token after a write.
fn rewritten<S: Session>(
    sessions: &Sessions<S>,
    forge: &Forge,
    change: impl AsyncFnOnce(session_core::Live<'_, S>),
) -> Vec<u8> {
    let field = format!("{}={}", forge.cookie, forge.token());
    let (_, closed) = block_on(sessions.scope(&field, change)).expect("it can be stored");
    version_and_body(closed.set_cookie().expect("something was written").value()).1
}

#[test]
fn former_names_are_read_and_the_new_one_wins() {
    let ada = || (Some("ada".to_owned()), 0);
    assert_eq!(names(b"\xa1\x67account\x63ada"), (Arrival::Resumed, ada()));
    assert_eq!(names(b"\xa1\x64user\x63ada"), (Arrival::Resumed, ada()));
    assert_eq!(names(b"\xa1\x65login\x63ada"), (Arrival::Resumed, ada()));
    assert_eq!(names(b"\xa2\x65login\x63eve\x64user\x63ada"), (Arrival::Resumed, ada()), "the first alias that is there");
    assert_eq!(names(b"\xa2\x64user\x63eve\x67account\x63ada"), (Arrival::Resumed, ada()), "the new name, second");
    assert_eq!(names(b"\xa2\x67account\x63ada\x64user\x63eve"), (Arrival::Resumed, ada()), "the new name, first");
    assert_eq!(names(b"\xa2\x61n\x05\x64user\x63ada"), (Arrival::Resumed, (Some("ada".to_owned()), 5)), "in any order");
    assert_eq!(names(b"\xa1\x65count\x05").1.1, 0, "a renamed field isn't called by its Rust name");
    assert_eq!(names(b"\xa2\x64user\x63ada\x64user\x63eve").0, Arrival::Refused(Refusal::Unreadable), "twice");
}

#[test]
fn what_is_removed_or_has_another_name_by_now_is_not_written_again() {
    let (sessions, _) = sessions::<Names>();
    let body = b"\xa4\x68is_admin\xf5\x64user\x63ada\x64cart\x80\x65other\x01";
    let forge = Forge::new("names", "__Host-names", body);
    let written = rewritten(&sessions, &forge, async |mut names| names.count = 2);
    assert_eq!(written, b"\xa3\x67account\x63ada\x61n\x02\x65other\x01");
}

#[test]
fn unknown_fields_are_kept_up_to_512_bytes_and_dropped_by_a_renewal() {
    let (sessions, _) = sessions::<Names>();
    let field = |name: u8, length: usize| {
        let value = [&[0x59][..], &u16::try_from(length).expect("short").to_be_bytes(), &vec![7; length]].concat();
        [&[0x61, name][..], &value].concat()
    };
    // A name takes two bytes here, and a value's head three.
    for (length, is_kept) in [(506, true), (507, true), (508, false)] {
        let body = [b"\xa1", &field(b'x', length)[..]].concat();
        let written = rewritten(&sessions, &Forge::new("names", "__Host-names", body), async |mut names| names.count = 1);
        assert_eq!(written.len() > length, is_kept, "{} bytes", length + 5);
    }
    let forge = Forge::new("names", "__Host-names", [b"\xa1", &field(b'x', 300)[..]].concat());
    let written = rewritten(&sessions, &forge, async |mut names| names.renew_id());
    assert_eq!(written, b"\xa2\x67account\xf6\x61n\x00");
}

/// Fields of another version must not make the cookie too large to be written. They are tested at
/// every length up to the limit: they are kept while they fit, and dropped from there on.
#[test]
fn unknown_fields_give_way_to_what_the_handler_writes() {
    let (sessions, clock) = sessions::<Names>();
    clock.advance(Duration::from_secs(1));
    let unknown = [b"\xa1\x61x\x59\x01\x90", &[7; 400][..]].concat();
    let forge = Forge::new("names", "__Host-names", unknown);
    let bodies: Vec<usize> = (2500..2960)
        .map(|length| rewritten(&sessions, &forge, async |mut names| names.account = Some("a".repeat(length))).len())
        .collect();
    let drops = bodies.windows(2).position(|pair| pair[1] < pair[0]).expect("it doesn't fit in the end");
    assert!(bodies.windows(2).enumerate().all(|(place, pair)| place == drops || pair[1] == pair[0] + 1), "once, and for good");
    // A header has 15 bytes and a tag 16.
    let cookie = |body: usize| "__Host-names".len() + ((15 + body + 16) * 4).div_ceil(3);
    let last = bodies[drops];
    assert!(cookie(last) <= 4096 && cookie(last + 1) > 4096, "{} bytes with the last that was kept", cookie(last));
}

//! A type that became another one reads what it wrote before, and code that is older refuses what it can't know.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use session_core::testing::{block_on, key};
use session_core::{InCookie, Live, Origin, Refusal, Session, SessionState, Sessions};

use crate::forge::{Forge, open, sessions, token};

const HAS_ENTERED: u8 = 2;
const HAS_VERSION: u8 = 32;

mod first {
    #[derive(session_core::Session)]
    #[session(name = "person", cookie = "__Host-person", removed("cart"))]
    pub(crate) struct Person {
        pub(crate) visits: u32,
        #[session(alias = "nick")]
        pub(crate) name: String,
        pub(crate) gone: Option<bool>,
    }
}

mod second {
    #[derive(session_core::Session)]
    #[session(name = "person", cookie = "__Host-person", version = 2, upgrade_from(super::first::Person))]
    pub(crate) struct Person {
        pub(crate) visits: i64,
        pub(crate) names: Vec<String>,
    }

    impl From<super::first::Person> for Person {
        fn from(old: super::first::Person) -> Self {
            Self { visits: -i64::from(old.visits), names: old.name.split(' ').map(str::to_owned).collect() }
        }
    }
}

mod third {
    #[derive(session_core::Session)]
    #[session(name = "person", cookie = "__Host-person", version = 3, upgrade_from(super::second::Person))]
    pub(crate) struct Person {
        /// The first version had a text here, the second no field of this name.
        pub(crate) name: u64,
        pub(crate) visits: String,
    }

    impl From<super::second::Person> for Person {
        fn from(old: super::second::Person) -> Self {
            Self { name: old.names.len() as u64, visits: format!("{} visits", old.visits) }
        }
    }
}

fn origin<S: InCookie>(token: &str) -> Origin {
    open(&sessions::<S>().0, token.as_bytes(), |_| ()).0
}

/// The version of a token of a struct that is signed and has no id, and its body.
fn version_and_body(token: &str) -> (u8, Vec<u8>) {
    let bytes = URL_SAFE_NO_PAD.decode(token).expect("base64url");
    let sealed = &bytes[..bytes.len() - 16];
    if sealed[1] & HAS_VERSION == 0 { (1, sealed[11..].to_vec()) } else { (sealed[11], sealed[12..].to_vec()) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Three versions serve side by side. Each reads its own tokens as they are and older ones as the conversions say.
    #[test]
    fn every_older_version_reads_as_the_conversions_say(
        visits in any::<u32>(),
        name in "[a-z ]{0,30}",
        gone in any::<Option<bool>>(),
    ) {
        let (one, two, three) = (sessions::<first::Person>().0, sessions::<second::Person>().0, sessions::<third::Person>().0);
        let old = token(&one, None, |person| {
            (person.visits, person.name, person.gone) = (visits, format!("x{name}"), gone);
        });
        let names: Vec<String> = format!("x{name}").split(' ').map(str::to_owned).collect();
        let saw = open(&two, old.as_bytes(), |person| (person.visits, person.names.clone()));
        prop_assert_eq!(saw, (Origin::Resumed, (-i64::from(visits), names.clone())));
        let in_the_end = (names.len() as u64, format!("{} visits", -i64::from(visits)));
        let saw = open(&three, old.as_bytes(), |person| (person.name, person.visits.clone()));
        prop_assert_eq!(saw, (Origin::Resumed, in_the_end.clone()));

        // The second version writes it, and only the third one and itself read that.
        let newer = token(&two, Some(&old), |person| person.names.push("last".to_owned()));
        prop_assert_eq!(version_and_body(&newer).0, 2);
        let saw = open(&three, newer.as_bytes(), |person| (person.name, person.visits.clone()));
        prop_assert_eq!(saw, (Origin::Resumed, (in_the_end.0 + 1, in_the_end.1)));
        prop_assert_eq!(origin::<first::Person>(&newer), Origin::Refused(Refusal::Unreadable));

        // The third one writes the first one's.
        let newest = token(&three, Some(&old), |person| person.name = 1000);
        prop_assert_eq!(version_and_body(&newest).0, 3);
        prop_assert_eq!(open(&three, newest.as_bytes(), |person| person.name), (Origin::Resumed, 1000));
        prop_assert_eq!(origin::<first::Person>(&newest), Origin::Refused(Refusal::Unreadable));
        prop_assert_eq!(origin::<second::Person>(&newest), Origin::Refused(Refusal::Unreadable));
    }

    /// Of 255 versions a type knows its own and those that it was.
    #[test]
    fn a_version_that_is_not_known_is_unreadable(version in prop_oneof![Just(0_u8), 4..=255_u8]) {
        for body in [&b"\xa0"[..], b"\xa1\x66visits\x01", b"\xa2\x64name\x01\x66visits\x60"] {
            let token = of_version(version, body);
            prop_assert_eq!(origin::<first::Person>(&token), Origin::Refused(Refusal::Unreadable));
            prop_assert_eq!(origin::<second::Person>(&token), Origin::Refused(Refusal::Unreadable));
            prop_assert_eq!(origin::<third::Person>(&token), Origin::Refused(Refusal::Unreadable));
        }
    }
}

fn of_version(version: u8, body: &[u8]) -> String {
    let mut forge = Forge::new("person", "__Host-person", body);
    (forge.flags, forge.rest_of_header) = (HAS_VERSION, vec![version]);
    forge.token()
}

/// The same bytes mean what the version that is named says.
#[test]
fn the_version_decides_how_a_body_is_read() {
    let read = |version: u8, body: &[u8]| {
        let token = of_version(version, body);
        open(&sessions::<third::Person>().0, token.as_bytes(), |person| (person.name, person.visits.clone()))
    };
    assert_eq!(read(1, b"\xa1\x66visits\x05"), (Origin::Resumed, (1, "-5 visits".to_owned())));
    assert_eq!(read(2, b"\xa1\x66visits\x05"), (Origin::Resumed, (0, "5 visits".to_owned())));
    assert_eq!(read(3, b"\xa1\x66visits\x05").0, Origin::Refused(Refusal::Unreadable), "a number, and it is a text by now");
    assert_eq!(read(3, b"\xa1\x66visits\x615"), (Origin::Resumed, (0, "5".to_owned())));
    assert_eq!(read(1, b"\xa1\x66visits\x615").0, Origin::Refused(Refusal::Unreadable));
}

/// As strictly as if the type had never become another one.
#[test]
fn a_field_twice_is_unreadable_whatever_the_version() {
    for body in [
        &b"\xa2\x63new\x05\x63new\x05"[..],
        b"\xa3\x66visits\x05\x64name\x60\x66visits\x05",
        b"\xa3\x66visits\x05\x64gone\xf5\x64gone\xf5",
    ] {
        let token = of_version(1, body);
        assert_eq!(origin::<first::Person>(&token), Origin::Refused(Refusal::Unreadable), "{body:02x?}");
        assert_eq!(origin::<third::Person>(&token), Origin::Refused(Refusal::Unreadable), "{body:02x?}");
    }
}

/// A body that the first version wrote, and what the third one makes of it when it writes.
fn rewritten(body: &[u8]) -> Vec<u8> {
    let old = Forge::new("person", "__Host-person", body).token();
    version_and_body(&token(&sessions::<third::Person>().0, Some(&old), |person| person.name = 7)).1
}

/// What an older version knew has been read, and has no place beside what was made of it.
#[test]
fn fields_of_older_versions_do_not_survive() {
    let three = b"\xa2\x64name\x07\x66visits\x69-5 visits";
    assert_eq!(rewritten(b"\xa3\x66visits\x05\x64name\x63ada\x64gone\xf5"), three, "in order");
    assert_eq!(rewritten(b"\xa3\x64gone\xf5\x66visits\x05\x64name\x63ada"), three, "out of order");
    assert_eq!(rewritten(b"\xa2\x64nick\x63ada\x66visits\x05"), three, "under a former name");
    let kept = b"\xa3\x64name\x07\x66visits\x69-5 visits\x65other\x01";
    assert_eq!(rewritten(b"\xa3\x65other\x01\x66visits\x05\x64gone\xf5"), kept, "what no version knows is kept");
}

/// As in the type that they were removed from.
#[test]
fn what_an_older_version_had_removed_does_not_survive() {
    let three = b"\xa2\x64name\x07\x66visits\x69-5 visits";
    assert_eq!(rewritten(b"\xa2\x64cart\x80\x66visits\x05"), three, "removed by the first version");
    assert_eq!(rewritten(b"\xa3\x64name\x63ada\x64nick\x63eve\x66visits\x05"), three, "a former name beside the new one");
}

/// To have become another type is no reason to send a cookie, and no new beginning.
#[test]
fn a_mere_read_leaves_the_older_token_alone_and_a_write_keeps_its_clocks() {
    let (three, clock) = sessions::<third::Person>();
    let began = clock.seconds();
    let old = token(&sessions::<first::Person>().0, None, |person| person.visits = 5);
    clock.advance(Duration::from_hours(24));
    let field = format!("__Host-person={old}");
    let (visits, closed) = block_on(three.scope(&field, async |person| person.visits.clone())).expect("a read");
    assert_eq!((visits.as_str(), closed.set_cookie()), ("-5 visits", None));
    let newest = token(&three, Some(&old), |person| person.name = 7);
    let field = format!("__Host-person={newest}");
    let (issued, _) = block_on(three.scope(&field, async |person| person.issued_at())).expect("a read");
    assert_eq!(issued, std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(began));
}

/// A field's age was a text once.
fn in_years(text: String) -> u32 {
    text.into_bytes().len().try_into().unwrap_or(u32::MAX)
}

/// And its parts were three.
fn joined(parts: [u8; 3]) -> [u8; 2] {
    [parts[0] + parts[1], parts[2]]
}

#[derive(Session)]
#[session(name = "grown", cookie = "__Host-grown")]
struct Grown {
    before: u8,
    #[session(upgrade = "in_years", alias = "years", default = 99)]
    age: u32,
    /// Both types are arrays, so that the new one has begun to read the old one's value.
    #[session(upgrade = "joined")]
    parts: [u8; 2],
    after: u8,
}

/// `None` if it is unreadable.
fn grown(entries: &[&[u8]]) -> Option<(u8, u32, [u8; 2], u8)> {
    let token = Forge::new("grown", "__Host-grown", grown_body(entries)).token();
    let (origin, saw) = open(&sessions::<Grown>().0, token.as_bytes(), |g| (g.before, g.age, g.parts, g.after));
    match origin {
        Origin::Resumed => Some(saw),
        origin => {
            assert_eq!(origin, Origin::Refused(Refusal::Unreadable));
            None
        }
    }
}

fn grown_body(entries: &[&[u8]]) -> Vec<u8> {
    [&[0xa0 + u8::try_from(entries.len()).expect("few")][..], &entries.concat()].concat()
}

const BEFORE: &[u8] = b"\x66before\x01";
const AFTER: &[u8] = b"\x65after\x02";
const NEW_AGE: &[u8] = b"\x63age\x07";
const OLD_AGE: &[u8] = b"\x63age\x64four";
const NEW_PARTS: &[u8] = b"\x65parts\x82\x05\x06";
const OLD_PARTS: &[u8] = b"\x65parts\x83\x01\x02\x03";

#[test]
fn a_field_is_upgraded_from_the_type_that_it_had() {
    assert_eq!(grown(&[BEFORE, OLD_AGE, OLD_PARTS, AFTER]), Some((1, 4, [3, 3], 2)), "old values");
    assert_eq!(grown(&[BEFORE, NEW_AGE, NEW_PARTS, AFTER]), Some((1, 7, [5, 6], 2)), "new values");
    assert_eq!(grown(&[BEFORE, OLD_AGE, NEW_PARTS, AFTER]), Some((1, 4, [5, 6], 2)), "one of each");
    assert_eq!(grown(&[BEFORE, AFTER]), Some((1, 99, [0, 0], 2)), "missing: its start, and nothing is upgraded");
    assert_eq!(grown(&[BEFORE, b"\x63age\xf5", AFTER]), None, "neither");
    assert_eq!(grown(&[b"\x63age\x20"]), None, "a number that the new type has no room for");
    assert_eq!(grown(&[b"\x65parts\x84\x01\x02\x03\x04"]), None, "neither, and both had begun to read it");
    assert_eq!(grown(&[b"\x66before\x61x"]), None, "a field without an older type");
}

#[test]
fn an_upgraded_field_may_have_another_name_and_stand_anywhere() {
    assert_eq!(grown(&[b"\x65years\x64four"]).expect("read").1, 4, "the former name and type");
    assert_eq!(grown(&[b"\x65years\x07"]).expect("read").1, 7, "the former name and the new type");
    assert_eq!(grown(&[NEW_AGE, b"\x65years\x64four"]).expect("read").1, 7, "the new name wins");
    assert_eq!(grown(&[b"\x65years\x07", OLD_AGE]).expect("read").1, 4, "the new name wins, whatever its type");
    assert_eq!(grown(&[b"\x63age\xf5", b"\x65years\x07"]), None, "and is not passed over when it fits neither");
    assert_eq!(grown(&[OLD_AGE, OLD_AGE]), None, "twice");
    assert_eq!(grown(&[OLD_AGE, NEW_AGE]), None, "twice, of both types");
    assert_eq!(grown(&[BEFORE, NEW_AGE, AFTER, OLD_AGE]), None, "twice, with others between them");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    /// The entries in any order, with fields of another version between them, which stay when the upgraded ones are written.
    #[test]
    fn the_order_of_the_entries_means_nothing(
        (age_is_old, parts_is_old) in any::<(bool, bool)>(),
        order in Just(vec![0, 1, 2, 3, 4, 5]).prop_shuffle(),
    ) {
        let (age, parts) = (if age_is_old { OLD_AGE } else { NEW_AGE }, if parts_is_old { OLD_PARTS } else { NEW_PARTS });
        let entries: [&[u8]; 6] = [BEFORE, age, parts, AFTER, b"\x65other\x82\x01\x64four", b"\x63new\xa1\x61x\xf6"];
        let shuffled: Vec<&[u8]> = order.iter().map(|place| entries[*place]).collect();
        let (years, both) = (if age_is_old { 4 } else { 7 }, if parts_is_old { [3, 3] } else { [5, 6] });
        prop_assert_eq!(grown(&shuffled), Some((1, years, both, 2)));

        let came = Forge::new("grown", "__Host-grown", grown_body(&shuffled)).token();
        let (_, written) = version_and_body(&token(&sessions::<Grown>().0, Some(&came), |grown| grown.after = 3));
        let head = [&b"\xa6"[..], BEFORE, b"\x63age", &[u8::try_from(years).expect("small")], b"\x65parts\x82", &both, b"\x65after\x03"].concat();
        prop_assert_eq!(&written[..head.len()], &head[..]);
        let unknown: Vec<&[u8]> = order.iter().filter(|place| **place > 3).map(|place| entries[*place]).collect();
        prop_assert_eq!(&written[head.len()..], unknown.concat());
    }
}

mod old_machine {
    #[derive(session_core::Session)]
    #[session(name = "login", cookie = "__Host-login", idle = "2h")]
    pub(crate) enum Login {
        #[session(start, to(LoggedIn))]
        Anonymous(Anonymous),
        LoggedIn(LoggedIn),
    }

    #[derive(session_core::SessionState, Default)]
    pub(crate) struct Anonymous {
        pub(crate) page: u8,
    }

    #[derive(session_core::SessionState)]
    pub(crate) struct LoggedIn {
        pub(crate) user: u32,
    }
}

#[derive(Session)]
#[session(name = "login", cookie = "__Host-login", idle = "2h", version = 2, upgrade_from(old_machine::Login))]
enum Login {
    #[session(start, to(Member))]
    Guest(Guest),
    #[session(lifetime = "1h")]
    Member(Member),
}

#[derive(SessionState, Default)]
struct Guest {
    page: u64,
}

fn named(number: u32) -> String {
    format!("number {number}")
}

#[derive(SessionState)]
struct Member {
    #[session(upgrade = "named")]
    user: String,
}

impl From<old_machine::Login> for Login {
    fn from(old: old_machine::Login) -> Self {
        match old {
            old_machine::Login::Anonymous(old) => Self::Guest(Guest { page: u64::from(old.page) + 100 }),
            old_machine::Login::LoggedIn(old) => Self::Member(Member { user: format!("user {}", old.user) }),
        }
    }
}

fn describe(login: &Login) -> String {
    match login {
        Login::Guest(guest) => format!("guest on {}", guest.page),
        Login::Member(member) => member.user.clone(),
    }
}

/// The cookie of somebody in one of the old states, entered at the usual time.
fn old_login(user: Option<u32>) -> String {
    let (before, _) = sessions::<old_machine::Login>();
    let (_, closed) = block_on(before.scope(None, async |login| {
        let mut start = login.in_state::<old_machine::Anonymous>().expect("the start");
        start.page = 3;
        if let Some(user) = user {
            start.to(old_machine::LoggedIn { user });
        }
    }))
    .expect("it can be stored");
    closed.set_cookie().expect("written").value().to_owned()
}

/// What a request `after` so many seconds finds.
fn login_after(seconds: u64, token: &str) -> (Origin, String) {
    let (login, clock) = sessions::<Login>();
    clock.advance(Duration::from_secs(seconds));
    open(&login, token.as_bytes(), describe)
}

#[test]
fn a_machines_states_become_those_of_the_next_version() {
    assert_eq!(login_after(0, &old_login(None)), (Origin::Resumed, "guest on 103".to_owned()));
    assert_eq!(login_after(0, &old_login(Some(7))), (Origin::Resumed, "user 7".to_owned()));
    let new = |body: &[u8]| {
        let mut forge = Forge::new("login", "__Host-login", body);
        (forge.flags, forge.rest_of_header) = (HAS_ENTERED | HAS_VERSION, vec![0, 0, 0, 0, 2]);
        forge.token()
    };
    let member = new(b"\xa2\x60\x66Member\x64user\x63ada");
    assert_eq!(login_after(0, &member), (Origin::Resumed, "ada".to_owned()));
    assert_eq!(login_after(0, &new(b"\xa2\x60\x66Member\x64user\x07")), (Origin::Resumed, "number 7".to_owned()));
    assert_eq!(open(&sessions::<old_machine::Login>().0, member.as_bytes(), |_| ()).0, Origin::Refused(Refusal::Unreadable));
    assert_eq!(login_after(0, &new(b"\xa1\x60\x66Member")).0, Origin::Refused(Refusal::Unreadable), "nobody is made up");
    assert_eq!(login_after(0, &new(b"\xa1\x60\x69Anonymous")).0, Origin::Refused(Refusal::Unreadable), "the old name");
}

/// The limits are those of the state that it has become, and count from when the old one was entered.
#[test]
fn an_older_versions_session_has_the_limits_of_its_new_state() {
    let known = old_login(Some(7));
    let (resumed, expired) = (Origin::Resumed, Origin::Refused(Refusal::Expired));
    assert_eq!(login_after(3599, &known).0, resumed);
    assert_eq!(login_after(3600, &known).0, expired);
    assert_eq!(login_after(7199, &old_login(None)).0, resumed);
    assert_eq!(login_after(7200, &old_login(None)).0, Origin::Refused(Refusal::Idle));
}

/// The names of two states changed places with the versions: each has the limits that its new state has.
mod exchanged {
    #[derive(session_core::Session)]
    #[session(name = "exchanged", cookie = "__Host-exchanged")]
    pub(crate) enum Before {
        #[session(start, to(Long))]
        Short(Short),
        Long(Long),
    }

    #[derive(session_core::SessionState, Default)]
    pub(crate) struct Short;

    #[derive(session_core::SessionState)]
    pub(crate) struct Long;

    #[derive(session_core::Session)]
    #[session(name = "exchanged", cookie = "__Host-exchanged", version = 2, upgrade_from(Before))]
    pub(crate) enum Now {
        #[session(start, to(Short))]
        Long(NowLong),
        #[session(lifetime = "10m")]
        Short(NowShort),
    }

    #[derive(session_core::SessionState, Default)]
    pub(crate) struct NowLong;

    #[derive(session_core::SessionState)]
    pub(crate) struct NowShort;

    impl From<Before> for Now {
        fn from(old: Before) -> Self {
            match old {
                Before::Short(_) => Self::Long(NowLong),
                Before::Long(_) => Self::Short(NowShort),
            }
        }
    }
}

/// What has become of a session in the old state `name` after so many seconds.
fn exchanged(name: &str, seconds: u64) -> Origin {
    let body = [b"\xa1\x60", &[0x60 + u8::try_from(name.len()).expect("short")][..], name.as_bytes()].concat();
    let mut forge = Forge::new("exchanged", "__Host-exchanged", body);
    (forge.flags, forge.rest_of_header) = (HAS_ENTERED, vec![0; 4]);
    let (now, clock) = sessions::<exchanged::Now>();
    clock.advance(Duration::from_secs(seconds));
    open(&now, forge.token().as_bytes(), |_| ()).0
}

#[test]
fn a_state_that_took_over_a_name_does_not_limit_older_sessions() {
    assert_eq!(exchanged("Long", 599), Origin::Resumed);
    assert_eq!(exchanged("Long", 600), Origin::Refused(Refusal::Expired), "it is short by now");
    assert_eq!(exchanged("Short", 600), Origin::Resumed, "it is long by now");
}

/// An id that came stays, and with it what an application has noted by it.
#[test]
fn a_change_after_an_upgrade_goes_on_with_the_session() {
    let known = old_login(Some(7));
    let (login, clock) = sessions::<Login>();
    clock.advance(Duration::from_mins(1));
    let write = async |login: Live<'_, Login>| {
        login.in_state::<Member>().map_err(|_| "another state").expect("a member").user.push('!');
    };
    let (_, closed) = block_on(login.scope(&format!("__Host-login={known}"), write)).expect("it can be stored");
    let written = closed.set_cookie().expect("a change").value().to_owned();
    let [old, new] = [&known, &written].map(|token| URL_SAFE_NO_PAD.decode(token).expect("base64url"));
    // Key, beginning and entering; then `seen`, which moves, and the id.
    assert_eq!(old[2..15], new[2..15]);
    assert_eq!(old[19..35], new[19..35], "the id");
    assert_eq!((new[1] & HAS_VERSION, new[35]), (HAS_VERSION, 2));
    assert_eq!(login_after(60, &written), (Origin::Resumed, "user 7!".to_owned()));
}

/// Versions and encryption have nothing to do with each other.
mod sealed {
    #[derive(session_core::Session)]
    #[session(name = "sealed", cookie = "__Host-sealed", encrypted)]
    pub(crate) struct Before {
        pub(crate) count: u8,
    }

    #[derive(session_core::Session)]
    #[session(name = "sealed", cookie = "__Host-sealed", encrypted, padded = 32, version = 2, upgrade_from(Before))]
    pub(crate) struct Now {
        pub(crate) count: String,
    }

    impl From<Before> for Now {
        fn from(old: Before) -> Self {
            Self { count: "|".repeat(usize::from(old.count)) }
        }
    }
}

#[test]
fn an_encrypted_session_is_upgraded_as_well() {
    let now = Sessions::<sealed::Now>::in_cookie(key(1)).with_clock(session_core::testing::ManualClock::default());
    let old = token(&sessions::<sealed::Before>().0, None, |before| before.count = 4);
    assert_eq!(open(&now, old.as_bytes(), |now| now.count.clone()), (Origin::Resumed, "||||".to_owned()));
    let new = token(&now, Some(&old), |now| now.count.push('|'));
    assert_eq!(open(&now, new.as_bytes(), |now| now.count.clone()), (Origin::Resumed, "|||||".to_owned()));
    assert_eq!(origin::<sealed::Before>(&new), Origin::Refused(Refusal::Unreadable));
}

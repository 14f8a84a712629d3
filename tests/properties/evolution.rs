//! A type of a later version reads the tokens of earlier versions. Older code refuses versions
//! that it doesn't know.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use session_core::testing::{block_on, key};
use session_core::{Arrival, InCookie, Refusal, Sessions};

use crate::forge::{Forge, open, sessions, token};

pub(crate) const HAS_VERSION: u8 = 32;

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
        /// The first version had a text under this name, and the second had no such field.
        pub(crate) name: u64,
        pub(crate) visits: String,
    }

    impl From<super::second::Person> for Person {
        fn from(old: super::second::Person) -> Self {
            Self { name: old.names.len() as u64, visits: format!("{} visits", old.visits) }
        }
    }
}

fn arrival<S: InCookie>(token: &str) -> Arrival {
    open(&sessions::<S>().0, token.as_bytes(), |_| ()).0
}

/// Returns the version and the body of the token of a signed struct without an id.
pub(crate) fn version_and_body(token: &str) -> (u8, Vec<u8>) {
    const HAS_SEEN: u8 = 4;
    let bytes = URL_SAFE_NO_PAD.decode(token).expect("base64url");
    let sealed = &bytes[..bytes.len() - 16];
    let rest = &sealed[if sealed[1] & HAS_SEEN == 0 { 15 } else { 19 }..];
    if sealed[1] & HAS_VERSION == 0 { (1, rest.to_vec()) } else { (rest[0], rest[1..].to_vec()) }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Three versions run side by side. Each reads its own tokens unchanged, and older ones as the
    /// conversions say.
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
        prop_assert_eq!(saw, (Arrival::Resumed, (-i64::from(visits), names.clone())));
        let in_the_end = (names.len() as u64, format!("{} visits", -i64::from(visits)));
        let saw = open(&three, old.as_bytes(), |person| (person.name, person.visits.clone()));
        prop_assert_eq!(saw, (Arrival::Resumed, in_the_end.clone()));

        // The second version writes the token, and only the second and third read it.
        let newer = token(&two, Some(&old), |person| person.names.push("last".to_owned()));
        prop_assert_eq!(version_and_body(&newer).0, 2);
        let saw = open(&three, newer.as_bytes(), |person| (person.name, person.visits.clone()));
        prop_assert_eq!(saw, (Arrival::Resumed, (in_the_end.0 + 1, in_the_end.1)));
        prop_assert_eq!(arrival::<first::Person>(&newer), Arrival::Refused(Refusal::Unreadable));

        // The third version writes a token that the first one wrote.
        let newest = token(&three, Some(&old), |person| person.name = 1000);
        prop_assert_eq!(version_and_body(&newest).0, 3);
        prop_assert_eq!(open(&three, newest.as_bytes(), |person| person.name), (Arrival::Resumed, 1000));
        prop_assert_eq!(arrival::<first::Person>(&newest), Arrival::Refused(Refusal::Unreadable));
        prop_assert_eq!(arrival::<second::Person>(&newest), Arrival::Refused(Refusal::Unreadable));
    }

    /// Of 255 versions, a type knows its own and its earlier ones.
    #[test]
    fn a_version_that_is_not_known_is_unreadable(version in prop_oneof![Just(0_u8), 4..=255_u8]) {
        for body in [&b"\xa0"[..], b"\xa1\x66visits\x01", b"\xa2\x64name\x01\x66visits\x60"] {
            let token = of_version(version, body);
            prop_assert_eq!(arrival::<first::Person>(&token), Arrival::Refused(Refusal::Unreadable));
            prop_assert_eq!(arrival::<second::Person>(&token), Arrival::Refused(Refusal::Unreadable));
            prop_assert_eq!(arrival::<third::Person>(&token), Arrival::Refused(Refusal::Unreadable));
        }
    }
}

fn of_version(version: u8, body: &[u8]) -> String {
    let mut forge = Forge::new("person", "__Host-person", body);
    (forge.flags, forge.rest_of_header) = (HAS_VERSION, vec![version]);
    forge.token()
}

/// The same bytes are read as the version in the token says.
#[test]
fn the_version_decides_how_a_body_is_read() {
    let read = |version: u8, body: &[u8]| {
        let token = of_version(version, body);
        open(&sessions::<third::Person>().0, token.as_bytes(), |person| (person.name, person.visits.clone()))
    };
    assert_eq!(read(1, b"\xa1\x66visits\x05"), (Arrival::Resumed, (1, "-5 visits".to_owned())));
    assert_eq!(read(2, b"\xa1\x66visits\x05"), (Arrival::Resumed, (0, "5 visits".to_owned())));
    assert_eq!(read(3, b"\xa1\x66visits\x05").0, Arrival::Refused(Refusal::Unreadable), "a number, and it is a text by now");
    assert_eq!(read(3, b"\xa1\x66visits\x615"), (Arrival::Resumed, (0, "5".to_owned())));
    assert_eq!(read(1, b"\xa1\x66visits\x615").0, Arrival::Refused(Refusal::Unreadable));
}

/// Older versions are read as strictly as if the type had never changed.
#[test]
fn a_field_twice_is_unreadable_whatever_the_version() {
    for body in [
        &b"\xa2\x63new\x05\x63new\x05"[..],
        b"\xa3\x66visits\x05\x64name\x60\x66visits\x05",
        b"\xa3\x66visits\x05\x64gone\xf5\x64gone\xf5",
    ] {
        let token = of_version(1, body);
        assert_eq!(arrival::<first::Person>(&token), Arrival::Refused(Refusal::Unreadable), "{body:02x?}");
        assert_eq!(arrival::<third::Person>(&token), Arrival::Refused(Refusal::Unreadable), "{body:02x?}");
    }
}

/// Returns a body that the first version wrote, and the body that the third version writes for it.
fn rewritten(body: &[u8]) -> Vec<u8> {
    let old = Forge::new("person", "__Host-person", body).token();
    version_and_body(&token(&sessions::<third::Person>().0, Some(&old), |person| person.name = 7)).1
}

/// Fields that an older version knew have been read, and aren't kept beside the new fields.
#[test]
fn fields_of_older_versions_do_not_survive() {
    let three = b"\xa2\x64name\x07\x66visits\x69-5 visits";
    assert_eq!(rewritten(b"\xa3\x66visits\x05\x64name\x63ada\x64gone\xf5"), three, "in order");
    assert_eq!(rewritten(b"\xa3\x64gone\xf5\x66visits\x05\x64name\x63ada"), three, "out of order");
    assert_eq!(rewritten(b"\xa2\x64nick\x63ada\x66visits\x05"), three, "under a former name");
    let kept = b"\xa3\x64name\x07\x66visits\x69-5 visits\x65other\x01";
    assert_eq!(rewritten(b"\xa3\x65other\x01\x66visits\x05\x64gone\xf5"), kept, "what no version knows is kept");
}

/// The same holds for fields that the older version had removed.
#[test]
fn what_an_older_version_had_removed_does_not_survive() {
    let three = b"\xa2\x64name\x07\x66visits\x69-5 visits";
    assert_eq!(rewritten(b"\xa2\x64cart\x80\x66visits\x05"), three, "removed by the first version");
    assert_eq!(rewritten(b"\xa3\x64name\x63ada\x64nick\x63eve\x66visits\x05"), three, "a former name beside the new one");
}

/// A new version of the type is no reason to send a cookie, and the session doesn't begin again.
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
    let (issued, _) = block_on(three.scope(&field, async |person| person.began_at())).expect("a read");
    assert_eq!(issued, std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(began));
}

/// Versions and encryption are independent.
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
    let now = Sessions::<sealed::Now>::options().clock(session_core::testing::ManualClock::default()).in_cookie(key(1));
    let old = token(&sessions::<sealed::Before>().0, None, |before| before.count = 4);
    assert_eq!(open(&now, old.as_bytes(), |now| now.count.clone()), (Arrival::Resumed, "||||".to_owned()));
    let new = token(&now, Some(&old), |now| now.count.push('|'));
    assert_eq!(open(&now, new.as_bytes(), |now| now.count.clone()), (Arrival::Resumed, "|||||".to_owned()));
    assert_eq!(arrival::<sealed::Before>(&new), Arrival::Refused(Refusal::Unreadable));
}

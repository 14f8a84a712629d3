//! Cookies of our name that others have set don't hide the visitor's session.

use session_core::testing::{ManualClock, block_on, key};
use session_core::{Arrival, Refusal, Session, Sessions};

use crate::forge::{Forge, sessions};

#[derive(Session)]
#[session(name = "plain", cookie = "__Host-plain")]
struct Plain {
    count: u32,
}

#[derive(Session)]
#[session(name = "plain", cookie = "__Host-plain", encrypted)]
struct Encrypted {
    count: u32,
}

fn forged(change: impl FnOnce(&mut Forge)) -> String {
    let mut forge = Forge::new("plain", "__Host-plain", b"\xa1\x65count\x07");
    change(&mut forge);
    forge.token()
}

/// Returns a field with `times` cookies of this value, and the visitor's token behind them.
fn behind(junk: &str, times: usize) -> String {
    format!("{}__Host-plain={}", format!("__Host-plain={junk}; ").repeat(times), forged(|_| {}))
}

fn arrival(fields: &[&str]) -> Arrival {
    block_on(sessions::<Plain>().0.scope(fields, async |live| live.arrival())).expect("a read").0
}

/// Texts that are refused before a tag is computed, and the reason.
fn junk() -> [(String, Refusal); 6] {
    [
        (String::new(), Refusal::Malformed),
        ("x".to_owned(), Refusal::Malformed),
        ("!".repeat(300), Refusal::Malformed),
        ("EADtDg7SAGVT8QAAAAAAoWVjb3VudA".to_owned(), Refusal::Malformed),
        ("A".repeat(5000), Refusal::TooLong),
        (forged(|forge| (forge.key, forge.named_key) = (9, 9)), Refusal::UnknownKey),
    ]
}

#[test]
fn no_number_of_texts_that_are_no_tokens_of_ours_hides_the_session() {
    for (junk, why) in junk() {
        assert_eq!(arrival(&[&format!("__Host-plain={junk}")]), Arrival::Refused(why), "{junk}");
        for times in [8, 200] {
            assert_eq!(arrival(&[&behind(&junk, times)]), Arrival::Resumed, "{times} of {junk}");
        }
    }
    let all = junk().map(|(junk, _)| format!("__Host-plain={junk}"));
    let fields: Vec<&str> = all.iter().map(String::as_str).cycle().take(600).collect();
    let ours = format!("__Host-plain={}", forged(|_| {}));
    assert_eq!(arrival(&[&fields[..], &[&ours]].concat()), Arrival::Resumed, "in fields of their own");
}

/// The limit is there for the work of tags.
#[test]
fn no_more_than_eight_tags_are_verified() {
    let bad = forged(|forge| forge.session = "other");
    let old = forged(|forge| forge.began -= 31 * 24 * 60 * 60);
    for (junk, why) in [(bad, Refusal::BadSignature), (old, Refusal::Expired)] {
        assert_eq!(arrival(&[&behind(&junk, 7)]), Arrival::Resumed, "the eighth");
        assert_eq!(arrival(&[&behind(&junk, 8)]), Arrival::Refused(why), "the ninth isn't looked at");
        let mixed = behind(&junk, 7).replace("; ", "; __Host-plain=x; ");
        assert_eq!(arrival(&[&mixed]), Arrival::Resumed, "junk between them doesn't count");
    }
}

/// A former cookie of the current name is one that is tried in two formats.
#[test]
fn a_former_format_is_found_behind_junk_too() {
    let clock = ManualClock::default();
    let until = std::time::SystemTime::UNIX_EPOCH + std::time::Duration::from_secs(clock.seconds() + 60);
    let options = Sessions::<Encrypted>::options().clock(clock);
    let both = options.accepting_signed_until(key(1), until).in_cookie(key(2));
    for (junk, _) in junk() {
        let (arrival, _) = block_on(both.scope(&behind(&junk, 200), async |live| live.arrival())).expect("a read");
        assert_eq!(arrival, Arrival::Resumed, "{junk}");
    }
}

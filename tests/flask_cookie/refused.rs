//! The refusals and their reasons. Everything that Flask answers with an empty session or with a
//! 500 has a typed reason here.

use proptest::prelude::*;
use session_core::Refusal::{BadSignature, Expired, FromTheFuture, Malformed, Unreadable};
use session_core::testing::{ManualClock, block_on};
use session_core::{Arrival, Refusal, Session, Sessions};
use session_flask::{FlaskConfig, FlaskKeys};

use crate::vectors::{NOW, SECRET, Vector, of_kind};

#[derive(Session)]
struct Account {
    user_id: Option<u32>,
}

fn sessions(keys: FlaskKeys, now: u64) -> Sessions<Account> {
    FlaskConfig::default().sessions_with(keys, Sessions::options().clock(ManualClock::at(now))).expect("Flask's own")
}

fn keys() -> FlaskKeys {
    FlaskKeys::new(SECRET).expect("a secret")
}

/// Returns what one request finds, and whether it is sent a cookie.
fn found(sessions: &Sessions<Account>, cookies: &str) -> (Arrival, Option<u32>, bool) {
    let ((arrival, user), closed) =
        block_on(sessions.scope(cookies, async |live| (live.arrival(), live.user_id))).expect("a read");
    (arrival, user, closed.set_cookie().is_some())
}

fn of_vector(vector: &Vector) -> Arrival {
    let fallbacks = vector.get("fallback_keys_utf8").as_array().into_iter().flatten();
    let keys = fallbacks.fold(vector.keys(), |keys, old| keys.fallback(old.as_str().expect("text")).expect("a secret"));
    let sessions = sessions(keys, vector.number("now"));
    let header =
        vector.get("cookie_header").as_str().map_or_else(|| format!("session={}", vector.text("cookie")), str::to_owned);
    let (arrival, user, sent) = found(&sessions, &header);
    assert!(!sent || vector.id().contains("fallback"), "{}: a read changes nothing", vector.id());
    assert!(user.is_none() || arrival == Arrival::Resumed);
    arrival
}

/// Tests every decode vector. Where Flask accepts what it would never write, or takes the first of
/// two cookies, this crate is stricter or more lenient; a comment says so.
#[test]
fn what_flask_refuses_or_breaks_on_is_refused_for_a_reason() {
    let resumed = |id: &str| {
        // Edge cases of Flask's that both sides accept.
        ["i14", "i17", "i18", "i45", "i46b", "i50", "i54", "i56", "i66", "c02", "c03", "c05", "c07"].contains(&id)
    };
    for vector in of_kind("decode") {
        let id = vector.id().split('-').next().expect("an id");
        let expected = match id {
            "i02" | "i10" | "i11" => Arrival::Refused(BadSignature),
            // The last one has octal escapes, which no browser sends and Flask never writes.
            "i05" | "i08" | "i22" | "i30" | "c04" => Arrival::Refused(Malformed),
            // The last two: Flask accepts a string as a tuple, and cuts a key that it didn't
            // write.
            "i33" | "i34" | "i36" | "i39" | "i41" | "i43" | "i47" | "i48" | "i55" | "i58" | "i59" | "i61" | "i65" | "i49"
            | "i51" => Arrival::Refused(Unreadable),
            // These have more bytes than a cookie can have.
            "i62" => Arrival::Refused(Refusal::TooLong),
            "c06" => Arrival::Fresh,
            id if resumed(id) => Arrival::Resumed,
            other => panic!("a vector that nobody knows: {other}"),
        };
        assert_eq!(of_vector(&vector), expected, "{}: {}", vector.id(), vector.text("description"));
    }
}

fn cookie() -> String {
    let vectors = of_kind("roundtrip");
    let vector = vectors.iter().find(|vector| vector.id() == "v01-int").expect("there is one");
    vector.text("cookie").to_owned()
}

#[test]
fn the_age_is_flasks() {
    let cookie = format!("session={}", cookie());
    let at = |now: u64| found(&sessions(keys(), now), &cookie).0;
    for (now, arrival) in [
        (NOW, Arrival::Resumed),
        (NOW + 2_678_400, Arrival::Resumed),
        (NOW + 2_678_401, Arrival::Refused(Expired)),
        (NOW - 1, Arrival::Refused(FromTheFuture)),
    ] {
        assert_eq!(at(now), arrival, "{now}");
    }
    let lenient = |now| {
        let options = Sessions::<Account>::options().clock(ManualClock::at(now)).leeway(std::time::Duration::from_secs(5));
        FlaskConfig::default().sessions_with(keys(), options).expect("Flask's own")
    };
    assert_eq!(found(&lenient(NOW - 5), &cookie).0, Arrival::Resumed);
    assert_eq!(found(&lenient(NOW - 6), &cookie).0, Arrival::Refused(FromTheFuture));
}

#[test]
fn what_is_longer_than_a_cookie_is_not_looked_at() {
    let long = format!("session={}", "a".repeat(5000));
    assert_eq!(found(&sessions(keys(), NOW), &long).0, Arrival::Refused(Refusal::TooLong));
}

/// Flask only tries the first cookie, so a planted one locks the visitor out.
#[test]
fn a_planted_cookie_does_not_hide_the_visitors() {
    let sessions = sessions(keys(), NOW);
    for cookies in [format!("session=x; session={}", cookie()), format!("session={}; session=x", cookie())] {
        assert_eq!(found(&sessions, &cookies), (Arrival::Resumed, Some(42), false));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    /// No other text is a valid cookie of the same session.
    #[test]
    fn one_difference_is_refused(place in any::<prop::sample::Index>(), other in "[ -~]") {
        let cookie = cookie();
        let mut changed: Vec<char> = cookie.chars().collect();
        let place = place.index(changed.len());
        changed[place] = other.chars().next().expect("one");
        let changed: String = changed.into_iter().collect();
        prop_assume!(changed != cookie && !changed.contains([';', '"', ' ']));
        let (arrival, user, _) = found(&sessions(keys(), NOW), &format!("session={changed}"));
        prop_assert!(matches!(arrival, Arrival::Refused(Malformed | BadSignature)), "{}: {:?}", changed, arrival);
        prop_assert_eq!(user, None);
    }

    #[test]
    fn arbitrary_text_is_refused(text in "[!-:<-~]{0,200}") {
        let (arrival, _, sent) = found(&sessions(keys(), NOW), &format!("session={text}"));
        prop_assert!(matches!(arrival, Arrival::Refused(Malformed | BadSignature)), "{:?}", arrival);
        prop_assert!(!sent);
    }
}

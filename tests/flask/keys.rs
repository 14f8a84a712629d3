//! Secrets, fallbacks, salts, digests and derivations: one side opens what the other signs, if and
//! only if Flask would.

use serde_json::json;
use session_core::{Arrival, Refusal, Session, Sessions};
use session_flask::{Derivation, Digest, FlaskKeyError, FlaskKeys};

use crate::peer::{self, Answer, Flask, request, sent_back};

#[derive(Session)]
struct Visits {
    count: u32,
}

const NOW: u64 = 1_700_000_000;
const LIFETIME: u64 = 31 * 24 * 60 * 60;

/// Increments a counter in a view of Flask's.
fn count_in(flask: &Flask, now: u64, cookies: Option<&str>) -> Answer {
    flask.request(now, cookies, json!([["set", "count", { "t": "int", "v": "1" }]]))
}

/// Increments the same counter here.
fn count_here(sessions: &Sessions<Visits>, now: u64, cookies: Option<&str>) -> Vec<String> {
    request(sessions, now, cookies, |mut visits| visits.count = 1).expect("it is stored").1
}

fn arrival(sessions: &Sessions<Visits>, now: u64, cookies: &str) -> Arrival {
    request(sessions, now, Some(cookies), |visits| visits.arrival()).expect("nothing is written").0
}

fn is_empty(session: &serde_json::Value) -> bool {
    session["v"].as_array().is_some_and(Vec::is_empty)
}

#[test]
fn every_salt_digest_and_derivation_is_flasks() -> Result<(), FlaskKeyError> {
    let digests = [(Digest::Sha1, "sha1"), (Digest::Sha256, "sha256"), (Digest::Sha512, "sha512")];
    let derivations = [
        (Derivation::Hmac, "hmac"),
        (Derivation::Concat, "concat"),
        (Derivation::DjangoConcat, "django-concat"),
        (Derivation::None, "none"),
    ];
    let mut cookies = Vec::new();
    for secret in ["k", "a secret of the usual length, 32 bytes or so", &"longer than a block of any hash ".repeat(9), "Zoë 🦀"]
    {
        for salt in ["cookie-session", "shop"] {
            for (digest, digest_name) in digests {
                for (derivation, derivation_name) in derivations {
                    let keys = FlaskKeys::new(secret)?.salt(salt).digest(digest).derivation(derivation);
                    let here = peer::sessions::<Visits>(keys);
                    let there =
                        Flask::new(secret).with("salt", salt).with("digest", digest_name).with("derivation", derivation_name);
                    let (ours, theirs) = (count_here(&here, NOW, None), count_in(&there, NOW, None));
                    assert_eq!(ours, theirs.set_cookie, "{secret} {salt} {digest_name} {derivation_name}");
                    assert_eq!(arrival(&here, NOW, theirs.cookie()), Arrival::Resumed);
                    assert!(!is_empty(&there.read(NOW, sent_back(&ours[0]))));
                    cookies.push(ours[0].clone());
                }
            }
        }
    }
    let all = cookies.len();
    cookies.sort();
    cookies.dedup();
    // Without a derivation the key has no salt in it, so the second salt opens what the first has
    // made.
    assert_eq!(cookies.len(), all - 4 * 3, "each of the others is a key of its own");
    Ok(())
}

#[test]
fn a_new_secret_signs_nobody_out() -> Result<(), FlaskKeyError> {
    let before = |secret| Flask::new(secret);
    let here = peer::sessions::<Visits>(FlaskKeys::new("new")?.fallback("oldest")?.fallback("old")?);
    let there = Flask::new("new").with("fallbacks", json!(["oldest", "old"]));
    for secret in ["oldest", "old", "new"] {
        let written = count_in(&before(secret), NOW, None);
        let cookie = written.cookie();
        assert_eq!(arrival(&here, NOW, cookie), Arrival::Resumed, "{secret}");
        assert!(!is_empty(&there.read(NOW, cookie)), "{secret}");

        // Both sides sign a change with the new secret.
        let change = request(&here, NOW, Some(cookie), |mut visits| visits.count = 2).expect("it is stored").1;
        assert_eq!(change, there.request(NOW, Some(cookie), json!([["set", "count", { "t": "int", "v": "2" }]])).set_cookie);
        assert!(!is_empty(&before("new").read(NOW, sent_back(&change[0]))));

        // Here the cookie of a retired secret is refreshed at the next request. Flask waits for a
        // change.
        let met = request(&here, NOW, Some(cookie), |_| ()).expect("nothing is written").1;
        assert_eq!(met.is_empty(), secret == "new");
        assert_eq!(there.request(NOW, Some(cookie), json!([["get", "count"]])).set_cookie, [""; 0]);
    }
    let unknown = count_in(&before("older than all"), NOW, None);
    assert_eq!(arrival(&here, NOW, unknown.cookie()), Arrival::Refused(Refusal::BadSignature));
    assert!(is_empty(&there.read(NOW, unknown.cookie())));
    Ok(())
}

/// Both ends of the lifetime are exact to the second. Flask's clock is never behind here.
#[test]
fn ages_are_judged_as_flask_judges_them() -> Result<(), FlaskKeyError> {
    let (here, there) = (peer::sessions::<Visits>(FlaskKeys::new("secret")?), Flask::new("secret"));
    let written = count_in(&there, NOW, None);
    for (now, expected) in [
        (NOW - 1, Arrival::Refused(Refusal::FromTheFuture)),
        (NOW, Arrival::Resumed),
        (NOW + LIFETIME, Arrival::Resumed),
        (NOW + LIFETIME + 1, Arrival::Refused(Refusal::Expired)),
    ] {
        assert_eq!(arrival(&here, now, written.cookie()), expected, "{now}");
        assert_eq!(is_empty(&there.read(now, written.cookie())), expected != Arrival::Resumed, "{now}");
    }
    Ok(())
}

/// Flask answers these cookies with a 500 to every request, until the visitor deletes the cookie.
/// Here the visitor gets a fresh session.
#[test]
fn what_flask_fails_at_is_refused_here() -> Result<(), FlaskKeyError> {
    let here = peer::sessions::<Visits>(FlaskKeys::new("secret")?);
    let there = Flask::new("secret");
    for payload in PAYLOADS_THAT_FAIL {
        let cookie = format!("session={}", there.sign(NOW, payload));
        assert_eq!(there.request(NOW, Some(&cookie), json!([])).status, 500, "{payload}");
        assert_eq!(arrival(&here, NOW, &cookie), Arrival::Refused(Refusal::Unreadable), "{payload}");
        // The visitor can go on.
        assert_eq!(count_here(&here, NOW, Some(&cookie)), count_here(&here, NOW, None), "{payload}");
    }
    Ok(())
}

/// Payloads as they stand in the cookie: not base64, not compressed, no JSON, no dict, a tag
/// around a value that it can't have.
const PAYLOADS_THAT_FAIL: [&str; 9] = [
    "abcde",
    ".bm90IHpsaWI",
    "eyJhIjoi_yJ9",
    "e30gZQ",
    "WzEsMl0",
    "ImFiYyI",
    "eyJ1Ijp7IiB1IjoienoifX0",
    "eyJiIjp7IiBiIjoiYWJjIn19",
    "eyJhIjoieAp5In0",
];

//! No key, no token and no id appears in a log or in `Debug`, in any spelling.

use std::fmt::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use session_axum::ProtectedForm;
use session_core::testing::{Browser, ManualClock, block_on};
use session_core::{EachField, Key, KeyError, Keys, Live, OsRng, Rng, RngError, Session, Sessions, SystemClock};

use crate::capture::events;

#[derive(Session)]
#[session(name = "canary", cookie = "__Host-canary", idle = "10m", persistent)]
struct Canary {
    #[session(identity)]
    user: Option<u64>,
    secret: String,
}

/// A type whose error contains the refused value, as with many types.
#[derive(Default)]
struct Outspoken(Option<String>);

impl serde::Serialize for Outspoken {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            None => serializer.serialize_none(),
            Some(value) => Err(serde::ser::Error::custom(format!("can't write {value}"))),
        }
    }
}

impl<'de> serde::Deserialize<'de> for Outspoken {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<String>::deserialize(deserializer).map(Self)
    }
}

#[derive(Session)]
#[session(name = "outspoken")]
struct Refuses {
    value: Outspoken,
}

#[derive(serde::Deserialize)]
struct Number {
    #[expect(dead_code, reason = "it is only read from a form")]
    number: u64,
}

/// A text that must not be seen: neither the text itself nor its bytes as hex or base64.
struct Forbidden(Vec<String>);

impl Forbidden {
    fn bytes(&mut self, bytes: &[u8]) {
        let hex = bytes.iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        });
        let debug = format!("{bytes:?}");
        self.0.extend([hex, STANDARD.encode(bytes), URL_SAFE_NO_PAD.encode(bytes), debug.trim_matches(['[', ']']).to_owned()]);
    }

    fn check(&self, text: &str) {
        for forbidden in &self.0 {
            assert!(!text.contains(forbidden.as_str()), "{forbidden} stands in: {text}");
        }
    }
}

/// Session ids that can be searched for.
struct CanaryId;

impl Rng for CanaryId {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError> {
        bytes.copy_from_slice(b"\xca\xfe\xba\xbe canary id\x01\x02");
        Ok(())
    }
}

fn send(
    sessions: &Sessions<Canary>,
    handler: axum::routing::MethodRouter<Sessions<Canary>>,
    request: axum::extract::Request,
) -> axum::response::Response {
    let router: axum::Router = axum::Router::new().route("/", handler).with_state(sessions.clone());
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    runtime.block_on(tower::ServiceExt::oneshot(router, request)).expect("axum never fails")
}

/// The events that the test causes, each by some of its words.
const EVENTS: [&str; 19] = [
    "signed with an unknown key",
    "bad signature",
    "idle for too long",
    "session cookie refreshed",
    "more than one valid session cookie",
    "made no-store",
    "not saved",
    "replaced by a new session",
    "plain http",
    "session cookie opened",
    "session cookie sealed",
    "session began",
    "session resumed",
    "session continued",
    "session renewed",
    "session ended",
    "form token is worthless",
    "form refused",
    "form not read",
];

/// Sends forms that are refused, and forms that aren't what their handler wants.
fn send_forms(sessions: &Sessions<Canary>, cookie: &str, form_token: &str) {
    for fields in ["number=canary value", "csrf_token=canary value", "canary value", &format!("x={form_token}")] {
        for token in ["", "canary value", form_token] {
            let form = session_axum::with_session(async |_: Live<'_, Canary>, _: ProtectedForm<Number>| ());
            let request = axum::http::Request::post("/").header("cookie", cookie).header("x-csrf-token", token);
            let request = request.header("content-type", "application/x-www-form-urlencoded");
            let request = request.body(axum::body::Body::from(fields.to_owned())).expect("a request");
            let _ = send(sessions, axum::routing::post(form), request);
        }
    }
}

#[test]
fn events_and_debug_output_hold_no_secret() {
    let secret = b"canary key: 0123456789abcdef-ABCDEF";
    let mut forbidden = Forbidden(vec!["canary value".to_owned()]);
    forbidden.bytes(secret);
    forbidden.bytes(b"\xca\xfe\xba\xbe canary id\x01\x02");
    forbidden.bytes(&blake3::derive_key("session-core log id v1", secret));
    let encoded = STANDARD.encode(secret);
    let key = Key::from_base64(&encoded).expect("a key");
    let other = Key::generate();
    forbidden.bytes(&STANDARD.decode(&*other.to_base64()).expect("base64"));

    let mut shown = String::new();
    let events = events(|| {
        let clock = ManualClock::default();
        let keys = Keys::new(key.clone());
        let sessions = Sessions::<Canary>::options().clock(clock.clone()).rng(CanaryId).in_cookie(keys.clone());
        let rotated = Sessions::<Canary>::options()
            .clock(clock.clone())
            .rng(CanaryId)
            .in_cookie(Keys::new(other.clone()).accepting(key.clone()));
        let unknown = Sessions::<Canary>::options().clock(clock.clone()).in_cookie(Key::generate());
        let mut browser = Browser::new(&sessions);
        let (live, closed) = browser
            .request(|mut live: Live<'_, Canary>| {
                live.user = Some(7);
                live.secret.push_str("canary value");
                format!("{live:?}")
            })
            .expect("stored");
        browser.receive(&closed);
        let cookie = browser.cookies().expect("stored");
        let token = cookie.split_once('=').expect("a pair").1.to_owned();
        forbidden.0.extend([token.clone(), token[token.len() - 20..].to_owned()]);

        let mut form_token = None;
        let renewed = block_on(sessions.scope(&cookie, async |mut live| live.renew_id()));
        let _ = renewed.expect("stored").1.headers();
        let ended = block_on(sessions.scope(&cookie, async |mut live| {
            form_token = live.csrf_token().ok();
            live.end();
        }));
        let _ = ended.expect("stored").1.headers();
        let form_token = form_token.expect("randomness");
        forbidden.0.push(form_token.as_str().to_owned());
        send_forms(&sessions, &cookie, form_token.as_str());

        // Causes every event: refusals of each kind, a refresh, duplicates, a change in a
        // cacheable response.
        let replaced = block_on(unknown.scope(&cookie, async |mut live| live.user = Some(8)));
        let _ = replaced.expect("stored").1.headers();
        let refreshed = block_on(rotated.scope(&cookie, async |live| live.user));
        let _ = refreshed.expect("stored").1.headers();
        let again = block_on(sessions.scope(&cookie, async |mut live| live.secret.push('!'))).expect("stored").1;
        let twice = format!("{cookie}; __Host-canary={}", again.set_cookie().expect("written").value());
        let _ = block_on(sessions.scope(&twice, async |live| live.user));
        let _ = block_on(sessions.scope(&format!("{cookie}x"), async |live| live.user));
        let _ = again.headers_beside(200, [("cache-control", &b"public"[..])]);
        let failed = block_on(sessions.scope(&cookie, async |mut live| live.secret = "canary value".repeat(400)));
        let context = block_on(sessions.open(&cookie)).expect("opens");
        clock.advance(std::time::Duration::from_hours(1));
        let _ = block_on(sessions.scope(&cookie, async |live| live.user));
        let http = Sessions::<Canary>::options().danger_allow_http().in_cookie(keys.clone());
        let outspoken = Sessions::<Refuses>::in_cookie(key.clone());
        let refused = block_on(outspoken.scope(None, async |mut live| live.value.0 = Some("canary value".to_owned())));
        let fields = EachField([cookie.clone()].into_iter());
        let mounted = session_axum::with_session(async |mut live: Live<'_, Canary>| {
            live.secret.push_str("canary value");
            "saved"
        });
        let _ = write!(shown, "{mounted:?} ");
        let request = axum::http::Request::get("/").header("cookie", &cookie).body(axum::body::Body::empty());
        let response = send(&sessions, axum::routing::get(mounted), request.expect("a request"));
        assert!(response.headers().contains_key("set-cookie"), "the clock has moved, and the session is a new one");
        // Middleware that logs every response would print it like this.
        let _ = write!(shown, "{response:?} {refused:?} {fields:?} ");

        let headers = closed.headers();
        let _ = write!(
            shown,
            "{key:?} {:?} {keys:?} {sessions:?} {http:?} {context:?} {closed:?} {headers:?} {:?} {failed:?} {live} {browser:?} \
             {clock:?} {:?} {:?} {:?} {:?} {:?} {:?} {:?}",
            key.to_base64(),
            closed.set_cookie(),
            Canary::SCHEMA,
            Key::from_base64(&encoded[..40]),
            Keys::from_list(&format!("{encoded},{}", &encoded[..40])),
            Key::from_env("NO_SUCH_VARIABLE"),
            KeyError::NotRandom,
            SystemClock,
            OsRng,
        );
        // A token is only seen where it is asked for.
        assert!(closed.set_cookie().expect("written").to_string().contains(&token));
    });

    for event in EVENTS {
        assert!(events.contains(event), "no event says {event:?}: {events}");
    }
    forbidden.check(&events);
    forbidden.check(&shown);
}

/// Anyone can send garbage, so only what our own key signed is worth an operator's attention.
#[test]
fn what_anybody_can_cause_is_only_a_debug_event() {
    let events = events(|| {
        let sessions = Sessions::<Canary>::in_cookie(Key::generate());
        for junk in ["__Host-canary=x", "__Host-canary=EAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"] {
            let _ = block_on(sessions.scope(junk, async |live| live.user));
        }
    });
    assert_eq!(events.matches("refused").count(), 2, "{events}");
    assert!(events.lines().all(|line| line.is_empty() || line.starts_with("DEBUG")), "{events}");
}

//! The golden tokens of `tests/vectors/tokens.json`, which another implementation made: they open here, and are made here
//! byte for byte.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU8, Ordering};

use serde::{Deserialize, Serialize};
use session_core::testing::{ManualClock, block_on, key};
use session_core::{InCookie, Live, Origin, Refusal, Rng, RngError, Session, SessionError, SessionState, Sessions};

#[derive(Debug, Session)]
#[session(name = "vectors/Visits", cookie = "__Host-visits")]
struct Visits {
    count: u32,
}

#[derive(Session)]
#[session(name = "vectors/Account", cookie = "__Host-account", idle = "400d", lifetime = "400d")]
struct Account {
    #[session(identity)]
    user: Option<u64>,
    name: String,
    roles: Vec<String>,
}

#[derive(Session)]
#[session(name = "vectors/Everything", cookie = "everything")]
struct Everything {
    small: i64,
    low: i64,
    wide: u128,
    half: f32,
    double: f64,
    tenth: f64,
    flag: bool,
    letter: char,
    bytes: [u8; 4],
    pair: (u8, String),
    nested: Point,
    choice: Choice,
    plain: Choice,
    nothing: Option<String>,
    map: BTreeMap<u32, String>,
}

#[derive(Session)]
#[session(name = "vectors/Login", cookie = "__Host-login", idle = "1h")]
enum Login {
    #[session(start, to(AwaitingCode, SignedIn))]
    Anonymous(Anonymous),
    #[session(to(SignedIn), lifetime = "5m")]
    AwaitingCode(AwaitingCode),
    SignedIn(SignedIn),
}

#[derive(SessionState, Default)]
struct Anonymous {
    basket: Vec<u8>,
}

#[derive(SessionState)]
struct AwaitingCode {
    user: u64,
    attempt: String,
}

#[derive(SessionState)]
struct SignedIn;

#[derive(Default, PartialEq, Debug, Serialize, Deserialize)]
struct Point {
    x: i32,
    y: i32,
}

#[derive(Default, PartialEq, Debug, Serialize, Deserialize)]
enum Choice {
    #[default]
    Empty,
    Number(u8),
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    key: u8,
    cookie: String,
    session: String,
    header: Header,
    token: String,
}

#[derive(Deserialize)]
struct Header {
    persistent: bool,
    began: u64,
    entered: Option<u64>,
    seen: Option<u64>,
}

fn vectors() -> Vec<Vector> {
    serde_json::from_str(include_str!("tokens.json")).expect("the list that tokens.py makes")
}

/// The ids of the vectors: 0, 1, 2 … 15.
struct Ascending(AtomicU8);

impl Rng for Ascending {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError> {
        bytes.fill_with(|| self.0.fetch_add(1, Ordering::Relaxed));
        Ok(())
    }
}

/// Sessions at a second, with a vector's key.
fn sessions<S: InCookie>(number: u8, now: u64) -> (Sessions<S>, ManualClock) {
    let clock = ManualClock::at(now);
    let sessions = Sessions::in_cookie(key(number)).with_clock(clock.clone()).with_rng(Ascending(AtomicU8::new(0)));
    (sessions, clock)
}

fn open<S: InCookie, R>(vector: &Vector, see: impl AsyncFnOnce(Live<'_, S>) -> R) -> R {
    assert_eq!((vector.session.as_str(), vector.cookie.as_str()), (S::SCHEMA.name(), S::SCHEMA.cookie().name));
    let (sessions, _) = sessions::<S>(vector.key, vector.header.seen.unwrap_or(vector.header.began));
    let field = format!("{}={}", vector.cookie, vector.token);
    block_on(sessions.scope(&field, see)).expect("a read never fails").0
}

/// What `write` makes when the session begins and is closed at the vector's times.
fn make<S: InCookie + session_core::Touch>(vector: &Vector, write: impl FnOnce(&mut Live<'_, S>)) -> String {
    let (sessions, clock) = sessions::<S>(vector.key, vector.header.began);
    let closed = block_on(async {
        let mut context = sessions.open(None).await?;
        let mut live = context.live();
        write(&mut live);
        live.persist(vector.header.persistent);
        clock.set(vector.header.seen.unwrap_or(vector.header.began));
        context.close().await
    });
    closed.and_then(|closed| Ok(closed.set_cookie().ok_or(SessionError::NoRandomness)?.value().to_owned())).expect("a token")
}

#[test]
fn counters_open_and_are_made() {
    let all = vectors();
    let mut met = 0;
    for vector in all.iter().filter(|vector| vector.session == "vectors/Visits") {
        let count = open::<Visits, _>(vector, async |visits| {
            assert_eq!(visits.origin(), Origin::Resumed, "{}", vector.name);
            visits.count
        });
        // A fresh counter is 0 already, which is no change: renewing it sends it all the same.
        let made = make::<Visits>(vector, |visits| {
            visits.count = count;
            visits.renew();
        });
        assert_eq!(made, vector.token, "{}", vector.name);
        met += 1;
    }
    assert_eq!(met, 6);
}

#[test]
fn accounts_open_and_are_made() {
    let all = vectors();
    let mut met = 0;
    for vector in all.iter().filter(|vector| vector.session == "vectors/Account") {
        met += 1;
        let seen = vector.header.seen.expect("an idle time");
        // Past every lifetime, and the last second there is, which is past every limit.
        if seen - vector.header.began >= 400 * 24 * 60 * 60 || seen == (1 << 40) - 1 {
            let origin = open::<Account, _>(vector, async |account| account.origin());
            assert_eq!(origin, Origin::Refused(Refusal::Expired), "{}", vector.name);
            continue;
        }
        let (user, name, roles) = open::<Account, _>(vector, async |account| {
            assert_eq!(account.origin(), Origin::Resumed, "{}", vector.name);
            (account.user, account.name.clone(), account.roles.clone())
        });
        let made = make::<Account>(vector, |account| {
            account.user = user;
            account.name = name;
            account.roles = roles;
            account.renew();
        });
        assert_eq!(made, vector.token, "{}", vector.name);
    }
    assert_eq!(met, 6);
}

#[test]
fn every_kind_of_value_opens_and_is_made() {
    let all = vectors();
    let vector = all.iter().find(|vector| vector.session == "vectors/Everything").expect("one vector");
    open::<Everything, _>(vector, async |it| {
        assert_eq!(it.origin(), Origin::Resumed);
        assert_eq!((it.small, it.low, it.wide), (-1, i64::MIN, (1 << 64) + 5));
        assert_eq!((it.half.to_bits(), it.double.to_bits()), (1.5_f32.to_bits(), (-0.0_f64).to_bits()));
        assert_eq!((it.tenth.to_bits(), it.flag, it.letter), (0.1_f64.to_bits(), true, 'ß'));
        assert_eq!((it.bytes, &it.pair), ([0, 24, 128, 255], &(7, "x".to_owned())));
        assert_eq!((&it.nested, &it.choice, &it.plain), (&Point { x: -1, y: 300 }, &Choice::Number(5), &Choice::Empty));
        assert_eq!((it.nothing.as_deref(), it.map.len(), &*it.map[&24]), (None, 2, "b"));
    });
    let made = make::<Everything>(vector, |it| {
        (it.small, it.low, it.wide, it.half, it.double, it.tenth) = (-1, i64::MIN, (1 << 64) + 5, 1.5, -0.0, 0.1);
        (it.flag, it.letter, it.bytes) = (true, 'ß', [0, 24, 128, 255]);
        it.pair = (7, "x".to_owned());
        (it.nested, it.choice) = (Point { x: -1, y: 300 }, Choice::Number(5));
        it.map = BTreeMap::from([(1, "a".to_owned()), (24, "b".to_owned())]);
    });
    assert_eq!(made, vector.token);
}

/// A session that begins at the vector's beginning, enters the vector's state when the vector does, and is last seen when it was.
#[test]
fn state_machines_open_and_are_made() {
    let all = vectors();
    let mut met = 0;
    for vector in all.iter().filter(|vector| vector.session == "vectors/Login") {
        met += 1;
        let [entered, seen] =
            [vector.header.entered, vector.header.seen].map(|time| time.expect("a machine with an idle time"));
        open::<Login, _>(vector, async |login| {
            assert_eq!(login.origin(), Origin::Resumed, "{}", vector.name);
            match &*login {
                Login::Anonymous(anonymous) => assert_eq!(anonymous.basket, [3, 5]),
                Login::AwaitingCode(awaiting) => assert_eq!((awaiting.user, awaiting.attempt.as_str()), (7, "a1")),
                Login::SignedIn(SignedIn) => {}
            }
        });
        let (sessions, clock) = sessions::<Login>(vector.key, vector.header.began);
        let made = block_on(async {
            let mut cookie = None;
            if entered > vector.header.began {
                let (_, closed) = sessions.scope(None, async |mut login| login.renew()).await?;
                cookie = closed.set_cookie().map(|cookie| format!("__Host-login={}", cookie.value()));
                clock.set(entered);
            }
            let mut context = sessions.open(cookie.as_deref()).await?;
            let mut login = context.live().in_state::<Anonymous>().expect("the start");
            match vector.name.as_str() {
                "login-anonymous" => login.basket = vec![3, 5],
                "login-awaiting" => drop(login.to(AwaitingCode { user: 7, attempt: "a1".to_owned() })),
                "login-signed-in" => drop(login.to(SignedIn)),
                other => panic!("{other}: what does it hold?"),
            }
            clock.set(seen);
            context.close().await
        });
        let made = made.expect("it can be stored");
        assert_eq!(made.set_cookie().expect("a change").value(), vector.token, "{}", vector.name);
    }
    assert_eq!(met, 3);
}

/// Half of this page would be worth nothing if the file were empty.
#[test]
fn every_vector_is_of_a_type_that_is_tested_here() {
    assert_eq!(vectors().len(), 16);
}

//! The golden tokens of `tests/vectors/tokens.json`, and the golden records of `records.json`, which
//! another implementation made. They open here, and they are made here byte for byte.

mod records;
mod types;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU8, Ordering};

use serde::Deserialize;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{Arrival, InCookie, Live, Refusal, Rng, RngError, Sessions};

use types::{
    Account, Anonymous, AwaitingCode, Choice, ClosedVault, Envelope, Everything, Login, Moved, MovedBefore, OpenVault, Point,
    Raw, Secrets, SignedIn, Vault, Visits,
};

#[derive(Deserialize)]
struct Vector {
    name: String,
    key: u8,
    cookie: String,
    session: String,
    header: Header,
    padding: String,
    token: String,
}

#[derive(Deserialize)]
struct Header {
    persistent: bool,
    began: u64,
    written: u64,
    entered: Option<u64>,
    seen: Option<u64>,
    version: u8,
}

fn vectors() -> Vec<Vector> {
    serde_json::from_str(include_str!("tokens.json")).expect("the list that tokens.py makes")
}

/// Returns the vectors of one session type.
fn vectors_of<S: InCookie>() -> impl Iterator<Item = Vector> {
    vectors().into_iter().filter(|vector| vector.session == S::SCHEMA.name())
}

/// The ids of the vectors: 0, 1, 2 … 15, and the bytes that their nonces are drawn from.
struct Ascending(AtomicU8);

impl Rng for Ascending {
    fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError> {
        bytes.fill_with(|| self.0.fetch_add(1, Ordering::Relaxed));
        Ok(())
    }
}

/// Makes sessions at a given second, with a vector's key.
fn sessions<S: InCookie>(number: u8, now: u64) -> (Sessions<S>, ManualClock) {
    let clock = ManualClock::at(now);
    let sessions = Sessions::options().clock(clock.clone()).rng(Ascending(AtomicU8::new(0))).in_cookie(key(number));
    (sessions, clock)
}

fn open<S: InCookie, R>(vector: &Vector, see: impl AsyncFnOnce(Live<'_, S>) -> R) -> R {
    assert_eq!((vector.session.as_str(), vector.cookie.as_str()), (S::SCHEMA.name(), S::SCHEMA.cookie().name));
    let (sessions, _) = sessions::<S>(vector.key, vector.header.written);
    let field = format!("{}={}", vector.cookie, vector.token);
    block_on(sessions.scope(&field, see)).expect("a read never fails").0
}

/// Returns the token that `write` leaves when the session begins and is closed at the vector's
/// times.
fn make<S: InCookie + session_core::WriteView>(vector: &Vector, write: impl FnOnce(&mut Live<'_, S>)) -> String {
    let (sessions, clock) = sessions::<S>(vector.key, vector.header.began);
    let closed = block_on(async {
        let mut context = sessions.open(None).await.expect("it opens");
        let mut live = context.live();
        write(&mut live);
        live.set_persistent(vector.header.persistent);
        if vector.header.seen.is_some() {
            live.ignore_as_activity();
        }
        clock.set(vector.header.written);
        context.close().await
    });
    closed.expect("it can be stored").set_cookie().expect("a token").value().to_owned()
}

#[test]
fn counters_open_and_are_made() {
    let all = vectors();
    let mut met = 0;
    for vector in all.iter().filter(|vector| vector.session == "vectors/Visits") {
        let count = open::<Visits, _>(vector, async |visits| {
            assert_eq!(visits.arrival(), Arrival::Resumed, "{}", vector.name);
            visits.count
        });
        // A fresh counter is 0 already, so this isn't a change. Renewing the id sends it all the
        // same.
        let made = make::<Visits>(vector, |visits| {
            visits.count = count;
            visits.renew_id();
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
        let written = vector.header.written;
        // A time past every lifetime, and the last second there is, which is past every limit.
        if written - vector.header.began >= 400 * 24 * 60 * 60 || written == (1 << 40) - 1 {
            let arrival = open::<Account, _>(vector, async |account| account.arrival());
            assert_eq!(arrival, Arrival::Refused(Refusal::Expired), "{}", vector.name);
            continue;
        }
        let (user, name, roles) = open::<Account, _>(vector, async |account| {
            assert_eq!(account.arrival(), Arrival::Resumed, "{}", vector.name);
            (account.user, account.name.clone(), account.roles.clone())
        });
        let made = make::<Account>(vector, |account| {
            account.user = user;
            account.name = name;
            account.roles = roles;
            account.renew_id();
        });
        assert_eq!(made, vector.token, "{}", vector.name);
    }
    assert_eq!(met, 7);
}

#[test]
fn every_kind_of_value_opens_and_is_made() {
    let all = vectors();
    let vector = all.iter().find(|vector| vector.session == "vectors/Everything").expect("one vector");
    open::<Everything, _>(vector, async |it| {
        assert_eq!(it.arrival(), Arrival::Resumed);
        assert_eq!((it.small, it.low, it.wide), (-1, i64::MIN, (1 << 64) + 5));
        assert_eq!((it.half.to_bits(), it.double.to_bits()), (1.5_f32.to_bits(), (-0.0_f64).to_bits()));
        assert_eq!((it.tenth.to_bits(), it.flag, it.letter), (0.1_f64.to_bits(), true, 'ß'));
        assert_eq!((it.bytes, it.none.len(), &it.pair), ([0, 24, 128, 255], 0, &(7, "x".to_owned())));
        assert_eq!(it.raw.0, [0, 24, 128, 255]);
        assert_eq!((&it.nested, &it.choice, &it.plain), (&Point { x: -1, y: 300 }, &Choice::Number(5), &Choice::Empty));
        assert_eq!((it.nothing.as_deref(), it.map.len(), &*it.map[&24]), (None, 2, "b"));
    });
    let made = make::<Everything>(vector, |it| {
        (it.small, it.low, it.wide, it.half, it.double, it.tenth) = (-1, i64::MIN, (1 << 64) + 5, 1.5, -0.0, 0.1);
        (it.flag, it.letter, it.bytes) = (true, 'ß', [0, 24, 128, 255]);
        it.pair = (7, "x".to_owned());
        it.raw = Raw(vec![0, 24, 128, 255]);
        (it.nested, it.choice) = (Point { x: -1, y: 300 }, Choice::Number(5));
        it.map = BTreeMap::from([(1, "a".to_owned()), (24, "b".to_owned())]);
    });
    assert_eq!(made, vector.token);
}

/// Returns a session that begins, enters its state and is last seen at the vector's times.
#[test]
fn state_machines_open_and_are_made() {
    let all = vectors();
    let mut met = 0;
    for vector in all.iter().filter(|vector| vector.session == "vectors/Login") {
        met += 1;
        let entered = vector.header.entered.expect("a machine");
        open::<Login, _>(vector, async |login| {
            assert_eq!(login.arrival(), Arrival::Resumed, "{}", vector.name);
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
                let (_, closed) = sessions.scope(None, async |mut login| login.renew_id()).await.expect("it can be stored");
                cookie = closed.set_cookie().map(|cookie| format!("__Host-login={}", cookie.value()));
                clock.set(entered);
            }
            let mut context = sessions.open(cookie.as_deref()).await.expect("it opens");
            let mut login = context.live().in_state::<Anonymous>().expect("the start");
            match vector.name.as_str() {
                "login-anonymous" => login.basket = vec![3, 5],
                "login-awaiting" => drop(login.to(AwaitingCode { user: 7, attempt: "a1".to_owned() })),
                "login-signed-in" => drop(login.to(SignedIn)),
                other => panic!("{other}: what does it hold?"),
            }
            clock.set(vector.header.written);
            context.close().await
        });
        let made = made.expect("it can be stored");
        assert_eq!(made.set_cookie().expect("a change").value(), vector.token, "{}", vector.name);
    }
    assert_eq!(met, 3);
}

/// Nonces are drawn from the bytes 0 to 31. One of these vectors has the first nonce, and one the
/// second.
#[test]
fn encrypted_sessions_open_and_are_made() {
    let mut met = 0;
    for vector in vectors_of::<Secrets>() {
        met += 1;
        let (note, pin) = open::<Secrets, _>(&vector, async |secrets| {
            assert_eq!(secrets.arrival(), Arrival::Resumed, "{}", vector.name);
            (secrets.note.clone(), secrets.pin)
        });
        let expected = if vector.name == "secrets-fresh" { ("", None) } else { ("Åsa 🦀", Some(1234)) };
        assert_eq!((note.as_str(), pin), expected, "{}", vector.name);
        let (sessions, _) = sessions::<Secrets>(vector.key, vector.header.began);
        let write = || {
            let written = block_on(sessions.scope(None, async |mut secrets| {
                (secrets.note, secrets.pin) = (note.clone(), pin);
                secrets.renew_id();
            }));
            written.expect("it can be stored").1.set_cookie().expect("renewed").value().to_owned()
        };
        let (first, second) = (write(), write());
        assert_ne!(first, second, "{}: one nonce for two tokens", vector.name);
        assert_eq!(if pin.is_some() { second } else { first }, vector.token, "{}", vector.name);
    }
    assert_eq!(met, 2);
}

#[test]
fn padded_sessions_open_and_are_made() {
    let mut paddings = Vec::new();
    for vector in vectors_of::<Envelope>() {
        let (user, text) = open::<Envelope, _>(&vector, async |envelope| {
            assert_eq!(envelope.arrival(), Arrival::Resumed, "{}", vector.name);
            (envelope.user, envelope.text.clone())
        });
        let made = make::<Envelope>(&vector, |envelope| (envelope.user, envelope.text) = (user, text));
        assert_eq!(made, vector.token, "{}", vector.name);
        paddings.push(vector.padding.len() / 2);
    }
    assert_eq!(paddings, [1, 32, 19, 15], "the least, the most and what is between");
}

/// A token of the first version is read as its type and converted. Each version makes its own
/// vector.
#[test]
fn both_versions_open_and_are_made() {
    let mut versions = Vec::new();
    for vector in vectors_of::<Moved>() {
        let (given, family) = open::<Moved, _>(&vector, async |moved| {
            assert_eq!(moved.arrival(), Arrival::Resumed, "{}", vector.name);
            (moved.given.clone(), moved.family.clone())
        });
        assert_eq!((given.as_str(), family.as_str()), ("Ada", "Lovelace"), "{}", vector.name);
        let made = match vector.header.version {
            1 => make::<MovedBefore>(&vector, |moved| moved.name = format!("{given} {family}")),
            _ => make::<Moved>(&vector, |moved| (moved.given, moved.family) = (given, family)),
        };
        assert_eq!(made, vector.token, "{}", vector.name);
        versions.push(vector.header.version);
    }
    assert_eq!(versions, [1, 2]);

    let newer = vectors_of::<Moved>().last().expect("of the second version");
    let arrival = open::<MovedBefore, _>(&newer, async |moved| moved.arrival());
    assert_eq!(arrival, Arrival::Refused(Refusal::Unreadable), "the first version knows no later one");
}

/// Each request has a generator of its own, so that the first id and the seed of the nonces are
/// its first bytes.
#[test]
fn an_encrypted_padded_machine_of_a_second_version_opens_and_is_made() {
    let mut met = 0;
    for vector in vectors_of::<Vault>() {
        met += 1;
        open::<Vault, _>(&vector, async |vault| {
            assert_eq!(vault.arrival(), Arrival::Resumed, "{}", vector.name);
            match &*vault {
                Vault::Closed(closed) => assert_eq!(closed.tries, 2),
                Vault::Open(open) => assert_eq!(open.secret, "s3cr3t"),
            }
        });
        let made = block_on(async {
            let mut cookie = None;
            let (at_first, _) = sessions::<Vault>(vector.key, vector.header.began);
            let entered = vector.header.entered.expect("a machine");
            if entered > vector.header.began {
                let (_, closed) = at_first.scope(None, async |mut vault| vault.renew_id()).await.expect("it can be stored");
                cookie = closed.set_cookie().map(|cookie| format!("__Host-vault={}", cookie.value()));
            }
            let (sessions, clock) = sessions::<Vault>(vector.key, entered);
            let mut context = sessions.open(cookie.as_deref()).await.expect("it opens");
            context.live().set_persistent(vector.header.persistent);
            context.live().ignore_as_activity();
            let mut vault = context.live().in_state::<ClosedVault>().expect("the start");
            match vector.name.as_str() {
                "vault-closed" => vault.tries = 2,
                "vault-open" => drop(vault.to(OpenVault { secret: "s3cr3t".to_owned() })),
                other => panic!("{other}: what does it hold?"),
            }
            clock.set(vector.header.written);
            context.close().await
        });
        let made = made.expect("it can be stored");
        assert_eq!(made.set_cookie().expect("a change").value(), vector.token, "{}", vector.name);
    }
    assert_eq!(met, 2);
}

/// Half of these tests would prove nothing if the file were empty.
#[test]
fn every_vector_is_of_a_type_that_is_tested_here() {
    assert_eq!(vectors().len(), 27);
}

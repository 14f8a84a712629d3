//! Keys change while visitors come and go, and nobody is signed out. A visitor who only reads is
//! sent one new cookie for it. A visitor who writes is sent at most one more for each write to an
//! instance that still seals with the old key.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{Arrival, InCookie, Keys, Refusal, Session, Sessions, WriteView};

#[derive(Session)]
#[session(name = "signed", cookie = "__Host-signed")]
pub(crate) struct Signed {
    count: u32,
}

#[derive(Session)]
#[session(name = "encrypted", cookie = "__Host-encrypted", encrypted, padded = 32)]
struct Encrypted {
    count: u32,
}

pub(crate) trait Counts: InCookie + WriteView {
    fn count(&mut self) -> &mut u32;
}

impl Counts for Signed {
    fn count(&mut self) -> &mut u32 {
        &mut self.count
    }
}

impl Counts for Encrypted {
    fn count(&mut self) -> &mut u32 {
        &mut self.count
    }
}

/// Returns what one request finds, and the token that it is sent.
pub(crate) fn request<S: Counts>(sessions: &Sessions<S>, came: Option<&str>, writes: bool) -> (Arrival, u32, Option<String>) {
    let field = came.map(|token| format!("{}={token}", S::SCHEMA.cookie().name));
    let ((arrival, count), closed) = block_on(sessions.scope(field.as_deref(), async |mut live| {
        *live.count() += u32::from(writes);
        (live.arrival(), *live.count())
    }))
    .expect("it can be stored");
    (arrival, count, closed.set_cookie().map(|cookie| cookie.value().to_owned()))
}

fn id_of(key: u8) -> [u8; 4] {
    let secret = blake3::derive_key("session-core testing key v1", &[key]);
    let [a, b, c, d, ..] = blake3::derive_key("session-core key id v1", &secret);
    [a, b, c, d]
}

/// Returns the id of the key that sealed a token, which stands in the token.
pub(crate) fn sealed_by(token: &str) -> [u8; 4] {
    let bytes = URL_SAFE_NO_PAD.decode(token).expect("a token is base64url");
    [bytes[2], bytes[3], bytes[4], bytes[5]]
}

const OLD: u8 = 1;
const NEW: u8 = 2;

/// How far the rotation of an instance is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Stage {
    Before,
    Expecting,
    Accepting,
    After,
}

impl Stage {
    fn keys(self) -> Keys {
        match self {
            Self::Before => Keys::new(key(OLD)),
            Self::Expecting => Keys::new(key(OLD)).expecting(key(NEW)),
            Self::Accepting => Keys::new(key(NEW)).accepting(key(OLD)),
            Self::After => Keys::new(key(NEW)),
        }
    }

    fn seals_with(self) -> u8 {
        if matches!(self, Self::Before | Self::Expecting) { OLD } else { NEW }
    }
}

#[derive(Clone, Default)]
struct Visitor {
    token: Option<String>,
    count: u32,
    /// How many cookies were sent to requests that only read.
    refreshed: usize,
    /// How many writes went to an instance that still seals with the old key.
    old_writes: usize,
}

struct Fleet<S> {
    instances: [(Stage, Sessions<S>); 3],
    visitors: Vec<Visitor>,
}

impl<S: Counts> Fleet<S> {
    fn new(visitors: usize) -> Self {
        let sessions = || Sessions::options().clock(ManualClock::default()).in_cookie(Stage::Before.keys());
        let instances = [(); 3].map(|()| (Stage::Before, sessions()));
        Self { instances, visitors: vec![Visitor::default(); visitors] }
    }

    fn roll(&mut self, instance: usize, stage: Stage) {
        self.instances[instance] = (stage, Sessions::options().clock(ManualClock::default()).in_cookie(stage.keys()));
    }

    /// Makes one request and checks the rule: a request that only reads is sent a cookie if the
    /// old key is retired at this instance and sealed the request's cookie.
    fn visit(&mut self, visitor: usize, instance: usize, writes: bool) -> Result<(), TestCaseError> {
        let (stage, sessions) = &self.instances[instance];
        let visitor = &mut self.visitors[visitor];
        let (arrival, count, sent) = request(sessions, visitor.token.as_deref(), writes);
        visitor.count += u32::from(writes);
        let expected = if visitor.token.is_some() { Arrival::Resumed } else { Arrival::Fresh };
        prop_assert_eq!((arrival, count), (expected, visitor.count), "at {:?}", stage);
        let is_old = visitor.token.as_deref().is_some_and(|token| sealed_by(token) == id_of(OLD));
        let is_refreshed = !writes && is_old && stage.seals_with() == NEW;
        prop_assert_eq!(sent.is_some(), writes || is_refreshed, "at {:?}", stage);
        if let Some(sent) = sent {
            prop_assert_eq!(sealed_by(&sent), id_of(stage.seals_with()));
            visitor.token = Some(sent);
        }
        visitor.refreshed += usize::from(is_refreshed);
        visitor.old_writes += usize::from(writes && stage.seals_with() == OLD);
        Ok(())
    }
}

/// The visitor, the instance, and whether the request writes.
type Request = (usize, usize, bool);

/// The requests, and before which of them the next instance is rolled out.
fn traffic() -> impl Strategy<Value = (Vec<Request>, Vec<usize>, Vec<usize>)> {
    let requests = prop::collection::vec((0..6_usize, 0..3_usize, any::<bool>()), 120);
    let rolls = prop::collection::vec(0..120_usize, 6).prop_map(|mut places| {
        places.sort_unstable();
        places
    });
    (requests, rolls, Just(vec![0, 1, 2]).prop_shuffle())
}

/// How many of the visitors only read after their first request.
const READERS: usize = 3;

fn nobody_is_refused<S: Counts>((requests, rolls, order): (Vec<Request>, Vec<usize>, Vec<usize>)) -> Result<(), TestCaseError> {
    let mut fleet = Fleet::<S>::new(6);
    for visitor in 0..READERS {
        fleet.visit(visitor, 0, true)?;
    }
    let mut rolls = rolls.into_iter().enumerate().peekable();
    for (number, (visitor, instance, writes)) in requests.into_iter().enumerate() {
        while let Some((step, _)) = rolls.next_if(|(_, place)| *place <= number) {
            fleet.roll(order[step % 3], if step < 3 { Stage::Expecting } else { Stage::Accepting });
        }
        fleet.visit(visitor, instance, writes && visitor >= READERS)?;
    }
    prop_assert!(fleet.instances.iter().all(|(stage, _)| *stage == Stage::Accepting), "all are rolled");
    // Every visitor comes once more. From then on the rotation causes no more cookies.
    for visitor in 0..6 {
        fleet.visit(visitor, visitor % 3, false)?;
    }
    let refreshed: Vec<usize> = fleet.visitors.iter().map(|visitor| visitor.refreshed).collect();
    for (visitor, refreshed) in fleet.visitors.iter().zip(&refreshed) {
        prop_assert!(*refreshed <= visitor.old_writes, "only what the old key sealed is refreshed");
    }
    prop_assert_eq!(&refreshed[..READERS], [1; READERS], "who only reads is sent one cookie");
    for (visitor, instance) in (0..6).flat_map(|visitor| (0..3).map(move |instance| (visitor, instance))) {
        fleet.visit(visitor, instance, false)?;
    }
    prop_assert_eq!(fleet.visitors.iter().map(|visitor| visitor.refreshed).collect::<Vec<_>>(), refreshed);
    // The old key is dropped, at one instance at a time.
    for rolled in order {
        fleet.roll(rolled, Stage::After);
        for visitor in 0..6 {
            fleet.visit(visitor, rolled, visitor >= READERS)?;
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_signed_fleet_changes_its_key_under_traffic(traffic in traffic()) {
        nobody_is_refused::<Signed>(traffic)?;
    }

    #[test]
    fn an_encrypted_fleet_changes_its_key_under_traffic(traffic in traffic()) {
        nobody_is_refused::<Encrypted>(traffic)?;
    }
}

/// The reason for two roll-outs: an instance that already seals with the new key runs beside one
/// that doesn't know it yet.
#[test]
fn the_wrong_order_refuses_somebody() {
    let mut fleet = Fleet::<Signed>::new(1);
    fleet.visit(0, 1, true).expect("nothing is rolled yet");
    fleet.roll(0, Stage::Accepting);
    fleet.visit(0, 0, false).expect("the first one accepts the old key, and refreshes it");
    let token = fleet.visitors[0].token.as_deref();
    assert_eq!(request(&fleet.instances[1].1, token, false).0, Arrival::Refused(Refusal::UnknownKey));
    fleet.roll(1, Stage::Expecting);
    assert_eq!(request(&fleet.instances[1].1, fleet.visitors[0].token.as_deref(), false).0, Arrival::Resumed);
}

#[test]
fn a_key_is_accepted_until_a_time_exact_to_the_second() {
    let clock = ManualClock::default();
    let now = clock.seconds();
    let old = request(&Sessions::<Signed>::options().clock(clock.clone()).in_cookie(key(OLD)), None, true).2.expect("written");
    let until = |offset: Duration| SystemTime::UNIX_EPOCH + Duration::from_secs(now) + offset;
    let after = |seconds: u64, keys: Keys| {
        clock.set(now + seconds);
        let (arrival, _, sent) =
            request(&Sessions::<Signed>::options().clock(clock.clone()).in_cookie(keys), Some(&old), false);
        (arrival, sent.map(|sent| sealed_by(&sent)))
    };
    let (refreshed, unknown) = ((Arrival::Resumed, Some(id_of(NEW))), (Arrival::Refused(Refusal::UnknownKey), None));
    let new = || Keys::new(key(NEW));
    for fraction in [Duration::ZERO, Duration::from_millis(999)] {
        let keys = || new().accepting_until(key(OLD), until(Duration::from_secs(100) + fraction));
        assert_eq!(after(0, keys()), refreshed);
        assert_eq!(after(99, keys()), refreshed, "the last second");
        assert_eq!(after(100, keys()), unknown);
        assert_eq!(after(101, keys()), unknown);
    }
    assert_eq!(after(0, new().accepting_until(key(OLD), until(Duration::ZERO))), unknown, "a time that is now");
    assert_eq!(after(0, new().accepting_until(key(OLD), SystemTime::UNIX_EPOCH)), unknown, "a time long gone");
    let current = || Keys::new(key(OLD)).accepting_until(key(OLD), SystemTime::UNIX_EPOCH);
    assert_eq!(after(0, current()), (Arrival::Resumed, None), "the current key has no end");
    // The end of one key doesn't end another.
    let others = || new().accepting_until(key(3), SystemTime::UNIX_EPOCH).accepting(key(OLD));
    assert_eq!(after(200, others()), refreshed);
}

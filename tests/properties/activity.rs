//! Which requests count as activity, and the times that standards recommend.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use proptest::prelude::*;
use session_core::testing::{ManualClock, block_on, key};
use session_core::{Arrival, InCookie, Keys, Live, Refusal, ResponseHeaders, Session, SessionState, Sessions, Timeouts};

const MINUTE: u64 = 60;
const IDLE: u64 = 30 * MINUTE;
const REFRESH: u64 = 15 * MINUTE;

/// The time at which the clock starts.
const START: u64 = 1_700_000_000;

#[derive(Session)]
#[session(name = "news", cookie = "__Host-news", lifetime = "30d", idle = "30m", persistent)]
struct News {
    #[session(identity)]
    user: u8,
    read: u32,
}

/// One visitor, with the cookie of the last response.
struct Visitor {
    clock: ManualClock,
    sessions: Sessions<News>,
    token: Option<String>,
}

impl Visitor {
    /// Creates a visitor who came at the start, and wrote something.
    fn new() -> Self {
        let clock = ManualClock::at(START);
        let sessions = Sessions::options().clock(clock.clone()).in_cookie(key(1));
        let mut visitor = Self { clock, sessions, token: None };
        visitor.at(0, |mut news| news.user = 1);
        visitor
    }

    /// Makes a request `seconds` after the start, and returns the handler's result and the
    /// response.
    fn request<R>(&self, seconds: u64, handler: impl FnOnce(Live<'_, News>) -> R) -> (R, ResponseHeaders) {
        self.clock.set(START + seconds);
        let field = self.token.as_ref().map(|token| format!("__Host-news={token}"));
        block_on(self.sessions.scope(field.as_deref(), async |news| handler(news))).expect("it can be stored")
    }

    /// Makes a request whose response arrives, and returns whether it had a cookie.
    fn at<R>(&mut self, seconds: u64, handler: impl FnOnce(Live<'_, News>) -> R) -> (R, bool) {
        let (reply, closed) = self.request(seconds, handler);
        let sent = closed.set_cookie().map(|cookie| cookie.value().to_owned());
        let is_sent = sent.is_some();
        self.token = sent.or(self.token.take());
        (reply, is_sent)
    }

    /// Returns when the session was last seen according to its token, in seconds after the start.
    fn seen(&self) -> u64 {
        let bytes = URL_SAFE_NO_PAD.decode(self.token.as_ref().expect("a session")).expect("base64url");
        // Version, flags, key and beginning stand before the time of writing, and a struct's token
        // has only one other time behind it.
        let began = bytes[6..11].iter().fold(0, |seconds, byte| seconds << 8 | u64::from(*byte));
        let time = |at: usize| began - START + u64::from(u32::from_be_bytes(*bytes[at..].first_chunk().expect("four bytes")));
        let has_seen = bytes[1] & 4 != 0;
        assert!(!has_seen || time(15) < time(11), "`seen` is only there where it isn't `written`");
        time(if has_seen { 15 } else { 11 })
    }
}

fn poll(mut news: Live<'_, News>) -> Arrival {
    news.ignore_as_activity();
    news.arrival()
}

#[expect(clippy::needless_pass_by_value, reason = "a handler owns its session")]
fn look(news: Live<'_, News>) -> Arrival {
    news.arrival()
}

fn poll_and_write(mut news: Live<'_, News>) -> Arrival {
    news.ignore_as_activity();
    news.read += 1;
    news.arrival()
}

/// A refresh is due exactly: at the second before it, at it, and after it.
#[test]
fn an_ignored_read_is_no_reason_for_a_refresh() {
    for seconds in [REFRESH - 1, REFRESH, REFRESH + 1, IDLE - 1] {
        assert_eq!(Visitor::new().at(seconds, poll), (Arrival::Resumed, false), "{seconds}");
        assert_eq!(Visitor::new().at(seconds, look), (Arrival::Resumed, seconds >= REFRESH), "{seconds}");
    }
}

/// A page that asks every minute doesn't keep its visitor signed in.
#[test]
fn the_idle_time_ends_although_a_page_stays_open() {
    let mut visitor = Visitor::new();
    for minute in 1..30 {
        assert_eq!(visitor.at(minute * MINUTE, poll), (Arrival::Resumed, false), "minute {minute}");
    }
    assert_eq!(visitor.at(IDLE - 1, poll).0, Arrival::Resumed);
    assert_eq!(visitor.at(IDLE, poll).0, Arrival::Refused(Refusal::Idle));

    let mut visitor = Visitor::new();
    for minute in 1..60 {
        assert_eq!(visitor.at(minute * MINUTE, look).0, Arrival::Resumed, "minute {minute}, by a person");
    }
}

#[test]
fn an_ignored_write_is_sent_and_puts_nothing_off() {
    let mut visitor = Visitor::new();
    assert_eq!(visitor.at(20 * MINUTE, poll_and_write), (Arrival::Resumed, true));
    assert_eq!(visitor.seen(), 0, "the time at which it was last seen");
    let (_, closed) = visitor.request(25 * MINUTE, poll_and_write);
    let cookie = closed.set_cookie().expect("written").to_string();
    assert!(cookie.ends_with(&format!("; Max-Age={}", 5 * MINUTE)), "the browser drops it when it ends: {cookie}");
    assert_eq!(visitor.at(IDLE - 1, |news| news.read), (1, true), "it was written, and a person is a refresh");
    assert_eq!(visitor.seen(), IDLE - 1);

    let mut visitor = Visitor::new();
    visitor.at(20 * MINUTE, poll_and_write);
    assert_eq!(visitor.at(IDLE, look).0, Arrival::Refused(Refusal::Idle));
}

/// A change by an ignored request is sent, and doesn't extend the idle time, whatever the change.
#[test]
fn renewing_and_persisting_while_ignored_put_nothing_off() {
    let changes: [fn(&mut Live<'_, News>); 3] =
        [|news| news.renew_id(), |news| news.set_persistent(false), |news| news.user = 2];
    for change in changes {
        let mut visitor = Visitor::new();
        let (_, is_sent) = visitor.at(20 * MINUTE, |mut news| {
            change(&mut news);
            news.ignore_as_activity();
        });
        assert_eq!((is_sent, visitor.seen()), (true, 0));
        let (_, is_sent) = visitor.at(20 * MINUTE, |mut news| change(&mut news));
        assert!(!is_sent || visitor.seen() == 20 * MINUTE, "seen, it is seen");
    }
}

/// Activity and a retired key are independent: the old key is going away.
#[test]
fn what_a_retired_key_sealed_is_refreshed_again_unseen() {
    let mut visitor = Visitor::new();
    let keys = Keys::new(key(2)).accepting(key(1));
    visitor.sessions = Sessions::options().clock(visitor.clock.clone()).in_cookie(keys);
    assert_eq!(visitor.at(20 * MINUTE, poll), (Arrival::Resumed, true));
    assert_eq!(visitor.seen(), 0);
    assert_eq!(visitor.at(20 * MINUTE, poll), (Arrival::Resumed, false), "once");
    visitor.sessions = Sessions::options().clock(visitor.clock.clone()).in_cookie(key(2));
    assert_eq!(visitor.at(IDLE - 1, poll).0, Arrival::Resumed);
    assert_eq!(visitor.at(IDLE, poll).0, Arrival::Refused(Refusal::Idle));
}

/// A session that begins is seen when it begins.
#[test]
fn an_ignored_request_may_begin_a_session() {
    let mut visitor = Visitor::new();
    visitor.token = None;
    assert_eq!(visitor.at(5 * MINUTE, poll), (Arrival::Fresh, false));
    assert_eq!(visitor.at(5 * MINUTE, poll_and_write), (Arrival::Fresh, true));
    assert_eq!(visitor.at(5 * MINUTE + IDLE - 1, poll).0, Arrival::Resumed);
    assert_eq!(visitor.at(5 * MINUTE + IDLE, poll).0, Arrival::Refused(Refusal::Idle));
}

#[derive(Clone, Copy, Debug)]
struct Step {
    waits: u64,
    is_ignored: bool,
    writes: bool,
}

fn step() -> impl Strategy<Value = Step> {
    let waits = prop_oneof![0..REFRESH, Just(REFRESH - 1), Just(REFRESH), Just(IDLE - 1), Just(IDLE)];
    (waits, any::<bool>(), any::<bool>()).prop_map(|(waits, is_ignored, writes)| Step { waits, is_ignored, writes })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    /// Compares with a model of three lines: only a request that counts as activity moves the
    /// time, and only when it writes or a refresh is due.
    #[test]
    fn the_time_moves_as_the_model_says(steps in prop::collection::vec(step(), 1..40)) {
        let mut visitor = Visitor::new();
        let (mut now, mut seen) = (0, 0);
        for Step { waits, is_ignored, writes } in steps {
            now += waits;
            let ((arrival, expires), is_sent) = visitor.at(now, |mut news| {
                if is_ignored {
                    news.ignore_as_activity();
                }
                news.read += u32::from(writes);
                (news.arrival(), news.expires_at())
            });
            if now - seen >= IDLE {
                prop_assert_eq!(arrival, Arrival::Refused(Refusal::Idle));
                return Ok(());
            }
            prop_assert_eq!(arrival, Arrival::Resumed);
            prop_assert_eq!(expires, SystemTime::UNIX_EPOCH + Duration::from_secs(START + seen + IDLE));
            let is_refreshed = !is_ignored && now - seen >= REFRESH;
            prop_assert_eq!(is_sent, writes || is_refreshed);
            if !is_ignored && is_sent {
                seen = now;
            }
            prop_assert_eq!(visitor.seen(), seen);
        }
    }
}

#[derive(Session)]
#[session(name = "steps", cookie = "__Host-steps", idle = "30m")]
enum Steps {
    #[session(start, to(Second))]
    First(First),
    Second(Second),
}

#[derive(SessionState, Default)]
struct First {
    count: u8,
}

#[derive(SessionState)]
struct Second;

/// Entering a state always sets the time of entering and the time when the session was seen.
#[test]
fn a_transition_counts_also_when_it_is_ignored() {
    let clock = ManualClock::at(START);
    let sessions = Sessions::<Steps>::options().clock(clock.clone()).in_cookie(key(1));
    let request = |seconds: u64, came: Option<&str>, enters: bool| {
        clock.set(START + seconds);
        let field = came.map(|token| format!("__Host-steps={token}"));
        let (arrival, closed) = block_on(sessions.scope(field.as_deref(), async |mut steps| {
            let arrival = steps.arrival();
            steps.ignore_as_activity();
            if let Ok(mut first) = steps.in_state::<First>() {
                first.count += 1;
                if enters {
                    first.to(Second);
                }
            }
            arrival
        }))
        .expect("it can be stored");
        (arrival, closed.set_cookie().map(|cookie| cookie.value().to_owned()))
    };
    let first = request(0, None, false).1.expect("written");
    let again = request(20 * MINUTE, Some(&first), false).1.expect("written");
    assert_eq!(request(IDLE, Some(&again), false).0, Arrival::Refused(Refusal::Idle));
    let second = request(20 * MINUTE, Some(&first), true).1.expect("a transition");
    assert_eq!(request(20 * MINUTE + IDLE - 1, Some(&second), false).0, Arrival::Resumed);
    assert_eq!(request(20 * MINUTE + IDLE, Some(&second), false).0, Arrival::Refused(Refusal::Idle));
}

const MINE: Timeouts = Timeouts::new(Duration::from_hours(2), Some(Duration::from_mins(9)));

mod presets {
    use session_core::Timeouts;

    macro_rules! presets {
        ($($name:ident [$($settings:tt)*])*) => {
            $(#[derive(session_core::Session)]
            #[session($($settings)*)]
            pub(crate) struct $name {
                pub(crate) count: u32,
            })*
        };
    }

    presets! {
        Aal1 [timeouts = Timeouts::NIST_AAL1]
        Aal2 [timeouts = Timeouts::NIST_AAL2]
        Aal3 [timeouts = Timeouts::NIST_AAL3]
        HighValue [timeouts = Timeouts::OWASP_HIGH_VALUE]
        LowRisk [timeouts = Timeouts::OWASP_LOW_RISK]
        Own [timeouts = super::MINE]
        OtherIdle [timeouts = Timeouts::NIST_AAL2, idle = "20m"]
        OtherLifetime [lifetime = "2h", timeouts = Timeouts::NIST_AAL2]
        OtherRefresh [timeouts = Timeouts::NIST_AAL2, refresh = "1m"]
        Others [idle = "7m", refresh = "2m", timeouts = Timeouts::NIST_AAL1, lifetime = "8h"]
    }
}

fn in_minutes(times: &Timeouts) -> (u64, Option<u64>, Option<u64>) {
    let minutes = |time: Duration| time.as_secs() / MINUTE;
    (minutes(times.lifetime()), times.idle().map(minutes), times.refresh().map(minutes))
}

fn times<S: Session>() -> (u64, Option<u64>, Option<u64>) {
    assert_eq!(S::SCHEMA.timeouts(), S::SCHEMA.states()[0].timeouts(), "a struct's state has the same");
    in_minutes(S::SCHEMA.timeouts())
}

/// The numbers are those of the standards. A refresh is due after half of the idle time.
#[test]
fn presets_are_what_the_standards_say() {
    use presets::{Aal1, Aal2, Aal3, HighValue, LowRisk, Own};
    assert_eq!(times::<Aal1>(), (30 * 24 * 60, None, None));
    assert_eq!(times::<Aal2>(), (24 * 60, Some(60), Some(30)));
    assert_eq!(times::<Aal3>(), (12 * 60, Some(15), Some(7)), "seven and a half");
    assert_eq!(times::<HighValue>(), (4 * 60, Some(5), Some(2)), "two and a half");
    assert_eq!(times::<LowRisk>(), (8 * 60, Some(30), Some(15)));
    assert_eq!(times::<Own>(), (2 * 60, Some(9), Some(4)), "four and a half");
}

#[test]
fn what_stands_beside_a_preset_counts_instead() {
    use presets::{OtherIdle, OtherLifetime, OtherRefresh, Others};
    assert_eq!(times::<OtherIdle>(), (24 * 60, Some(20), Some(10)), "the refresh is half of the new idle time");
    assert_eq!(times::<OtherLifetime>(), (2 * 60, Some(60), Some(30)));
    assert_eq!(times::<OtherRefresh>(), (24 * 60, Some(60), Some(1)));
    assert_eq!(times::<Others>(), (8 * 60, Some(7), Some(2)));
}

/// Returns what a request finds that comes `seconds` after the only earlier one.
fn after<S: InCookie + session_core::WriteView>(seconds: u64, write: impl FnOnce(&mut S)) -> Arrival {
    let clock = ManualClock::at(START);
    let sessions = Sessions::<S>::options().clock(clock.clone()).in_cookie(key(1));
    let (_, closed) = block_on(sessions.scope(None, async |mut live| write(&mut live))).expect("it can be stored");
    let cookie = closed.set_cookie().expect("written");
    let field = format!("{}={}", cookie.name(), cookie.value());
    clock.set(START + seconds);
    block_on(sessions.scope(&field, async |live| live.arrival())).expect("a read").0
}

#[test]
fn a_session_ends_at_the_times_of_its_preset() {
    let aal1 = |seconds| after::<presets::Aal1>(seconds, |session| session.count = 1);
    assert_eq!(aal1(30 * 24 * 60 * MINUTE - 1), Arrival::Resumed, "no limit of inactivity");
    assert_eq!(aal1(30 * 24 * 60 * MINUTE), Arrival::Refused(Refusal::Expired));
    let aal2 = |seconds| after::<presets::Aal2>(seconds, |session| session.count = 1);
    assert_eq!(aal2(60 * MINUTE - 1), Arrival::Resumed);
    assert_eq!(aal2(60 * MINUTE), Arrival::Refused(Refusal::Idle));
    let aal3 = |seconds| after::<presets::Aal3>(seconds, |session| session.count = 1);
    assert_eq!(aal3(15 * MINUTE - 1), Arrival::Resumed);
    assert_eq!(aal3(15 * MINUTE), Arrival::Refused(Refusal::Idle));
}

#[derive(Session)]
#[session(timeouts = Timeouts::NIST_AAL2)]
enum Account {
    #[session(start, to(Admin, Guest))]
    Arriving(Arriving),
    #[session(timeouts = Timeouts::OWASP_HIGH_VALUE)]
    Admin(Admin),
    #[session(timeouts = Timeouts::OWASP_LOW_RISK, idle = "10m", to(Brief))]
    Guest(Guest),
    #[session(idle = "1m")]
    Brief(Brief),
}

#[derive(SessionState, Default)]
struct Arriving;

#[derive(SessionState)]
struct Admin;

#[derive(SessionState)]
struct Guest;

#[derive(SessionState)]
struct Brief;

/// Timeouts that a state doesn't declare are its session's.
#[test]
fn a_state_has_a_preset_of_its_own() {
    let states: Vec<_> = Account::SCHEMA.states().iter().map(|state| in_minutes(state.timeouts())).collect();
    let [arriving, admin, guest, brief] = states[..] else { panic!("four states") };
    assert_eq!(arriving, (24 * 60, Some(60), Some(30)));
    assert_eq!(admin, (4 * 60, Some(5), Some(2)));
    assert_eq!(guest, (8 * 60, Some(10), Some(5)));
    assert_eq!(brief, (24 * 60, Some(1), Some(0)), "half a minute");
}

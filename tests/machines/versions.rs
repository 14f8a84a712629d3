//! Checks what two versions of one machine read of each other's tokens when they serve side by
//! side.

use std::time::Duration;

use session_core::testing::{ManualClock, block_on, key};
use session_core::{Arrival, Clock as _, InCookie, Live, Refusal, Session, SessionState, Sessions, StateOf};

/// The older version.
mod old {
    use super::{Session, SessionState};

    #[derive(Session, Debug)]
    #[session(name = "shop", cookie = "__Host-shop", lifetime = "24h")]
    pub(super) enum Shop {
        #[session(start, to(LoggedIn resets_lifetime))]
        Anonymous(Anonymous),
        #[session(to(Anonymous))]
        LoggedIn(LoggedIn),
    }

    #[derive(SessionState, Debug, Default)]
    pub(super) struct Anonymous {
        pub(super) basket: Vec<u8>,
    }

    #[derive(SessionState, Debug)]
    pub(super) struct LoggedIn {
        pub(super) user: u8,
    }
}

/// The newer version. It has another state, a state with another name, more fields and shorter
/// times.
mod new {
    use super::{Session, SessionState};

    #[derive(Session, Debug)]
    #[session(name = "shop", cookie = "__Host-shop", lifetime = "12h")]
    pub(super) enum Shop {
        #[session(start, to(AwaitingCode))]
        Anonymous(Anonymous),
        #[session(to(SignedIn resets_lifetime), lifetime = "5m")]
        AwaitingCode(AwaitingCode),
        #[session(was = "LoggedIn", to(Anonymous), idle = "1h")]
        SignedIn(SignedIn),
    }

    #[derive(SessionState, Debug)]
    pub(super) struct Anonymous {
        pub(super) basket: Vec<u8>,
        pub(super) page_size: u8,
    }

    impl Default for Anonymous {
        fn default() -> Self {
            Self { basket: Vec::new(), page_size: 10 }
        }
    }

    #[derive(SessionState, Debug)]
    pub(super) struct AwaitingCode {
        pub(super) user: u8,
    }

    #[derive(SessionState, Debug)]
    pub(super) struct SignedIn {
        pub(super) user: u8,
        pub(super) nickname: Option<String>,
        #[session(default = 3)]
        pub(super) level: u8,
    }
}

/// A version with one more field, which has no default.
mod strict {
    use super::{Session, SessionState};

    #[derive(Session, Debug)]
    #[session(name = "shop", cookie = "__Host-shop", lifetime = "24h")]
    pub(super) enum Shop {
        #[session(start, to(LoggedIn))]
        Anonymous(Anonymous),
        LoggedIn(LoggedIn),
    }

    #[derive(SessionState, Debug, Default)]
    pub(super) struct Anonymous {
        pub(super) basket: Vec<u8>,
    }

    #[derive(SessionState, Debug)]
    pub(super) struct LoggedIn {
        pub(super) user: u8,
        pub(super) role: u8,
    }
}

/// A version from before the session had states.
#[derive(Session, Debug)]
#[session(name = "shop", cookie = "__Host-shop", lifetime = "24h")]
struct Plain {
    basket: Vec<u8>,
}

/// A visitor whose requests go to different versions.
struct Visitor {
    clock: ManualClock,
    cookie: Option<String>,
}

impl Visitor {
    fn new() -> Self {
        Self { clock: ManualClock::default(), cookie: None }
    }

    /// Sends one request to the version `S`. Returns whether a cookie was sent, and the reply.
    fn visit<S: InCookie, R>(&mut self, handler: impl FnOnce(Live<'_, S>) -> R) -> (bool, R) {
        let sessions = Sessions::<S>::options().clock(self.clock.clone()).in_cookie(key(1));
        let run = sessions.scope(self.cookie.as_deref(), async |live| handler(live));
        let (reply, closed) = block_on(run).expect("it can be stored");
        let sent = closed.set_cookie().map(|sent| format!("__Host-shop={}", sent.value()));
        let is_sent = sent.is_some();
        self.cookie = sent.or(self.cookie.take());
        (is_sent, reply)
    }

    fn arrival<S: InCookie>(&mut self) -> Arrival {
        let (is_sent, arrival) = self.visit::<S, _>(|live| live.arrival());
        assert!(!is_sent, "a read sends no cookie");
        arrival
    }

    fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    fn sign_in_at_old(&mut self) {
        self.visit::<old::Shop, _>(|live| {
            in_state::<_, old::Anonymous>(live).to(old::LoggedIn { user: 7 });
        });
    }

    fn await_code_at_new(&mut self) {
        self.visit::<new::Shop, _>(|live| {
            in_state::<_, new::Anonymous>(live).to(new::AwaitingCode { user: 7 });
        });
    }
}

fn in_state<S: Session, T: StateOf<S>>(live: Live<'_, S>) -> Live<'_, T> {
    live.in_state().unwrap_or_else(|live| panic!("{live:?}"))
}

const UNREADABLE: Arrival = Arrival::Refused(Refusal::Unreadable);
const EXPIRED: Arrival = Arrival::Refused(Refusal::Expired);

#[test]
fn a_state_that_only_one_version_knows_is_unreadable_to_the_other() {
    let mut visitor = Visitor::new();
    visitor.await_code_at_new();
    assert_eq!(visitor.arrival::<old::Shop>(), UNREADABLE);
    let (_, basket) = visitor.visit::<old::Shop, _>(|live| in_state::<_, old::Anonymous>(live).basket.clone());
    assert_eq!(basket, [0; 0], "a fresh session at the start");
    // The older version only read the session. The newer version knows its state and resumes it.
    let (_, user) = visitor.visit::<new::Shop, _>(|live| in_state::<_, new::AwaitingCode>(live).user);
    assert_eq!(user, 7);
    // A write at the older version replaces the session.
    visitor.visit::<old::Shop, _>(|live| in_state::<_, old::Anonymous>(live).basket.push(1));
    let (_, basket) = visitor.visit::<new::Shop, _>(|live| in_state::<_, new::Anonymous>(live).basket.clone());
    assert_eq!(basket, [1]);
}

#[test]
fn a_state_that_is_not_known_has_only_the_sessions_limits() {
    let mut visitor = Visitor::new();
    visitor.await_code_at_new();
    visitor.pass(5 * 60);
    assert_eq!(visitor.arrival::<new::Shop>(), EXPIRED, "the state's five minutes");
    assert_eq!(visitor.arrival::<old::Shop>(), UNREADABLE, "the older version doesn't know the state's five minutes");
    visitor.pass(24 * 60 * 60 - 5 * 60 - 1);
    assert_eq!(visitor.arrival::<old::Shop>(), UNREADABLE);
    visitor.pass(1);
    assert_eq!(visitor.arrival::<old::Shop>(), EXPIRED, "the session's lifetime");
}

#[test]
fn a_state_is_read_under_its_former_name_and_written_under_its_own() {
    let mut visitor = Visitor::new();
    visitor.sign_in_at_old();
    let (is_sent, (user, nickname, level)) = visitor.visit::<new::Shop, _>(|live| {
        let live = in_state::<_, new::SignedIn>(live);
        (live.user, live.nickname.clone(), live.level)
    });
    assert_eq!((is_sent, user, nickname, level), (false, 7, None, 3), "missing fields have their defaults");
    assert_eq!(visitor.arrival::<old::Shop>(), Arrival::Resumed, "the newer version wrote nothing");
    visitor.visit::<new::Shop, _>(|live| in_state::<_, new::SignedIn>(live).level = 4);
    assert_eq!(visitor.arrival::<old::Shop>(), UNREADABLE);
    let (_, level) = visitor.visit::<new::Shop, _>(|live| in_state::<_, new::SignedIn>(live).level);
    assert_eq!(level, 4);
}

#[test]
fn a_missing_field_of_the_start_state_has_its_default() {
    let mut visitor = Visitor::new();
    visitor.visit::<old::Shop, _>(|live| in_state::<_, old::Anonymous>(live).basket.push(1));
    let look = |live: Live<'_, new::Shop>| {
        let live = in_state::<_, new::Anonymous>(live);
        (live.basket.clone(), live.page_size)
    };
    assert_eq!(visitor.visit::<new::Shop, _>(look), (false, (vec![1], 10)));
}

#[test]
fn a_field_without_a_default_makes_an_older_token_unreadable() {
    let mut visitor = Visitor::new();
    visitor.sign_in_at_old();
    assert_eq!(visitor.arrival::<strict::Shop>(), UNREADABLE, "a role has no default");
    assert_eq!(visitor.arrival::<old::Shop>(), Arrival::Resumed);
}

#[test]
fn an_unknown_field_is_kept_until_a_transition() {
    let change = |live: Live<'_, new::Shop>| in_state::<_, new::Anonymous>(live).page_size = 50;
    let page_size = |live: Live<'_, new::Shop>| in_state::<_, new::Anonymous>(live).page_size;
    let mut visitor = Visitor::new();
    visitor.visit::<new::Shop, _>(change);
    visitor.visit::<old::Shop, _>(|live| in_state::<_, old::Anonymous>(live).basket.push(1));
    assert_eq!(visitor.visit::<new::Shop, _>(page_size).1, 50, "the older version keeps the field");
    visitor.visit::<old::Shop, _>(|live| {
        in_state::<_, old::Anonymous>(live).to(old::LoggedIn { user: 7 }).to(old::Anonymous { basket: vec![2] });
    });
    assert_eq!(visitor.visit::<new::Shop, _>(page_size).1, 10, "transitions drop the field, even if they lead back");
}

#[test]
fn limits_are_those_of_the_version_that_reads() {
    let mut visitor = Visitor::new();
    visitor.sign_in_at_old();
    // The older version knows no idle time and doesn't write `seen`. The newer version counts the
    // idle time from when the token was written.
    let cookie = visitor.cookie.clone();
    visitor.pass(60 * 60 - 1);
    let (is_sent, ends) = visitor.visit::<new::Shop, _>(|live| live.expires_at());
    assert_eq!((is_sent, ends), (true, visitor.clock.now() + Duration::from_secs(1)), "a refresh is due");
    visitor.cookie = cookie;
    visitor.pass(1);
    assert_eq!(visitor.arrival::<new::Shop>(), Arrival::Refused(Refusal::Idle));
    assert_eq!(visitor.arrival::<old::Shop>(), Arrival::Resumed);
    visitor.pass(11 * 60 * 60);
    assert_eq!(visitor.arrival::<new::Shop>(), EXPIRED, "the newer version's twelve hours");
    assert_eq!(visitor.arrival::<old::Shop>(), Arrival::Resumed, "the older version has 24 hours");
}

#[test]
fn a_machine_and_a_struct_of_one_name_refuse_each_other() {
    let mut visitor = Visitor::new();
    visitor.visit::<Plain, _>(|mut live| live.basket.push(1));
    assert_eq!(visitor.arrival::<old::Shop>(), UNREADABLE);
    visitor.sign_in_at_old();
    assert_eq!(visitor.arrival::<Plain>(), UNREADABLE);
}

//! The rules of times, as far as the macro can see them; constants are checked when the user's crate compiles.

use crate::duration::{LONGEST, Time};
use crate::errors::Errors;
use crate::model::Times;

/// What `lifetime` is when nothing is said: NIST SP 800-63B-4 §2.1.3 has 30 days as the longest at its lowest level.
pub(crate) const DEFAULT_LIFETIME: u64 = 30 * 24 * 60 * 60;

/// A time that another one is compared with: its seconds, where the macro can see them, and what the user calls it.
#[derive(Clone, Copy)]
struct Limit {
    seconds: Option<u64>,
    called: &'static str,
}

impl Limit {
    /// The session's lifetime, which there always is.
    fn lifetime(times: &Times) -> Self {
        match &times.lifetime {
            Some(lifetime) => Self { seconds: lifetime.seconds(), called: "the `lifetime`" },
            None if times.preset.is_some() => Self { seconds: None, called: "the `lifetimes`" },
            None => Self { seconds: Some(DEFAULT_LIFETIME), called: "the default `lifetime` of 30 days" },
        }
    }
}

/// Every rule of a session's times.
pub(super) fn of_session(times: &Times, errors: &mut Errors) {
    let lifetime = Limit::lifetime(times);
    check_lifetime(times, errors);
    check_idle(times, lifetime, errors);
    check_refresh(times, lifetime, errors);
}

/// Every rule of a state's times, which may only be shorter than the session's: the nearer limit is the one that counts.
pub(super) fn of_state(state: &Times, session: &Times, errors: &mut Errors) {
    let lifetime = match &state.lifetime {
        Some(lifetime) => Limit { seconds: lifetime.seconds(), called: "the state's `lifetime`" },
        None if state.preset.is_some() => Limit { seconds: None, called: "the state's `lifetimes`" },
        None => Limit::lifetime(session),
    };
    let of_session = Limit {
        called: if session.lifetime.is_some() {
            "the session's `lifetime`"
        } else {
            "the session's `lifetime`, 30 days by default"
        },
        ..Limit::lifetime(session)
    };
    if check_lifetime(state, errors) {
        check_shorter(state.lifetime.as_ref(), of_session, errors);
    }
    if check_idle(state, lifetime, errors)
        && let Some(idle) = &session.idle
    {
        check_shorter(state.idle.as_ref(), Limit { seconds: idle.seconds(), called: "the session's `idle`" }, errors);
    }
    check_refresh(state, lifetime, errors);
}

/// No session without an end, and none that browsers cut short. Says whether that is so.
fn check_lifetime(times: &Times, errors: &mut Errors) -> bool {
    let Some(lifetime) = &times.lifetime else { return true };
    match lifetime.seconds() {
        Some(0) => {
            errors.at(lifetime, "a session lives for at least one second; write \"30d\", say, or drop `lifetime` for 30 days");
        }
        Some(LONGEST..) if lifetime.seconds() != Some(LONGEST) => {
            errors.at(lifetime, "browsers keep a cookie for 400 days at most; write \"400d\" or less");
        }
        _ => return true,
    }
    false
}

/// An idle time that the lifetime leaves room for. Says whether it does.
fn check_idle(times: &Times, lifetime: Limit, errors: &mut Errors) -> bool {
    let Some(idle) = &times.idle else { return true };
    match (idle.seconds(), lifetime.seconds) {
        (Some(0), _) => errors
            .at(idle, "a session may be idle for at least one second; write \"30m\", say, or drop `idle` for no idle time"),
        (Some(idle_seconds), Some(seconds)) if idle_seconds > seconds => {
            let of = lifetime.called;
            errors.at(
                idle,
                format!("this is longer than {of}, so that it would never be reached; shorten it, or set a longer `lifetime`"),
            );
        }
        _ => return true,
    }
    false
}

/// A refresh that comes before what it is to put off.
fn check_refresh(times: &Times, lifetime: Limit, errors: &mut Errors) {
    let Some(refresh) = &times.refresh else { return };
    let (limit, of) = match &times.idle {
        Some(idle) => (idle.seconds(), "idle"),
        None if times.preset.is_some() => (None, "idle"),
        None => (lifetime.seconds, "lifetime"),
    };
    match (refresh.seconds(), limit) {
        (Some(0), _) => errors.at(refresh, "a refresh comes after at least one second; write a longer time, or drop `refresh`"),
        (Some(refresh_seconds), Some(limit)) if refresh_seconds >= limit => {
            errors.at(
                refresh,
                format!("this is not shorter than `{of}`, so that it would come too late; shorten it, or drop `refresh`"),
            );
        }
        _ => {}
    }
}

/// A state's time that the session's own leaves room for.
fn check_shorter(time: Option<&Time>, session: Limit, errors: &mut Errors) {
    let Some(time) = time else { return };
    if time.seconds().zip(session.seconds).is_some_and(|(own, session)| own > session) {
        let of = session.called;
        errors.at(
            time,
            format!(
                "a state can't outlive its session, and this is longer than {of}; shorten it, or set a longer one on the enum"
            ),
        );
    }
}

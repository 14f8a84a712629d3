//! A value of any type is either stored, and reads back equal in the next request, or closing says
//! which field can't be stored. Nothing else may happen, in either format and in any build.
//!
//! These tests open and close sessions as a server does. `testing::Browser` checks more, and a
//! release build must not need that.

mod kinds;
mod shapes;
mod table;

use session_core::testing::{ManualClock, block_on, key};
use session_core::{Arrival, CloseError, InCookie, Session, SessionError, Sessions, WriteView};
use session_flask::{FlaskConfig, FlaskKeys};

/// What became of a value.
#[derive(Debug, PartialEq)]
pub(crate) enum Fate {
    ReadsBack,
    /// The field that can't be stored, and why.
    Refused(Option<&'static str>, &'static str),
    /// There is no room for it.
    TooLarge,
}

/// Stores what `write` writes in our own format and in Flask's. Returns what became of it in each,
/// after `is_equal` looked at the session of the next request.
///
/// # Panics
///
/// If the value is lost.
pub(crate) fn fates<S: InCookie + Session + WriteView>(write: impl Fn(&mut S), is_equal: impl Fn(&S) -> bool) -> [Fate; 2] {
    let keys = FlaskKeys::new("the SECRET_KEY of the Flask application").expect("a secret");
    let options = || Sessions::<S>::options().clock(ManualClock::default());
    let flask = FlaskConfig::default().sessions_with(keys, options()).expect("Flask's own");
    [("our own", options().in_cookie(key(1))), ("Flask's", flask)].map(|(format, sessions)| {
        let fate = fate(&sessions, &write, &is_equal);
        fate.unwrap_or_else(|lost| panic!("in {format} format: {lost}"))
    })
}

fn fate<S: InCookie + Session + WriteView>(
    sessions: &Sessions<S>,
    write: impl Fn(&mut S),
    is_equal: impl Fn(&S) -> bool,
) -> Result<Fate, String> {
    let mut cookie: Option<String> = None;
    // The value is written by a first request and once more by a second one.
    for request in 1..=2 {
        let field = cookie.as_deref();
        let closed = match block_on(sessions.scope(field, async |mut live| write(&mut live))) {
            Ok((_, closed)) => closed,
            Err(SessionError::Close(CloseError::Unstorable { field, why })) if request == 1 => {
                return Ok(Fate::Refused(field, why));
            }
            Err(SessionError::Close(CloseError::TooLarge { .. })) if request == 1 => return Ok(Fate::TooLarge),
            Err(error) => return Err(format!("request {request}: {error}")),
        };
        if let Some(set) = closed.set_cookie() {
            cookie = Some(format!("{}={}", set.name(), set.value()));
        }
        let field = cookie.as_deref();
        let mut context = block_on(sessions.open(field)).expect("opening never fails");
        let live = context.live();
        let expected = if cookie.is_some() { Arrival::Resumed } else { Arrival::Fresh };
        if live.arrival() != expected {
            return Err(format!("after request {request} the session is {}", live.arrival()));
        }
        if !is_equal(&live) {
            return Err(format!("after request {request} the value is another one"));
        }
    }
    Ok(Fate::ReadsBack)
}

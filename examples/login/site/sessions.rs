//! What is remembered of a visitor, in three cookies.
//!
//! `Login` is the one to look at: four states of a sign-in would be four `Option`s in a struct,
//! and every handler would check them. Here `login.to(LoggedIn { … })` compiles where
//! `to(LoggedIn)` is declared, and a handler that takes `Live<'_, LoggedIn>` runs for visitors who
//! are signed in, and for nobody else.

use session_core::{Flash, Session, SessionState};

use super::basket::Basket;
use super::codes::AttemptId;
use super::users::UserId;

/// Who somebody is, as far as it is proven. It goes when the browser closes.
///
/// The tokens of the forms belong to it: it stands first in the handlers' tuples, and every
/// transition makes the pages from before worthless.
#[derive(Session)]
pub(crate) enum Login {
    #[session(start, to(AwaitingCode))]
    Anonymous(Anonymous),
    /// The password was right, and a code is on its way.
    #[session(to(LoggedIn resets_lifetime, Anonymous), lifetime = "5m", otherwise = "/sign-in")]
    AwaitingCode(AwaitingCode),
    /// `no_store`: after a sign-out, Back asks the server and not the browser's memory.
    #[session(to(Anonymous), idle = "30m", lifetime = "12h", otherwise = "/sign-in", no_store)]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
pub(crate) struct Anonymous {
    pub(super) basket: Basket,
}

/// The code isn't here: a visitor can read the cookie, and present it again with every guess. It
/// stays on the server, and so does the number of tries; this is only which attempt they belong
/// to.
#[derive(SessionState)]
pub(crate) struct AwaitingCode {
    pub(super) user: UserId,
    pub(super) attempt: AttemptId,
    pub(super) stay: bool,
    pub(super) basket: Basket,
}

#[derive(SessionState)]
pub(crate) struct LoggedIn {
    /// `identity`: another user would be another session.
    #[session(identity)]
    pub(super) user: UserId,
    pub(super) basket: Basket,
}

/// Whose device this is, by their own word ("stay signed in"). It outlives the browser's window,
/// and opens nothing: the account asks for `LoggedIn`.
#[derive(Session)]
#[session(persistent, lifetime = "30d")]
pub(crate) enum Device {
    #[session(start, to(Remembered resets_lifetime))]
    Unknown(Unknown),
    #[session(to(Remembered resets_lifetime))]
    Remembered(Remembered),
}

#[derive(SessionState, Default)]
pub(crate) struct Unknown;

#[derive(SessionState)]
pub(crate) struct Remembered {
    pub(super) user: UserId,
}

/// What pages need whoever sees them: what the next one is to say.
#[derive(Session)]
pub(crate) struct Page {
    pub(super) flash: Flash,
}

impl Login {
    /// Every state has a basket.
    pub(super) fn basket(&self) -> &Basket {
        match self {
            Self::Anonymous(state) => &state.basket,
            Self::AwaitingCode(state) => &state.basket,
            Self::LoggedIn(state) => &state.basket,
        }
    }

    /// The state's name, for the foot of the page.
    pub(super) fn state(&self) -> &'static str {
        match self {
            Self::Anonymous(_) => "Anonymous",
            Self::AwaitingCode(_) => "AwaitingCode",
            Self::LoggedIn(_) => "LoggedIn",
        }
    }
}

impl Device {
    /// The state's name, for the foot of the page.
    pub(super) fn state(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "Unknown",
            Self::Remembered(_) => "Remembered",
        }
    }

    /// Who uses this device, if they wanted it remembered.
    pub(super) fn user(&self) -> Option<UserId> {
        match self {
            Self::Unknown(_) => None,
            Self::Remembered(state) => Some(state.user),
        }
    }
}

//! The visitor's three sessions, each in a cookie of its own.
//!
//! `Login` is the one to look at. Without states, its four states would be four `Option`s in a
//! struct, and every handler would have to check them. Here `login.to(LoggedIn { … })` compiles
//! where `to(LoggedIn)` is declared, and a handler that takes `Live<'_, LoggedIn>` only runs for
//! visitors who are signed in.

use session_core::{Flash, Session, SessionState};

use super::basket::Basket;
use super::codes::AttemptId;
use super::users::UserId;

/// The visitor's identity, as far as it is proven. The session ends when the browser closes.
///
/// The form tokens belong to this session: it stands first in the handlers' tuples, and every
/// transition makes the forms of earlier pages worthless.
#[derive(Session)]
pub(crate) enum Login {
    #[session(start, to(AwaitingCode))]
    Anonymous(Anonymous),
    /// The password was right, and a code has been sent.
    #[session(to(LoggedIn resets_lifetime, Anonymous), lifetime = "5m", otherwise = "/sign-in")]
    AwaitingCode(AwaitingCode),
    /// With `no_store`, Back asks the server after a sign-out, and not the browser's memory.
    #[session(to(Anonymous), idle = "30m", lifetime = "12h", otherwise = "/sign-in", no_store)]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
pub(crate) struct Anonymous {
    pub(super) basket: Basket,
}

/// The code isn't in this session, because a visitor can read the cookie and present it again with
/// every guess. The code and the number of tries stay on the server, and the session only has the
/// id of the attempt that they belong to.
#[derive(SessionState)]
pub(crate) struct AwaitingCode {
    pub(super) user: UserId,
    pub(super) attempt: AttemptId,
    pub(super) stay: bool,
    pub(super) basket: Basket,
}

#[derive(SessionState)]
pub(crate) struct LoggedIn {
    /// With `identity`, a change of the user would be another session.
    #[session(identity)]
    pub(super) user: UserId,
    pub(super) basket: Basket,
}

/// The owner of this device, as far as they said so ("stay signed in"). The cookie outlives the
/// browser's window and gives no access: the account asks for `LoggedIn`.
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

/// What pages need for any visitor: the messages for the next page.
#[derive(Session)]
pub(crate) struct Page {
    pub(super) flash: Flash,
}

impl Login {
    /// Returns the basket, which every state has.
    pub(super) fn basket(&self) -> &Basket {
        match self {
            Self::Anonymous(state) => &state.basket,
            Self::AwaitingCode(state) => &state.basket,
            Self::LoggedIn(state) => &state.basket,
        }
    }

    /// Returns the state's name, for the foot of the page.
    pub(super) fn state(&self) -> &'static str {
        match self {
            Self::Anonymous(_) => "Anonymous",
            Self::AwaitingCode(_) => "AwaitingCode",
            Self::LoggedIn(_) => "LoggedIn",
        }
    }
}

impl Device {
    /// Returns the state's name, for the foot of the page.
    pub(super) fn state(&self) -> &'static str {
        match self {
            Self::Unknown(_) => "Unknown",
            Self::Remembered(_) => "Remembered",
        }
    }

    /// Returns the user of this device, if they wanted it remembered.
    pub(super) fn user(&self) -> Option<UserId> {
        match self {
            Self::Unknown(_) => None,
            Self::Remembered(state) => Some(state.user),
        }
    }
}

//! The settings that the sessions of an application share.

use std::sync::Arc;
use std::time::Duration;

use crate::cookie::Cookie;
use crate::id::{LogId, LogKey, SessionId};
use crate::limits::LEEWAY;
use crate::observer::{Observing, Reporting};
use crate::rng::RngError;
use crate::schema::State;
use crate::store::vault::Vault;
use crate::time::{Clock, Timeline, Timestamp};
use crate::token::{Format, Random, Ticket};

/// The settings that all clones of a [`Sessions`](crate::Sessions) share, and each of their
/// requests.
pub(crate) struct Config<S> {
    pub(crate) cookie: Cookie,
    pub(crate) place: Place<S>,
    /// The former cookies.
    pub(crate) former: Vec<Former<S>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Random,
    pub(crate) leeway: Duration,
    pub(crate) observer: Observing,
    /// The key of the hashes by which events name a session.
    pub(crate) log_key: LogKey,
    /// Whether every request reads back the token that it seals and looks for changes behind
    /// shared references.
    pub(crate) checked: bool,
}

/// Where sessions are kept.
pub(crate) enum Place<S> {
    /// In the visitor's cookie, in this format.
    Cookie(Arc<dyn Format<S>>),
    /// In a store. The cookie names the record.
    Store(Arc<Vault>),
}

/// An id that was drawn in a request. In a store it follows from a ticket, which was drawn.
#[derive(Clone)]
pub(crate) struct Drawn {
    pub(crate) id: SessionId,
    pub(crate) ticket: Option<Ticket>,
}

impl<S: 'static> Place<S> {
    /// Returns the first second in which a session with this timeline is refused.
    pub(crate) fn expires(&self, timeline: Timeline, state: &'static State) -> Timestamp {
        match self {
            Self::Cookie(format) => format.expires(timeline, state),
            Self::Store(vault) => timeline.expires(vault.tokens.schema().timeouts().lifetime(), state.timeouts()),
        }
    }

    /// Returns the same place for a cookie of another name.
    fn for_cookie(&self, name: &str) -> Self {
        match self {
            Self::Cookie(format) => Self::Cookie(format.for_cookie(name)),
            Self::Store(vault) => Self::Store(Arc::new(vault.for_cookie(name))),
        }
    }

    pub(crate) fn log_key(&self) -> LogKey {
        match self {
            Self::Cookie(format) => format.log_key(),
            Self::Store(vault) => vault.tokens.log_key(),
        }
    }

    /// Returns the leeway for applications that set none.
    pub(crate) fn leeway(&self) -> Duration {
        match self {
            Self::Cookie(format) => format.leeway(),
            Self::Store(_) => LEEWAY,
        }
    }

    /// Returns whether a session has an id wherever a user is known.
    pub(crate) fn has_ids(&self) -> bool {
        match self {
            Self::Cookie(format) => format.has_ids(),
            Self::Store(_) => true,
        }
    }

    /// Draws an id for a session that begins or is renewed.
    pub(crate) fn draw(&self, random: &Random) -> Result<Drawn, RngError> {
        match self {
            Self::Cookie(_) => Ok(Drawn { id: random.session_id()?, ticket: None }),
            Self::Store(_) => {
                let ticket = Ticket::draw(&*random.rng)?;
                Ok(Drawn { id: ticket.epoch_key().session_id(), ticket: Some(ticket) })
            }
        }
    }
}

/// A cookie that the session was kept in before, or that another application keeps it in. A
/// response deletes it if the request carried it.
pub(crate) struct Former<S> {
    pub(crate) cookie: Cookie,
    /// How the cookie is still read, if it is.
    pub(crate) read: Option<Source<S>>,
}

/// How sessions are read from another cookie or from another format.
pub(crate) struct Source<S> {
    pub(crate) place: Place<S>,
    /// The first second in which these sessions are no longer read.
    pub(crate) until: Timestamp,
    /// When these sessions ceased to be written. `None` if another application still writes them
    /// and so needs its cookie.
    pub(crate) written_until: Option<Timestamp>,
}

impl<S: 'static> Reporting for Config<S> {
    fn cookie_name(&self) -> &str {
        self.cookie.name()
    }

    fn has_former_cookie(&self, name: &str) -> bool {
        self.former.iter().any(|former| former.cookie.name().eq_ignore_ascii_case(name))
    }

    fn observer(&self) -> &Observing {
        &self.observer
    }

    fn log_id(&self, id: Option<SessionId>) -> LogId<'_> {
        LogId::new(&self.log_key, id)
    }
}

impl<S: 'static> Config<S> {
    /// Returns the format of sessions in cookies.
    pub(crate) fn format(&self) -> &dyn Format<S> {
        match &self.place {
            Place::Cookie(format) => &**format,
            Place::Store(_) => unreachable!("a session in a store is closed there"),
        }
    }

    /// Removes from every cookie what browsers accept over https only.
    pub(crate) fn allow_http(&mut self) {
        self.cookie = self.cookie.clone().over_http();
        self.place = self.place.for_cookie(self.cookie.name());
        for former in &mut self.former {
            former.cookie = former.cookie.clone().over_http();
            if let Some(source) = &mut former.read {
                source.place = source.place.for_cookie(former.cookie.name());
            }
        }
    }
}

impl<S> Former<S> {
    /// Returns whether another application still writes this cookie. If so, it is deleted only
    /// when the session ends or its id is renewed.
    pub(crate) fn is_in_use(&self) -> bool {
        self.read.as_ref().is_some_and(|source| source.written_until.is_none())
    }
}

// Written by hand, since `S` itself need not be `Clone`.
impl<S> Clone for Config<S> {
    fn clone(&self) -> Self {
        Self {
            cookie: self.cookie.clone(),
            place: self.place.clone(),
            former: self.former.clone(),
            clock: Arc::clone(&self.clock),
            random: self.random.clone(),
            leeway: self.leeway,
            observer: self.observer.clone(),
            log_key: self.log_key.clone(),
            checked: self.checked,
        }
    }
}

impl<S> Clone for Former<S> {
    fn clone(&self) -> Self {
        Self { cookie: self.cookie.clone(), read: self.read.clone() }
    }
}

impl<S> Clone for Source<S> {
    fn clone(&self) -> Self {
        Self { place: self.place.clone(), until: self.until, written_until: self.written_until }
    }
}

impl<S> Clone for Place<S> {
    fn clone(&self) -> Self {
        match self {
            Self::Cookie(format) => Self::Cookie(Arc::clone(format)),
            Self::Store(vault) => Self::Store(Arc::clone(vault)),
        }
    }
}

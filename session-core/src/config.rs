//! What the sessions of an application share.

use std::sync::Arc;
use std::time::Duration;

use crate::cookie::Cookie;
use crate::time::{Clock, Timestamp};
use crate::token::{Format, Random};

/// What all clones of a [`Sessions`](crate::Sessions) share, and every request of them.
pub(crate) struct Config<S> {
    pub(crate) cookie: Cookie,
    pub(crate) format: Arc<dyn Format<S>>,
    /// Cookies of earlier days.
    pub(crate) former: Vec<Former<S>>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) random: Random,
    pub(crate) leeway: Duration,
    /// Whether every request reads back what it seals, and looks for changes behind shared
    /// references.
    pub(crate) checked: bool,
}

/// A cookie that the session was kept in, or is kept in by another application. Where it is met it
/// is deleted.
pub(crate) struct Former<S> {
    pub(crate) cookie: Cookie,
    /// How it is still read.
    pub(crate) read: Option<Source<S>>,
}

/// Where sessions come from that are in another cookie, or in another format.
pub(crate) struct Source<S> {
    pub(crate) format: Arc<dyn Format<S>>,
    /// The first second in which none of them counts any more.
    pub(crate) until: Timestamp,
    /// When they ceased to be written; none if another application still writes them, and so needs
    /// its cookie.
    pub(crate) written_until: Option<Timestamp>,
}

impl<S: 'static> Config<S> {
    /// Takes from every cookie what plain http can't carry.
    pub(crate) fn allow_http(&mut self) {
        self.cookie = self.cookie.clone().over_http();
        self.format = self.format.for_cookie(self.cookie.name());
        for former in &mut self.former {
            former.cookie = former.cookie.clone().over_http();
            if let Some(source) = &mut former.read {
                source.format = source.format.for_cookie(former.cookie.name());
            }
        }
    }
}

impl<S> Former<S> {
    /// Whether another application still writes it, so that only the end of a session deletes it,
    /// or its renewal.
    pub(crate) fn is_in_use(&self) -> bool {
        self.read.as_ref().is_some_and(|source| source.written_until.is_none())
    }
}

// By hand, since `S` itself need not be `Clone`.
impl<S> Clone for Config<S> {
    fn clone(&self) -> Self {
        Self {
            cookie: self.cookie.clone(),
            format: Arc::clone(&self.format),
            former: self.former.clone(),
            clock: Arc::clone(&self.clock),
            random: self.random.clone(),
            leeway: self.leeway,
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
        Self { format: Arc::clone(&self.format), until: self.until, written_until: self.written_until }
    }
}

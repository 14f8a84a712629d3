//! From a request's cookies to its session.

use std::fmt;
use std::future::{self, Ready};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::change::is_steady;
use crate::config::{Config, Source};
use crate::context::{Cookies, RequestContext};
use crate::cookie::{CookieFields, SIZE_LIMIT, values};
use crate::error::{Origin, Refusal, SessionError};
use crate::event;
use crate::format::{Due, Opened};
use crate::session::Session;
use crate::sessions::Sessions;
use crate::time::Timestamp;

/// How many cookies of one name are looked at.
const CANDIDATES: usize = 8;

/// A session that is being opened: `await` it. With sessions in cookies it is ready at once; those on a server wait here.
#[must_use = "a session is open when this was awaited"]
pub struct Opening<S: Session>(Ready<Result<RequestContext<S>, SessionError>>);

impl<S: Session> Future for Opening<S> {
    type Output = Result<RequestContext<S>, SessionError>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.get_mut().0).poll(context)
    }
}

impl<S: Session> fmt::Debug for Opening<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening").field("session", &S::SCHEMA.name()).finish_non_exhaustive()
    }
}

impl<S: Session> Sessions<S> {
    /// Opens the session of a request from its `Cookie` fields.
    ///
    /// A cookie that fails is no error: its visitor has a fresh session, and [`Live::origin`](crate::Live::origin) says why. Of several
    /// valid ones the latest wins, and before it one in the format that is written.
    ///
    /// # Errors
    ///
    /// None with sessions in cookies; those on a server can be out of reach.
    // A named future, and no `async fn`: that would ask `CookieFields` of the argument, of its future and of the await, and make
    // one wrong argument three errors.
    pub fn open(&self, cookies: impl CookieFields) -> Opening<S> {
        Opening(future::ready(Ok(self.open_now(cookies))))
    }

    fn open_now(&self, cookies: impl CookieFields) -> RequestContext<S> {
        let config = &*self.config;
        let now = Timestamp::from(config.clock.now());
        let mut search = Search::new(config, now);
        cookies.each(|field| search.see(field));
        let Search { found, came, valid, refusal, .. } = search;
        if valid > 1 {
            event::duplicate(config.cookie.name(), valid);
        }
        let origin = match (&found, refusal) {
            (Some(_), _) => Origin::Resumed,
            (None, Some(why)) => Origin::Refused(why),
            (None, None) => Origin::Fresh,
        };
        if config.checked && found.is_none() && !is_steady::<S>() {
            event::unsteady_default(S::SCHEMA.name());
        }
        let (value, arrival) =
            found.map_or_else(|| (S::fresh(), None), |found| (found.opened.value, Some(found.opened.arrival)));
        RequestContext::new(Arc::clone(&self.config), S::SCHEMA, (value, arrival), origin, now, came)
    }
}

/// The best of a request's cookies.
struct Search<'c, S> {
    config: &'c Config<S>,
    now: Timestamp,
    found: Option<Found<S>>,
    came: Cookies,
    valid: usize,
    refusal: Option<Refusal>,
}

struct Found<S> {
    opened: Opened<S>,
    /// Whether it is in the format that is written, which wins over the others.
    is_own: bool,
}

impl<S> Found<S> {
    fn rank(&self) -> (bool, Timestamp, Timestamp) {
        let (entered, seen) = self.opened.arrival.rank();
        (self.is_own, entered, seen)
    }
}

impl<'c, S: Session> Search<'c, S> {
    fn new(config: &'c Config<S>, now: Timestamp) -> Self {
        Self { config, now, found: None, came: Cookies::default(), valid: 0, refusal: None }
    }

    /// Looks at one field.
    fn see(&mut self, field: &[u8]) {
        let own = self.config.cookie.name();
        for text in values(field, own) {
            self.came.own += 1;
            if self.came.own <= CANDIDATES {
                self.take(own, text);
            }
        }
        for (place, former) in self.config.former.iter().enumerate() {
            let name = former.cookie.name();
            for text in values(field, name).filter(|_| name != own) {
                if !self.came.former.contains(&place) {
                    self.came.former.push(place);
                }
                if former.read.is_some() && self.came.read < CANDIDATES {
                    self.came.read += 1;
                    self.take(name, text);
                }
            }
        }
    }

    /// Takes one cookie if it is better than those before it.
    fn take(&mut self, name: &str, text: &[u8]) {
        let found = match self.open(name, text) {
            Ok(found) => found,
            Err(why) => {
                event::refused(name, why);
                self.refusal = self.refusal.max(Some(why));
                return;
            }
        };
        let best = self.found.as_ref();
        self.valid += usize::from(best.is_none_or(|best| best.opened.arrival.mark != found.opened.arrival.mark));
        if best.is_none_or(|best| found.rank() > best.rank()) {
            self.found = Some(found);
        }
    }

    /// One cookie's text to a session, or why not.
    fn open(&self, name: &str, text: &[u8]) -> Result<Found<S>, Refusal> {
        let Config { cookie, format, former, leeway, .. } = self.config;
        if text.len() + name.len() > SIZE_LIMIT {
            return Err(Refusal::TooLong);
        }
        let mut refusal = None;
        if name == cookie.name() {
            match format.open(text, self.now, *leeway) {
                Ok(opened) => return Ok(Found { opened, is_own: true }),
                Err(why) => refusal = Some(why),
            }
        }
        let sources = former.iter().filter(|former| former.cookie.name() == name).filter_map(|former| former.read.as_ref());
        for source in sources.filter(|source| self.now < source.until) {
            match source.open(text, self.now, *leeway) {
                Ok(opened) => return Ok(Found { opened, is_own: false }),
                Err(why) => refusal = refusal.max(Some(why)),
            }
        }
        Err(refusal.unwrap_or(Refusal::Superseded))
    }
}

impl<S: Session> Source<S> {
    /// A session that is to move to the format that is written.
    fn open(&self, text: &[u8], now: Timestamp, leeway: Duration) -> Result<Opened<S>, Refusal> {
        let mut opened = self.format.open(text, now, leeway)?;
        if self.written_until.is_some_and(|end| opened.arrival.clocks.seen > end.after(leeway)) {
            return Err(Refusal::Superseded);
        }
        opened.arrival.due = Due::Now;
        Ok(opened)
    }
}

//! Opening: from a request's cookies to its session.

use std::fmt;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use super::Sessions;
use super::stored::{Loaded, Moves, Origin, load};
use crate::config::{Config, Place, Source};
use crate::cookie::{CookieFields, values};
use crate::error::{Arrival, OpenError, Refusal};
use crate::event;
use crate::limits::{CANDIDATES, COOKIE_SIZE};
use crate::live::{Cookies, RequestContext, Session};
use crate::observer::{Reporting as _, SessionEvent};
use crate::store::protocol::{Saw, Why};
use crate::store::vault::Vault;
use crate::time::Timestamp;
use crate::token::{Claim, Decoded, Format, Refresh, is_steady};

/// The future of a session that is being opened. With sessions in cookies it is ready at once;
/// with sessions in a store it waits for it.
#[must_use = "a session is opened only when this is awaited"]
pub struct Opening<'s, S: Session> {
    search: Search<'s, S>,
    loading: Option<Loading>,
    is_ready: bool,
}

/// The records that cookies name, on their way from a store.
type Loading = Pin<Box<dyn Future<Output = Result<Loaded, OpenError>> + Send>>;

impl<S: Session> Future for Opening<'_, S> {
    type Output = Result<RequestContext<S>, OpenError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        assert!(!self.is_ready, "a future isn't polled after it was ready");
        let loaded = match &mut self.loading {
            Some(loading) => Some(ready!(loading.as_mut().poll(context))?),
            None => None,
        };
        self.is_ready = true;
        Poll::Ready(Ok(self.search.opened(loaded)))
    }
}

// Nothing in it is pinned but the box.
impl<S: Session> Unpin for Opening<'_, S> {}

impl<S: Session> fmt::Debug for Opening<'_, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opening").field("session", &S::SCHEMA.name()).finish_non_exhaustive()
    }
}

impl<S: Session> Sessions<S> {
    /// Opens the session of a request from its `Cookie` fields.
    ///
    /// A cookie that is refused is not an error: its visitor has a fresh session, and
    /// [`Live::arrival`](crate::Live::arrival) gives the reason. Of several valid sessions, one in
    /// the current cookie and format wins. Otherwise the newer one wins: the one that entered its
    /// state last, and of equals the one that was written last. In a store, one that can be written
    /// to wins, and of these one of a known user.
    ///
    /// # Errors
    ///
    /// [`OpenError::Unavailable`] if the session is in a store that gives no answer. None with
    /// sessions in cookies.
    // This is a named future and not an `async fn`. The latter would ask `CookieFields` of the
    // argument, of its future and of the await, so that one wrong argument would cause three
    // errors.
    pub fn open(&self, cookies: impl CookieFields) -> Opening<'_, S> {
        let mut search = Search::of(&self.config, cookies);
        Opening { loading: search.loading(), search, is_ready: false }
    }

    /// Opens the session as [`open`](Self::open) does, into memory of its own.
    pub(super) async fn open_boxed(&self, cookies: impl CookieFields) -> Result<Box<RequestContext<S>>, OpenError> {
        match self.open_or_load(cookies) {
            Ok(opened) => Ok(opened),
            Err(opening) => opening.await.map(Box::new),
        }
    }

    /// Opens a session whose cookies say everything, or begins to load the records that they name.
    /// This isn't asynchronous, so that a future that opens a session has no room for the search.
    fn open_or_load(&self, cookies: impl CookieFields) -> Result<Box<RequestContext<S>>, Box<Opening<'_, S>>> {
        let mut opening = self.open(cookies);
        if opening.loading.is_some() { Err(Box::new(opening)) } else { Ok(Box::new(opening.search.opened(None))) }
    }
}

/// The search for the best of a request's cookies.
struct Search<'s, S> {
    config: &'s Arc<Config<S>>,
    now: Timestamp,
    best: Option<Decoded<S>>,
    /// Whether the best session is in the current cookie and format. Such a session wins over the
    /// others.
    best_is_own: bool,
    /// The sessions that move from their cookies into a store. In memory of its own, since most
    /// applications have none.
    moves: Option<Box<Moves>>,
    cookies: Cookies,
    refusal: Option<Refusal>,
    /// How many tags were verified of cookies with the current name, and of former cookies.
    verified: Verified,
    /// How many refusals were told that anybody can cause.
    told: usize,
    /// What cookies name in stores.
    claims: Vec<(Arc<Vault>, Claim)>,
}

#[derive(Default)]
struct Verified {
    own: usize,
    former: usize,
}

impl<'s, S: Session> Search<'s, S> {
    /// Looks at all of a request's `Cookie` fields.
    fn of(config: &'s Arc<Config<S>>, fields: impl CookieFields) -> Self {
        let mut search = Self {
            config,
            now: Timestamp::from(config.clock.now()),
            best: None,
            best_is_own: false,
            moves: None,
            cookies: Cookies::default(),
            refusal: None,
            verified: Verified::default(),
            told: 0,
            claims: Vec::new(),
        };
        fields.each(|field| search.look_at(field));
        search
    }

    /// Returns the loading of what cookies name in stores, if they do. Where sessions are in
    /// cookies, one that is there already is newer.
    fn loading(&mut self) -> Option<Loading> {
        let mut claims = self.claims.clone();
        if let (Place::Store(vault), Some(moves), Some(best)) = (&self.config.place, &mut self.moves, &self.best) {
            if let Some(claim) = moves.begin(best, self.config.checked, &self.config.random) {
                claims.push((Arc::clone(vault), claim));
            } else {
                self.refusal = Some(further(self.refusal, Refusal::Unreadable));
                self.best = None;
            }
        }
        if claims.is_empty() || self.best_is_own { None } else { Some(Box::pin(load(claims, self.now))) }
    }

    /// Makes the context of the best session that was found, or of a fresh one. A session that was
    /// loaded wins over one in a cookie.
    #[expect(clippy::inline_always, reason = "a context costs more to move than most of what opening does")]
    #[inline(always)]
    fn opened(&mut self, loaded: Option<Loaded>) -> RequestContext<S> {
        let (config, now, cookies) = (self.config, self.now, mem::take(&mut self.cookies));
        let mut visit = None;
        if let Some(mut loaded) = loaded {
            if let Some(moves) = self.moves.take() {
                loaded.moved(*moves);
            }
            let (found, stored) = loaded.resume(config, now, &mut self.refusal);
            let is_in_store = matches!(config.place, Place::Store(_));
            // A replaced ticket is that of a browser which has a newer cookie.
            let is_replaced = found.as_ref().is_some_and(|visit| visit.found.saw == Saw::Nothing(Why::Replaced));
            if is_in_store || stored.is_some() || is_replaced && self.best.is_none() {
                (visit, self.best) = (found, stored);
            }
        }
        if cookies.valid > 1 {
            event::duplicate(config.cookie.name(), cookies.valid);
        }
        let arrival = match (&self.best, self.refusal) {
            (Some(_), _) => Arrival::Resumed,
            (None, Some(why)) => Arrival::Refused(why),
            (None, None) => Arrival::Fresh,
        };
        config.observer.tell(SessionEvent::Opened(arrival));
        let (value, token) = if let Some(Decoded { value, token }) = self.best.take() {
            event::resumed(config.cookie.name(), config.log_id(token.session_id));
            (value, Some(token))
        } else {
            if config.checked && !is_steady::<S>() {
                event::unsteady_default(S::SCHEMA.name());
            }
            (S::fresh(), None)
        };
        let mut context = RequestContext::new(Arc::clone(config), S::SCHEMA, value, token, arrival, now, cookies);
        context.visit = visit;
        if let Place::Store(vault) = &config.place {
            context.under_way = Some(vault.requests.begin());
        }
        context
    }

    /// Tries the cookies of one `Cookie` field, as long as no more than [`CANDIDATES`] tags have to
    /// be verified. A text that isn't a token, or that names no key of ours, doesn't count, so that
    /// such junk can't hide the visitor's session. To tell that it is junk takes time in proportion
    /// to its length, so that all of it together is bounded by the length of the request's header.
    fn look_at(&mut self, field: &[u8]) {
        let own = self.config.cookie.name();
        for text in values(field, own) {
            self.cookies.own += 1;
            if self.verified.own < CANDIDATES {
                self.take(own, text);
            }
        }
        for (place, former) in self.config.former.iter().enumerate() {
            let name = former.cookie.name();
            for text in values(field, name).filter(|_| name != own) {
                if !self.cookies.former.contains(&place) {
                    self.cookies.former.push(place);
                }
                if former.read.is_some() && self.verified.former < CANDIDATES {
                    self.take(name, text);
                }
            }
        }
    }

    /// Takes the session of one cookie's text, and notes why the text is refused if it has none.
    fn take(&mut self, name: &str, text: &[u8]) {
        let Err(why) = self.decode(name, text) else { return };
        // A request may carry thousands of texts that are none.
        if why.is_authentic() || self.told < CANDIDATES {
            self.told += usize::from(!why.is_authentic());
            event::refused(name, why);
            self.config.observer.tell(SessionEvent::CookieRefused(why));
        }
        self.refusal = Some(further(self.refusal, why));
    }

    /// Decodes one cookie's text in the current format, or else in those that are still read, and
    /// keeps its session.
    fn decode(&mut self, name: &str, text: &[u8]) -> Result<(), Refusal> {
        let (config, now) = (self.config, self.now);
        if text.len() + name.len() > COOKIE_SIZE {
            return Err(Refusal::TooLong);
        }
        let mut refusal = None;
        if name == config.cookie.name() {
            let tried = match &config.place {
                Place::Cookie(format) => self.keep(name, format.decode(text, now, config.leeway), None, true),
                Place::Store(vault) => self.claim(name, vault, vault.tokens.decode(text, now, config.leeway)),
            };
            match tried {
                Ok(()) => return Ok(()),
                Err(why) => refusal = Some(why),
            }
        }
        let sources = config.former.iter().filter(|former| former.cookie.name() == name);
        for source in sources.filter_map(|former| former.read.as_ref()).filter(|source| now < source.until) {
            let tried = match &source.place {
                Place::Cookie(format) => {
                    let decoded = source.decode(&**format, text, now, config.leeway);
                    let moves = matches!(config.place, Place::Store(_));
                    let origin = decoded.as_ref().ok().filter(|_| moves).map(|decoded| Origin::of(source, text, decoded));
                    self.keep(name, decoded, origin, false)
                }
                Place::Store(vault) => self.claim(name, vault, source.claim(vault, text, now, config.leeway)),
            };
            match tried {
                Ok(()) => return Ok(()),
                Err(why) => refusal = Some(further(refusal, why)),
            }
        }
        Err(refusal.unwrap_or(Refusal::Superseded))
    }

    /// Keeps what a cookie names in a store. Counts the tag if it was verified.
    fn claim(&mut self, name: &str, vault: &Arc<Vault>, claim: Result<Claim, Refusal>) -> Result<(), Refusal> {
        let has_current_name = name == self.config.cookie.name();
        let verified = if has_current_name { &mut self.verified.own } else { &mut self.verified.former };
        *verified += usize::from(claim.as_ref().err().is_none_or(|why| why.is_of_tag_or_later()));
        let claim = claim?;
        if has_current_name {
            self.cookies.valid += 1;
            self.cookies.persistent |= claim.persistent;
        }
        self.claims.push((Arc::clone(vault), claim));
        Ok(())
    }

    /// Keeps a decoded session if it is better than those before it. Counts the tag if it was
    /// verified.
    fn keep(
        &mut self,
        name: &str,
        decoded: Result<Decoded<S>, Refusal>,
        origin: Option<Origin>,
        is_own: bool,
    ) -> Result<(), Refusal> {
        let has_current_name = is_own || name == self.config.cookie.name();
        let verified = if has_current_name { &mut self.verified.own } else { &mut self.verified.former };
        *verified += usize::from(decoded.as_ref().err().is_none_or(|why| why.is_of_tag_or_later()));
        let token = match &decoded {
            Ok(decoded) => &decoded.token,
            Err(why) => return Err(*why),
        };
        if has_current_name {
            self.cookies.valid += 1;
            self.cookies.persistent |= token.persistent;
        }
        let rank = (is_own, token.rank());
        if self.best.as_ref().is_none_or(|best| rank > (self.best_is_own, best.token.rank())) {
            (self.best, self.best_is_own) = (decoded.ok(), is_own);
            if let Some(origin) = origin {
                self.moves.get_or_insert_default().found_better(origin);
            }
        } else if let Some(origin) = origin {
            self.moves.get_or_insert_default().found(origin);
        }
        Ok(())
    }
}

/// Returns the refusal of a text that got further than another one, or of the text alone.
fn further(earlier: Option<Refusal>, why: Refusal) -> Refusal {
    earlier.map_or(why, |earlier| earlier.or_further(why))
}

impl<S: Session> Source<S> {
    /// Decodes a session in a former format, and marks it to be rewritten in the current one.
    fn decode(&self, format: &dyn Format<S>, text: &[u8], now: Timestamp, leeway: Duration) -> Result<Decoded<S>, Refusal> {
        let mut decoded = format.decode(text, now, leeway)?;
        // `written` may be later than when the token was sealed.
        self.check(decoded.token.timeline.seen, leeway)?;
        decoded.token.refresh = Refresh::Now;
        Ok(decoded)
    }

    /// Decodes the cookie of a session that is in a store so far.
    fn claim(&self, vault: &Vault, text: &[u8], now: Timestamp, leeway: Duration) -> Result<Claim, Refusal> {
        let claim = vault.tokens.decode(text, now, leeway)?;
        self.check(claim.written, leeway)?;
        Ok(claim)
    }

    /// Refuses what was written after these sessions had ceased to be written.
    fn check(&self, written: Timestamp, leeway: Duration) -> Result<(), Refusal> {
        let is_late = self.written_until.is_some_and(|end| written > end.after(leeway));
        if is_late { Err(Refusal::Superseded) } else { Ok(()) }
    }
}

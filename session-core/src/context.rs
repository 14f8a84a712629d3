//! One request's session, from its cookies to its response. Here the stages meet, and only here.

use std::fmt;
use std::future::{self, Ready};
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::clocks::Clocks;
use crate::closed::{Closed, Sends};
use crate::codec::{self, Unknown};
use crate::cookie::{CookieFields, SIZE_LIMIT, SetCookie, values};
use crate::current::{Current, ROOM, USUAL};
use crate::draft::{self, Draft};
use crate::error::{Origin, Refusal, SessionError};
use crate::event;
use crate::lifecycle::{Came, Did, Goes, decide};
use crate::live::Live;
use crate::rng::RngError;
use crate::seal::{Header, Role, Sid, TAG, put_text, text_length};
use crate::session::Session;
use crate::sessions::Sessions;
use crate::time::Timestamp;

/// How many cookies of one name are looked at.
const CANDIDATES: usize = 8;

/// Proxies limit all cookies of a request together, often to 8 KB: from here on a session takes more than its share.
const LARGE: usize = 2048;

/// A request that took longer sends no refresh: its answer may arrive after those of later ones, and would put an older
/// session back.
const LATE: Duration = Duration::from_secs(30);

/// Owns the session of one request.
///
/// An integration opens it before the handler, lends the handle out, and closes it when the response exists and before it is
/// sent. Dropped without being closed (a panic, a client that hung up), it changes nothing.
///
/// ```
/// # use session_core::{Key, Session, Sessions};
/// # #[derive(Session)]
/// # struct Visits { count: u32 }
/// # async fn respond() -> Result<(), session_core::SessionError> {
/// # let sessions = Sessions::<Visits>::in_cookie(Key::generate());
/// let mut context = sessions.open(Some("theme=dark")).await?;
/// context.live().count += 1;
/// let closed = context.close().await?;
/// assert!(closed.set_cookie().is_some());
/// # Ok(())
/// # }
/// # session_core::testing::block_on(respond()).unwrap();
/// ```
pub struct RequestContext<S: Session> {
    sessions: Sessions<S>,
    current: Current<S>,
    came: Option<Arrival>,
    /// Cookies of our name that the request carried, valid or not.
    cookies: usize,
}

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

/// What a valid cookie brought besides the value.
struct Arrival {
    header: Header,
    clocks: Clocks,
    tag: [u8; TAG],
    role: Role,
    unknown: Unknown,
}

impl<S: Session> Sessions<S> {
    /// Opens the session of a request from its `Cookie` fields.
    ///
    /// A cookie that fails is no error: its visitor has a fresh session, and [`Live::origin`] says why. Of several valid ones the
    /// latest wins.
    ///
    /// # Errors
    ///
    /// None with sessions in cookies; those on a server can be out of reach.
    // A named future, and no `async fn`: that would ask `CookieFields` of the argument, of its future and of the await, and make
    // one wrong argument three errors.
    pub fn open(&self, cookies: impl CookieFields) -> Opening<S> {
        Opening(future::ready(Ok(self.open_now(cookies))))
    }

    /// Opens the session, runs `f` on it, and closes it: a request without a framework.
    ///
    /// ```
    /// # use session_core::{Key, Session, Sessions, SessionError};
    /// # #[derive(Session)]
    /// # struct Visits { count: u32 }
    /// # async fn serve() -> Result<(), SessionError> {
    /// # let sessions = Sessions::<Visits>::in_cookie(Key::generate());
    /// let (reply, closed) = sessions
    ///     .scope(None, async |mut visits| {
    ///         visits.count += 1;
    ///         format!("Visit number: {}", visits.count)
    ///     })
    ///     .await?;
    /// assert_eq!(reply, "Visit number: 1");
    /// assert!(closed.set_cookie().is_some());
    /// # Ok(())
    /// # }
    /// # session_core::testing::block_on(serve()).unwrap();
    /// ```
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open) and [`RequestContext::close`].
    pub async fn scope<R>(
        &self,
        cookies: impl CookieFields,
        f: impl AsyncFnOnce(Live<'_, S>) -> R,
    ) -> Result<(R, Closed), SessionError> {
        let mut context = self.open(cookies).await?;
        let reply = f(context.live()).await;
        Ok((reply, context.close().await?))
    }

    fn open_now(&self, cookies: impl CookieFields) -> RequestContext<S> {
        let config = &*self.config;
        let name = config.cookie.name();
        let now = Timestamp::from(config.clock.now());
        let mut found: Option<(S, Arrival)> = None;
        let (mut cookies_seen, mut valid, mut refusal) = (0, 0, None);
        cookies.each(|field| {
            for text in values(field, name) {
                cookies_seen += 1;
                if cookies_seen > CANDIDATES {
                    continue;
                }
                match self.open_one(text, now) {
                    Ok(one) => {
                        valid += usize::from(found.as_ref().is_none_or(|(_, best)| one.1.tag != best.tag));
                        if found.as_ref().is_none_or(|(_, best)| one.1.rank() > best.rank()) {
                            found = Some(one);
                        }
                    }
                    Err(why) => {
                        event::refused(name, why);
                        refusal = refusal.max(Some(why));
                    }
                }
            }
        });
        if valid > 1 {
            event::duplicate(name, valid);
        }
        let (value, came, origin) = match (found, refusal) {
            (Some((value, came)), _) => (value, Some(came), Origin::Resumed),
            (None, Some(why)) => (S::fresh(), None, Origin::Refused(why)),
            (None, None) => (S::fresh(), None, Origin::Fresh),
        };
        if config.checked && came.is_none() && !draft::is_steady::<S>() {
            event::unsteady_default(S::SCHEMA.name());
        }
        let clocks = came.as_ref().map_or(Clocks::starting(now), |came| came.clocks);
        let persistent = came.as_ref().map_or(S::SCHEMA.is_persistent(), |came| came.header.persistent);
        let current = Current::new(value, origin, now, clocks, persistent, config.checked);
        RequestContext { sessions: self.clone(), current, came, cookies: cookies_seen }
    }

    /// One cookie's text to a session, or why not. Nothing but the places that name version and key is looked at before the
    /// tag is found good.
    fn open_one(&self, text: &[u8], now: Timestamp) -> Result<(S, Arrival), Refusal> {
        let config = &*self.config;
        if text.len() + config.cookie.name().len() > SIZE_LIMIT {
            return Err(Refusal::TooLong);
        }
        if text.len() <= text_length(USUAL) {
            self.open_in(&mut [0; USUAL], text, now)
        } else {
            self.open_in(&mut [0; ROOM], text, now)
        }
    }

    /// `room` takes the token's bytes.
    fn open_in(&self, room: &mut [u8], text: &[u8], now: Timestamp) -> Result<(S, Arrival), Refusal> {
        let config = &*self.config;
        let opened = config.ring.open(text, room)?;
        let header = opened.header;
        if header.entered.is_some() {
            return Err(Refusal::Malformed);
        }
        // A type that has only now been given an idle time counts it from the beginning.
        let clocks = Clocks { began: header.began, seen: header.seen.unwrap_or(header.began) };
        clocks.judge(S::SCHEMA.times(), now, config.leeway)?;
        let (value, unknown) = codec::decode(opened.body, S::SCHEMA.removed()).map_err(|error| {
            event::unreadable(config.cookie.name(), error.field);
            Refusal::Unreadable
        })?;
        Ok((value, Arrival { header, clocks, tag: opened.tag, role: opened.role, unknown }))
    }
}

impl Arrival {
    /// Of several valid sessions the greatest wins, and the first of equals.
    fn rank(&self) -> (Timestamp, Timestamp) {
        (self.header.entered.unwrap_or(self.clocks.began), self.clocks.seen)
    }

    /// Whether a mere read seals it anew.
    fn is_due<S: Session>(&self, now: Timestamp) -> bool {
        self.role == Role::Retired || self.clocks.is_refresh_due(S::SCHEMA.times(), now)
    }
}

impl<S: Session> RequestContext<S> {
    /// The handle. One at a time.
    pub fn live(&mut self) -> Live<'_, S> {
        Live { current: &mut self.current }
    }

    /// Ends the request: decides what the response carries.
    ///
    /// # Errors
    ///
    /// With sessions in cookies only because of what the handler wrote: a value that can't be stored, or too much of it. Then
    /// nothing is to be sent, and the visitor keeps the old cookie.
    #[expect(clippy::unused_async, reason = "sessions that are kept on a server wait here")]
    pub async fn close(self) -> Result<Closed, SessionError> {
        let cookie = self.sessions.config.cookie.name();
        self.close_now().inspect_err(|error| event::failed(cookie, error))
    }

    fn close_now(self) -> Result<Closed, SessionError> {
        let config = &*self.sessions.config;
        let now = Timestamp::from(config.clock.now());
        let mut draft = Draft::new();
        let did = if self.current.is_untouched() {
            self.current.did(None)?
        } else {
            draft.put_fields(&self.current.value)?;
            match draft.fields() {
                Some(fields) => self.current.did(Some(fields))?,
                None => Did::Wrote,
            }
        };
        let came = match &self.came {
            _ if self.cookies == 0 => Came::Nothing,
            Some(came) if !self.current.ended => Came::Valid { due: came.is_due::<S>(now) },
            _ => Came::Refused,
        };
        let goes = decide(came, did);
        let twin = || if self.cookies > 1 { config.cookie.twin().as_ref().map(SetCookie::deletion) } else { None };
        let sends = match goes {
            Goes::Nothing => Sends::Nothing,
            Goes::Delete => Sends::Change { twin: twin(), cookie: SetCookie::deletion(&config.cookie) },
            Goes::Reissue if now.since(self.current.opened) > LATE => Sends::Nothing,
            Goes::Reissue => match self.seal(goes, now, &mut draft) {
                Ok(cookie) => {
                    event::reissued(config.cookie.name());
                    Sends::Reissue(cookie)
                }
                Err(_) => Sends::Nothing,
            },
            Goes::Begin | Goes::Continue | Goes::Renew => {
                Sends::Change { cookie: self.seal(goes, now, &mut draft)?, twin: twin() }
            }
        };
        let may_be_readable_elsewhere = [Refusal::UnknownKey, Refusal::Unreadable, Refusal::FromTheFuture];
        if let (Goes::Begin, Origin::Refused(why)) = (goes, self.current.origin)
            && may_be_readable_elsewhere.contains(&why)
        {
            event::replaced(config.cookie.name(), why);
        }
        Ok(Closed::new(sends, S::SCHEMA.is_no_store()))
    }

    /// The session as it is now, as a cookie.
    fn seal(&self, goes: Goes, now: Timestamp, draft: &mut Draft) -> Result<SetCookie, SessionError> {
        let config = &*self.sessions.config;
        let times = S::SCHEMA.times();
        // A session that begins has nothing of the one before.
        let came = self.came.as_ref().filter(|_| goes != Goes::Begin);
        let clocks = came.map_or(Clocks::starting(self.current.opened), |came| came.clocks).seen_at(now);
        let header = Header {
            key_id: config.ring.current_id(),
            persistent: self.current.persistent.wanted,
            began: clocks.began,
            entered: None,
            seen: times.refresh().map(|_| clocks.seen),
            sid: self.sid(goes)?,
        };
        if draft.is_empty() {
            draft.put_fields(&self.current.value)?;
        }
        if config.checked || draft.is_doubtful() {
            draft.read_back::<S>()?;
        }
        let size = |unknown: &Unknown| config.cookie.name().len() + text_length(draft.size::<S>(&header, unknown));
        let nothing = Unknown::default();
        let kept = came.filter(|_| goes != Goes::Renew).map_or(&nothing, |came| &came.unknown);
        let unknown = if size(kept) > SIZE_LIMIT { &nothing } else { kept };
        let dropped = kept.dropped + kept.bytes.len() - unknown.bytes.len();
        if dropped > 0 {
            event::dropped_unknown(config.cookie.name(), dropped);
        }
        let size = size(unknown);
        if size > SIZE_LIMIT {
            return Err(SessionError::TooLarge { size, limit: SIZE_LIMIT });
        }
        if size > LARGE {
            event::large(config.cookie.name(), size);
        }
        let token = draft.seal::<S>(&header, unknown, &config.ring);
        let max_age = header.persistent.then(|| clocks.expires(times).since(now));
        Ok(SetCookie::new(&config.cookie, max_age, text_length(token.len()), |text| put_text(token, text)))
    }

    /// The session's id: types with an `identity` have one, new at every beginning and renewal.
    fn sid(&self, goes: Goes) -> Result<Option<Sid>, SessionError> {
        if S::FIELDS.iter().all(|field| !field.is_identity()) {
            return Ok(None);
        }
        let came = self.came.as_ref().and_then(|came| came.header.sid);
        match (goes, came) {
            (Goes::Reissue, came) => Ok(came),
            (Goes::Continue, Some(came)) => Ok(Some(came)),
            _ => {
                let mut id = [0; 16];
                self.sessions.config.rng.fill(&mut id).map_err(|RngError| SessionError::NoRandomness)?;
                Ok(Some(Sid(id)))
            }
        }
    }
}

/// Shows where the session came from, never what is in it.
impl<S: Session> fmt::Debug for RequestContext<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequestContext")
            .field("session", &S::SCHEMA.name())
            .field("origin", &self.current.origin)
            .finish_non_exhaustive()
    }
}

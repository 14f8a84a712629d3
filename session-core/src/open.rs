//! From a request's cookies to its session.

use std::fmt;
use std::future::{self, Ready};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use crate::arrival::Arrival;
use crate::change::{ROOM, USUAL};
use crate::clocks::{Clocks, Limits};
use crate::codec;
use crate::context::RequestContext;
use crate::cookie::{CookieFields, SIZE_LIMIT, values};
use crate::draft::{self, without_padding};
use crate::error::{Origin, Refusal, SessionError};
use crate::event;
use crate::schema::State;
use crate::seal::text_length;
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
    /// A cookie that fails is no error: its visitor has a fresh session, and [`Live::origin`](crate::Live::origin) says why. Of several valid ones the
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

    fn open_now(&self, cookies: impl CookieFields) -> RequestContext<S> {
        let config = &*self.config;
        let name = config.cookie.name();
        let now = Timestamp::from(config.clock.now());
        let mut found: Option<(S, Arrival)> = None;
        let (mut cookies_seen, mut former, mut valid, mut refusal) = (0, 0, 0, None);
        cookies.each(|field| {
            for (bit, cookie) in config.former.iter().enumerate().take(32) {
                let came = cookie.name() != name && values(field, cookie.name()).next().is_some();
                former |= u32::from(came) << bit;
            }
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
        let origin = match (&found, refusal) {
            (Some(_), _) => Origin::Resumed,
            (None, Some(why)) => Origin::Refused(why),
            (None, None) => Origin::Fresh,
        };
        if config.checked && found.is_none() && !draft::is_steady::<S>() {
            event::unsteady_default(S::SCHEMA.name());
        }
        let (value, came) = found.map_or_else(|| (S::fresh(), None), |(value, came)| (value, Some(came)));
        RequestContext::new(Arc::clone(&self.config), S::SCHEMA, (value, came), origin, now, (cookies_seen, former))
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
        let opened = config.ring.open(text, room, now)?;
        let (header, schema) = (opened.header, S::SCHEMA);
        if header.entered.is_some() != schema.is_machine() {
            return Err(Refusal::Malformed);
        }
        let entered = header.entered.unwrap_or(header.began);
        // A type or state that has only now been given an idle time counts it from its beginning.
        let clocks = Clocks { began: header.began, entered, seen: header.seen.unwrap_or(entered) };
        let body = if header.padded { without_padding(opened.body).unwrap_or_default() } else { opened.body };
        // A state that this version doesn't know has no limits of its own; it is found unreadable below.
        let is_current = header.version == schema.version();
        let state = if is_current { codec::state_of(body, schema.states()) } else { None };
        let state = state.map_or(schema.times(), State::times);
        clocks.judge(Limits { session: schema.times(), state }, now, config.leeway)?;
        let (value, unknown) = codec::decode::<S>(body, header.version).map_err(|error| {
            event::unreadable(config.cookie.name(), error.field);
            Refusal::Unreadable
        })?;
        // The state of an older version is known only now.
        clocks.judge(Limits { session: schema.times(), state: value.state().times() }, now, config.leeway)?;
        event::opened(config.cookie.name(), header.key_id, opened.role.name());
        Ok((value, Arrival { header, clocks, tag: opened.tag, role: opened.role, unknown }))
    }
}

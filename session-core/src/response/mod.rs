//! The headers that a response has to carry when its session is closed.

mod caching;
mod clear_site_data;
mod closings;
mod header;
mod not_closed;
mod report;
mod sending;

use std::mem;

use crate::cookie::{SetCookie, deletes_another};
use crate::error::CloseError;
use crate::event;
use crate::observer::SessionEvent;
use crate::schema::{Schema, State};

pub use clear_site_data::SiteData;
pub use closings::Closings;
pub use header::ResponseHeader;
pub use not_closed::NotClosed;
pub(crate) use report::Report;
pub(crate) use sending::Sending;

use caching::Caching;
use sending::Part;

/// The headers that a response has to carry when its session is closed.
///
/// An integration uses [`headers_beside`](Self::headers_beside) with the response it has. A
/// program that writes its responses by hand uses [`headers`](Self::headers). Whoever asks for
/// them sends them: that is when events and an [`Observer`](crate::Observer) are told, once, what
/// became of the session.
#[derive(Debug)]
#[must_use = "a session that changed is lost unless the response carries these headers"]
pub struct ResponseHeaders {
    first: Part,
    /// What the other sessions of the same request send.
    others: Vec<Part>,
    no_store: bool,
    clears: SiteData,
}

impl ResponseHeaders {
    pub(crate) fn new(sending: Sending, report: Option<Report>, no_store: bool) -> Self {
        Self { first: Part::new(sending, report), others: Vec::new(), no_store, clears: SiteData::NOTHING }
    }

    pub(crate) fn clearing(mut self, clears: SiteData) -> Self {
        self.clears = clears;
        self
    }

    /// Notes that a store has the session as it is now.
    pub(crate) fn committed(mut self) -> Self {
        self.first.is_committed = true;
        self
    }

    /// Returns what became of the session.
    pub(crate) fn outcome(&self) -> Option<SessionEvent<'static>> {
        self.first.outcome()
    }

    /// Drops the cookie, since the session stays where it is.
    pub(crate) fn unsent(mut self) -> Self {
        self.first.sending = Sending::Nothing;
        self
    }

    /// Notes that a store has left the session to the cookie, so that nothing holds that back.
    pub(crate) fn moved(mut self) -> Self {
        self.first.sending = match self.first.sending {
            Sending::Refresh { others, cookie } => Sending::Change { others, cookie },
            sending => sending,
        };
        self.committed()
    }

    /// Creates the headers of a response without sessions, or of one whose sessions are closed
    /// elsewhere.
    pub fn nothing() -> Self {
        Self::new(Sending::Nothing, None, false)
    }

    /// Adds the headers of another session of the same request.
    pub fn beside(mut self, other: Self) -> Self {
        self.others.push(other.first);
        self.others.extend(other.others);
        self.no_store |= other.no_store;
        self.clears = self.clears.or(other.clears);
        self
    }

    /// Joins what closing two sessions of the same request gave. If one of them couldn't be closed,
    /// nothing of the other is sent, which is told, unless a store has it.
    pub(crate) fn joined(one: Result<Self, NotClosed>, other: Result<Self, NotClosed>) -> Result<Self, NotClosed> {
        match (one, other) {
            (Ok(one), Ok(other)) => Ok(one.beside(other)),
            (Ok(closed), Err(NotClosed { why, headers })) => {
                Err(NotClosed { why, headers: Box::new(closed.only_committed().beside(*headers)) })
            }
            (Err(NotClosed { why, headers }), Ok(closed)) => {
                Err(NotClosed { why, headers: Box::new(headers.beside(closed.only_committed())) })
            }
            (Err(one), Err(other)) => {
                let is_first = !matches!(one.why, CloseError::OtherNotClosed);
                let why = if is_first { one.why } else { other.why };
                Err(NotClosed { why, headers: Box::new(one.headers.beside(*other.headers)) })
            }
        }
    }

    /// Returns the headers of those sessions that a store has as they are now. Of the others it
    /// tells that nothing is sent.
    fn only_committed(self) -> Self {
        let mut kept = Self { no_store: self.no_store, ..Self::nothing() };
        for part in std::iter::once(self.first).chain(self.others) {
            if part.is_committed {
                kept.others.push(part);
            } else {
                part.tell_not_closed(&CloseError::OtherNotClosed);
            }
        }
        kept
    }

    fn parts(&self) -> impl Iterator<Item = &Part> {
        std::iter::once(&self.first).chain(&self.others)
    }

    fn parts_mut(&mut self) -> impl Iterator<Item = &mut Part> {
        std::iter::once(&mut self.first).chain(&mut self.others)
    }

    fn sending(&self) -> impl Iterator<Item = &Sending> {
        self.parts().map(|part| &part.sending)
    }

    /// Creates the headers of a response that an integration makes itself because the session
    /// couldn't be opened or closed: no cookie, but what caches have to know.
    pub fn without_cookie(schema: &'static Schema) -> Self {
        Self::new(Sending::Nothing, None, schema.is_no_store() || schema.states().iter().any(State::is_no_store))
    }

    /// Returns the cookie that is sent, if there is one; of several sessions, the first one's.
    pub fn set_cookie(&self) -> Option<&SetCookie> {
        self.set_cookies().next()
    }

    /// Returns the cookies that are sent: at most one for each session. Deletions of other cookies
    /// are not among them.
    pub fn set_cookies(&self) -> impl Iterator<Item = &SetCookie> {
        self.sending().filter_map(Sending::cookie)
    }

    /// Checks that every cookie that is sent has a name of its own, also beside the cookies that
    /// the response sets already (its `Set-Cookie` headers). A browser keeps the last of two
    /// cookies with one name, and what the other session wrote would be lost. So would it be if the
    /// cookie is a former one of another session, which deletes it. A deletion of a cookie with
    /// another path or domain may have the same name.
    ///
    /// A refresh may wait for another response, so one that can't be sent isn't.
    ///
    /// # Errors
    ///
    /// [`CloseError::CookieTaken`]. Then nothing of any session is sent, which is told. What is in
    /// a store already stays among the headers.
    pub fn check_names<'h>(&mut self, already: impl IntoIterator<Item = &'h [u8]>) -> Result<(), CloseError> {
        let already: Vec<&[u8]> = already.into_iter().collect();
        let count = 1 + self.others.len();
        let taken: Vec<usize> = (0..count).filter(|place| self.is_taken(*place, &already)).collect();
        let mut refused = None;
        for (place, part) in self.parts_mut().enumerate() {
            if !taken.contains(&place) {
                continue;
            }
            let why = CloseError::CookieTaken;
            if part.sending.is_refresh() {
                part.drop_refresh(&why);
            } else {
                part.tell_not_closed(&why);
                refused = Some(why);
            }
        }
        let Some(why) = refused else {
            // What the response itself does with another cookie is newer than a deletion of ours.
            self.parts_mut().for_each(|part| part.sending.leave_to(&already));
            return Ok(());
        };
        *self = mem::replace(self, Self::nothing()).only_committed();
        Err(why)
    }

    /// Returns the headers for a response that has none of its own.
    pub fn headers(&self) -> Vec<ResponseHeader<'_>> {
        self.headers_beside(200, [])
    }

    /// Returns the headers for a response with this status and these headers of its own, given as
    /// lower-case names and values.
    ///
    /// | header | when |
    /// | --- | --- |
    /// | `Vary: Cookie` | always, unless the response says so already (or `*`) |
    /// | `Cache-Control: no-store` | if there is a `Set-Cookie`, or the type or state says `no_store`; then in place of the response's own, and of what it tells CDNs, nginx (`X-Accel-Expires`) and old caches (`Expires`) |
    /// | `Cache-Control: private` | otherwise, if the response has no `Cache-Control` |
    /// | `Clear-Site-Data` | if the session was ended by [`Live::end_and_clear`](crate::Live::end_and_clear) |
    /// | `Set-Cookie` | if there is one. A refresh waits for another response when this one is a 304 or a shared cache may store it (RFC 9111 §3) |
    pub fn headers_beside<'h>(
        &self,
        status: u16,
        own: impl IntoIterator<Item = (&'h str, &'h [u8])>,
    ) -> Vec<ResponseHeader<'_>> {
        let mut own = own.into_iter();
        self.headers_for(status, &mut |see| own.by_ref().for_each(|(name, value)| see(name, value))).collect()
    }

    /// Returns the headers as [`headers_beside`](Self::headers_beside) does, for a response that
    /// shows its headers one by one: `own` calls its argument with each of them.
    pub fn headers_for<'c>(
        &'c self,
        status: u16,
        own: &mut dyn FnMut(&mut See<'_>),
    ) -> impl Iterator<Item = ResponseHeader<'c>> + use<'c> {
        let mut caching = Caching::default();
        own(&mut |name, value| caching.see(name, value));
        let change = self.sending().find(|sending| sending.is_change());
        if let Some(cookie) = change.and_then(Sending::cookie).filter(|_| caching.is_shared()) {
            event::cache_overridden(cookie.name());
        }
        let is_no_store = self.no_store || change.is_some();
        let holds_back_refresh = caching.holds_back_refresh(status, is_no_store);
        self.parts().for_each(|part| part.tell(status, holds_back_refresh));
        let sent = self.sending().filter(|sending| !(holds_back_refresh && sending.is_refresh()));
        let cookies = once(sent.flat_map(|sending| sending.others().iter().chain(sending.cookie())));
        let clears = self.clears.as_str().map(|clears| ResponseHeader::replacing("clear-site-data", clears));
        let caching = caching.headers(is_no_store || !cookies.is_empty());
        caching.chain(cookies.into_iter().map(|cookie| ResponseHeader::of_cookie(cookie.as_str()))).chain(clears)
    }

    /// Returns whether the cookie of the session at `place` has the name of an earlier one, of one
    /// that the response sets `already`, or of one that another session deletes.
    fn is_taken(&self, place: usize, already: &[&[u8]]) -> bool {
        let Some(ours) = self.sending().nth(place).and_then(Sending::cookie) else { return false };
        let has_its_name = |name: &[u8]| name.eq_ignore_ascii_case(ours.name().as_bytes());
        let mut by_the_response = already.iter().filter(|header| has_its_name(name_in(header)));
        let mut earlier = self.sending().take(place).filter_map(Sending::cookie);
        // A session deletes no cookie in the place of its own.
        let mut deletions = self.sending().flat_map(Sending::others);
        by_the_response.any(|header| !deletes_another(header, ours))
            || earlier.any(|earlier| has_its_name(earlier.name().as_bytes()))
            || deletions.any(|deletion| deletion.place() == ours.place())
    }
}

/// What is shown a header of a response: its name in lower case, and its value.
type See<'s> = dyn FnMut(&str, &[u8]) + 's;

/// Returns the cookies without a second deletion of one. Former cookies may have several names in
/// settings, and several sessions may have had one.
fn once<'c>(all: impl Iterator<Item = &'c SetCookie>) -> Vec<&'c SetCookie> {
    let mut cookies: Vec<&SetCookie> = Vec::new();
    for cookie in all {
        let deleted = |earlier: &&SetCookie| earlier.is_deletion() && earlier.place() == cookie.place();
        if !(cookie.is_deletion() && cookies.iter().any(deleted)) {
            cookies.push(cookie);
        }
    }
    cookies
}

/// Returns the name in a `Set-Cookie` header.
fn name_in(header: &[u8]) -> &[u8] {
    header.split(|byte| matches!(byte, b'=' | b';')).next().unwrap_or_default().trim_ascii()
}

//! From a request's session to what its response carries.

use std::sync::Arc;
use std::time::Duration;

use crate::change::Encoded;
use crate::closed::{Closed, Sends};
use crate::config::Former;
use crate::context::RequestContext;
use crate::cookie::{SIZE_LIMIT, SetCookie};
use crate::error::{Origin, Refusal, SessionError};
use crate::event;
use crate::format::Sealing;
use crate::lifecycle::{Came, Did, Goes, decide};
use crate::live::Live;
use crate::session::Session;
use crate::sid::Sid;
use crate::site_data::SiteData;
use crate::time::Timestamp;

/// Proxies limit all cookies of a request together, often to 8 KB: from here on a session takes more than its share.
const LARGE: usize = 2048;

/// A request that took longer sends no refresh: its answer may arrive after those of later ones, and would put an older
/// session back.
const LATE: Duration = Duration::from_secs(30);

impl<S: Session> RequestContext<S> {
    /// The handle. One at a time.
    pub fn live(&mut self) -> Live<'_, S> {
        Live { context: self }
    }

    /// Ends the request: decides what the response carries.
    ///
    /// # Errors
    ///
    /// With sessions in cookies only because of what the handler wrote: a value that can't be stored, or too much of it. Then
    /// nothing is to be sent, and the visitor keeps the old cookie.
    #[expect(clippy::unused_async, reason = "sessions that are kept on a server wait here")]
    pub async fn close(self) -> Result<Closed, SessionError> {
        let config = Arc::clone(&self.config);
        self.close_now().inspect_err(|error| event::failed(config.cookie.name(), error))
    }

    fn close_now(self) -> Result<Closed, SessionError> {
        let config = &*self.config;
        let now = Timestamp::from(config.clock.now());
        let mut fields = Encoded::nothing();
        let did = if self.is_untouched() {
            self.did(None)?
        } else {
            fields.put(&self.value)?;
            self.check_lengths(&fields)?;
            self.did(Some(&fields))?
        };
        let came = match &self.came {
            _ if self.cookies.own == 0 && self.cookies.former.is_empty() => Came::Nothing,
            Some(came) if !self.ended => Came::Valid { due: came.is_due(self.value.state().times(), now, self.unseen) },
            _ => Came::Refused,
        };
        let goes = decide(came, did);
        let sends = match goes {
            Goes::Nothing => Sends::Nothing,
            Goes::Delete => Sends::Change { others: self.others(goes), cookie: SetCookie::deletion(&config.cookie) },
            Goes::Reissue if now.since(self.opened) > LATE => Sends::Nothing,
            Goes::Reissue => match self.seal(goes, now, &mut fields) {
                Ok(cookie) => {
                    event::reissued(config.cookie.name());
                    Sends::Reissue { others: self.others(goes), cookie }
                }
                Err(why) => {
                    event::not_reissued(config.cookie.name(), &why);
                    Sends::Nothing
                }
            },
            Goes::Begin | Goes::Continue | Goes::Renew => {
                Sends::Change { cookie: self.seal(goes, now, &mut fields)?, others: self.others(goes) }
            }
        };
        let may_be_readable_elsewhere = [Refusal::UnknownKey, Refusal::Unreadable, Refusal::FromTheFuture];
        if let (Goes::Begin, Origin::Refused(why)) = (goes, self.origin)
            && may_be_readable_elsewhere.contains(&why)
        {
            event::replaced(config.cookie.name(), why);
        }
        let clears = if did == Did::Discarded { SiteData::NOTHING } else { self.clears };
        Ok(Closed::new(sends, self.is_no_store()).clearing(clears))
    }

    /// Deletions of what would be left beside the session: a second cookie of its name, and cookies that it had before.
    fn others(&self, goes: Goes) -> Vec<SetCookie> {
        let cookie = &self.config.cookie;
        let twin = cookie.twin().filter(|_| self.cookies.own > 1 && goes != Goes::Reissue);
        let came = |place: &usize, former: &Former<S>| {
            // Which of two cookies of one name came isn't known.
            if former.cookie.name() == cookie.name() { self.cookies.own > 0 } else { self.cookies.former.contains(place) }
        };
        let is_left = |former: &Former<S>| match goes {
            Goes::Renew | Goes::Delete => true,
            // The visitor did nothing, and the session only moves.
            Goes::Reissue => former.read.is_some() && !former.is_in_use(),
            _ => !former.is_in_use(),
        };
        let former = self.config.former.iter().enumerate().filter(|(place, former)| came(place, former) && is_left(former));
        let others = twin.into_iter().chain(former.map(|(_, former)| &former.cookie)).map(SetCookie::deletion);
        // What deletes the session's own cookie is sent for itself or not at all.
        others.filter(|other| *other != SetCookie::deletion(cookie)).collect()
    }

    /// The session as it is now, as a cookie.
    fn seal(&self, goes: Goes, now: Timestamp, fields: &mut Encoded) -> Result<SetCookie, SessionError> {
        let config = &*self.config;
        if fields.is_empty() {
            fields.put(&self.value)?;
        }
        let is_same = matches!(goes, Goes::Continue | Goes::Reissue | Goes::Renew);
        let sealing = Sealing {
            value: &self.value,
            clocks: if self.unseen { self.clocks } else { self.clocks.seen_at(now) },
            now,
            persistent: self.persistent.wanted,
            sid: self.sid(goes, fields)?,
            kept: self.came.as_ref().filter(|_| is_same).map_or(&None, |came| &came.kept),
            renewed: goes == Goes::Renew,
            cookie: config.cookie.name(),
            room: SIZE_LIMIT - config.cookie.name().len(),
            checked: config.checked,
            fields,
            random: &config.random,
        };
        let seal = |text: &mut String| config.format.seal(&sealing, text);
        let cookie = SetCookie::new(&config.cookie, now.into(), sealing.persistent, seal)?;
        let size = cookie.name().len() + cookie.value().len();
        if size > LARGE {
            event::large(cookie.name(), size);
        }
        Ok(cookie)
    }

    /// The session's id: where somebody is known there is one, and where a form asked for it; new at every beginning and renewal.
    fn sid(&self, goes: Goes, fields: &Encoded) -> Result<Option<Sid>, SessionError> {
        let came = self.came.as_ref().and_then(|came| came.sid);
        let is_known = self.value.state().has_id() && self.config.format.has_ids();
        match (goes, came, self.drawn(fields.bytes())) {
            (Goes::Continue | Goes::Reissue, Some(came), _) => Ok(Some(came)),
            (.., Some(drawn)) => Ok(Some(drawn)),
            (Goes::Renew, Some(_), None) if !self.schema.is_machine() => self.config.random.sid().map(Some),
            _ if is_known => self.config.random.sid().map(Some),
            _ => Ok(None),
        }
    }
}

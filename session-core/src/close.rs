//! From a request's session to what its response carries.

use std::sync::Arc;
use std::time::Duration;

use crate::closed::{Closed, Sends};
use crate::codec::Unknown;
use crate::context::RequestContext;
use crate::cookie::{Effective, SIZE_LIMIT, SetCookie};
use crate::draft::Draft;
use crate::error::{Origin, Refusal, SessionError};
use crate::event;
use crate::lifecycle::{Came, Did, Goes, decide};
use crate::live::Live;
use crate::rng::RngError;
use crate::seal::{Header, Kind, Sid, put_text, text_length};
use crate::session::Session;
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
        let mut draft = Draft::new(self.schema.padded());
        let did = if self.is_untouched() {
            self.did(None)?
        } else {
            draft.put_fields(&self.value)?;
            match draft.fields() {
                Some(fields) => self.did(Some(fields))?,
                None => Did::Wrote,
            }
        };
        let came = match &self.came {
            _ if self.cookies == 0 && self.former == 0 => Came::Nothing,
            Some(came) if !self.ended => Came::Valid { due: came.is_due(self.value.state().times(), now, self.unseen) },
            _ => Came::Refused,
        };
        let goes = decide(came, did);
        let sends = match goes {
            Goes::Nothing => Sends::Nothing,
            Goes::Delete => Sends::Change { others: self.others(), cookie: SetCookie::deletion(&config.cookie) },
            Goes::Reissue if now.since(self.opened) > LATE => Sends::Nothing,
            Goes::Reissue => match self.seal(goes, now, &mut draft) {
                Ok(cookie) => {
                    event::reissued(config.cookie.name());
                    Sends::Reissue(cookie)
                }
                Err(_) => Sends::Nothing,
            },
            Goes::Begin | Goes::Continue | Goes::Renew => {
                Sends::Change { cookie: self.seal(goes, now, &mut draft)?, others: self.others() }
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
    fn others(&self) -> Vec<SetCookie> {
        let cookie = &self.config.cookie;
        let twin = if self.cookies > 1 { cookie.twin() } else { None };
        let came = |bit: usize, former: &Effective| {
            if former.name() == cookie.name() { self.cookies > 1 } else { self.former >> bit & 1 == 1 }
        };
        let former = self.config.former.iter().enumerate().filter(|(bit, former)| came(*bit, former)).map(|(_, former)| former);
        twin.iter().chain(former).map(SetCookie::deletion).collect()
    }

    /// The session as it is now, as a cookie.
    fn seal(&self, goes: Goes, now: Timestamp, draft: &mut Draft) -> Result<SetCookie, SessionError> {
        let config = &*self.config;
        let limits = self.limits();
        let clocks = if self.unseen { self.clocks } else { self.clocks.seen_at(now) };
        let header = Header {
            key_id: config.ring.current_id(),
            persistent: self.persistent.wanted,
            began: clocks.began,
            entered: self.schema.is_machine().then_some(clocks.entered),
            seen: limits.state.refresh().map(|_| clocks.seen),
            sid: self.sid(goes)?,
            version: self.schema.version(),
            padded: self.schema.padded().is_some(),
            nonce: self.nonce()?,
        };
        if draft.is_empty() {
            draft.put_fields(&self.value)?;
        }
        if config.checked || draft.is_doubtful() {
            draft.read_back::<S>(self.schema.version())?;
        }
        let size = |unknown: &Unknown| config.cookie.name().len() + text_length(draft.size(&header, unknown));
        let nothing = Unknown::default();
        // What begins or is renewed has nothing of another version's, and what is bounded has no room for it.
        let keeps = matches!(goes, Goes::Continue | Goes::Reissue) && !self.schema.is_bounded();
        let came = self.came.as_ref().filter(|_| keeps);
        let kept = came.map_or(&nothing, |came| &came.unknown);
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
        event::sealed(config.cookie.name(), header.key_id);
        let token = draft.seal(&header, unknown, &config.ring);
        let max_age = header.persistent.then(|| clocks.expires(limits).since(now));
        Ok(SetCookie::new(&config.cookie, max_age, text_length(token.len()), |text| put_text(token, text)))
    }

    /// Every encrypted token has its own.
    fn nonce(&self) -> Result<Option<[u8; 12]>, SessionError> {
        match self.config.ring.kind() {
            Kind::Signed => Ok(None),
            Kind::Encrypted => {
                let nonce = self.config.nonces.draw(&*self.config.rng);
                nonce.map(Some).map_err(|RngError| SessionError::NoRandomness)
            }
        }
    }

    /// The session's id: where somebody is known there is one, and where a form asked for it; new at every beginning and renewal.
    fn sid(&self, goes: Goes) -> Result<Option<Sid>, SessionError> {
        let came = self.came.as_ref().and_then(|came| came.header.sid);
        match (goes, came) {
            (Goes::Reissue, came) => Ok(came),
            (Goes::Continue, Some(came)) => Ok(Some(came)),
            _ if self.drawn.is_some() => Ok(self.drawn),
            (Goes::Renew, Some(_)) if !self.schema.is_machine() => self.draw(),
            _ if self.value.state().has_id() => self.draw(),
            _ => Ok(None),
        }
    }

    fn draw(&self) -> Result<Option<Sid>, SessionError> {
        Sid::draw(&*self.config.rng).map(Some).map_err(|RngError| SessionError::NoRandomness)
    }
}

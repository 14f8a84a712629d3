//! From a request's session to what its response carries.

use std::sync::Arc;
use std::time::Duration;

use crate::closed::{Closed, Sends};
use crate::codec::Unknown;
use crate::context::RequestContext;
use crate::cookie::{SIZE_LIMIT, SetCookie};
use crate::draft::Draft;
use crate::error::{Origin, Refusal, SessionError};
use crate::event;
use crate::lifecycle::{Came, Did, Goes, decide};
use crate::live::Live;
use crate::rng::RngError;
use crate::seal::{Header, Sid, put_text, text_length};
use crate::session::Session;
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
        let mut draft = Draft::new();
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
            _ if self.cookies == 0 => Came::Nothing,
            Some(came) if !self.ended => Came::Valid { due: came.is_due(self.value.state().times(), now) },
            _ => Came::Refused,
        };
        let goes = decide(came, did);
        let twin = || if self.cookies > 1 { config.cookie.twin().as_ref().map(SetCookie::deletion) } else { None };
        let sends = match goes {
            Goes::Nothing => Sends::Nothing,
            Goes::Delete => Sends::Change { twin: twin(), cookie: SetCookie::deletion(&config.cookie) },
            Goes::Reissue if now.since(self.opened) > LATE => Sends::Nothing,
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
        if let (Goes::Begin, Origin::Refused(why)) = (goes, self.origin)
            && may_be_readable_elsewhere.contains(&why)
        {
            event::replaced(config.cookie.name(), why);
        }
        Ok(Closed::new(sends, self.is_no_store()))
    }

    /// The session as it is now, as a cookie.
    fn seal(&self, goes: Goes, now: Timestamp, draft: &mut Draft) -> Result<SetCookie, SessionError> {
        let config = &*self.config;
        let limits = self.limits();
        let clocks = self.clocks.seen_at(now);
        let header = Header {
            key_id: config.ring.current_id(),
            persistent: self.persistent.wanted,
            began: clocks.began,
            entered: self.schema.is_machine().then_some(clocks.entered),
            seen: limits.state.refresh().map(|_| clocks.seen),
            sid: self.sid(goes)?,
        };
        if draft.is_empty() {
            draft.put_fields(&self.value)?;
        }
        if config.checked || draft.is_doubtful() {
            draft.read_back::<S>()?;
        }
        let size = |unknown: &Unknown| config.cookie.name().len() + text_length(draft.size(&header, unknown));
        let nothing = Unknown::default();
        // What begins or is renewed has nothing of another version's.
        let came = self.came.as_ref().filter(|_| matches!(goes, Goes::Continue | Goes::Reissue));
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
        let token = draft.seal(&header, unknown, &config.ring);
        let max_age = header.persistent.then(|| clocks.expires(limits).since(now));
        Ok(SetCookie::new(&config.cookie, max_age, text_length(token.len()), |text| put_text(token, text)))
    }

    /// The session's id: where somebody is known there is one, new at every beginning and renewal.
    fn sid(&self, goes: Goes) -> Result<Option<Sid>, SessionError> {
        if !self.value.state().has_id() {
            return Ok(None);
        }
        let came = self.came.as_ref().and_then(|came| came.header.sid);
        match (goes, came) {
            (Goes::Reissue, came) => Ok(came),
            (Goes::Continue, Some(came)) => Ok(Some(came)),
            _ => {
                let mut id = [0; 16];
                self.config.rng.fill(&mut id).map_err(|RngError| SessionError::NoRandomness)?;
                Ok(Some(Sid(id)))
            }
        }
    }
}

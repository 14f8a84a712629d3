//! Flask's token format. It handles a cookie's parts in Flask's order.

use std::sync::Arc;
use std::time::Duration;

use session_core::format::{Decoded, Format, LogKey, Refresh, Sealing, Timeline, Timestamp, TokenState};
use session_core::schema::State;
use session_core::{CloseError, Refusal, Session, Timeouts};

use crate::event;
use crate::json::values;
use crate::limits::Room;
use crate::own_keys::OwnKeys;
use crate::payload;
use crate::record::{Kept, Payload, check_whole, write_record};
use crate::signer::{self, SignedBy, Signer};
use crate::value::Value;
use crate::zlib::Zlib;

/// The cookies of one Flask application.
pub(crate) struct Flask {
    pub(crate) signer: Arc<Signer>,
    pub(crate) zlib: Arc<Zlib>,
    /// `PERMANENT_SESSION_LIFETIME`.
    pub(crate) lifetime: Duration,
    /// `SESSION_REFRESH_EACH_REQUEST`.
    pub(crate) refreshes: bool,
    pub(crate) cookie: Arc<str>,
    pub(crate) log_key: LogKey,
}

/// The parts of a cookie that are kept until the session is sealed again.
#[derive(Default)]
struct FromCookie {
    kept: Kept,
    /// The value of `_permanent`, which Flask only writes where an application has set it.
    permanent: Option<Value>,
}

impl Flask {
    /// Returns the end of the session's lifetime, and of its idle time.
    ///
    /// Flask's lifetime counts from the signature and includes its last second. A shorter lifetime
    /// that the type declares, other than the default of 30 days, counts as well: from when the
    /// session entered its state, which a machine's cookie says, or from the signature.
    fn ends(&self, timeline: Timeline, state: &'static State) -> (Timestamp, Option<Timestamp>) {
        let flask = timeline.seen.after(self.lifetime + Duration::from_secs(1));
        let declared = Some(state.timeouts().lifetime()).filter(|lifetime| *lifetime != Timeouts::DEFAULT_LIFETIME);
        let end = declared.map_or(flask, |lifetime| timeline.entered.after(lifetime).min(flask));
        (end, state.timeouts().idle().map(|idle| timeline.seen.after(idle)))
    }

    /// Reads the session of a type from a cookie whose signature was verified.
    fn read<S: Session>(&self, cookie: &signer::Verified<'_>, room: Room) -> Result<Decoded<S>, Refusal> {
        let unreadable = |field, why: &dyn std::fmt::Display| {
            event::unreadable(&self.cookie, field, why);
            Refusal::Unreadable
        };
        let json = payload::read(cookie.payload, room.json, &self.zlib).map_err(|why| unreadable(None, &why))?;
        let mut dict = Payload::parse(&json, room.values).map_err(|why| unreadable(None, &why))?;
        let own = OwnKeys::take(&mut dict, S::SCHEMA);
        let (value, kept) = dict.read::<S>(own.version).map_err(|error| unreadable(error.field, &error.why))?;
        let persistent = own.permanent.as_ref().is_some_and(Value::is_true);
        // The one time that Flask's cookie has: when the session was last seen and written.
        let signed = cookie.time.into();
        // A time of entering after the signature is wrong: it becomes the time of the signature.
        let entered = own.entered.map_or(signed, |entered| entered.min(signed));
        let mut token = TokenState::new(Timeline::new(entered, entered, signed), signed);
        token.persistent = persistent;
        token.session_id = own.session_id;
        token.refresh = match cookie.signed_by {
            SignedBy::Fallback => Refresh::Now,
            SignedBy::Current if persistent && self.refreshes => Refresh::EachRequest,
            SignedBy::Current => Refresh::AsDeclared,
        };
        token.kept = Some(Box::new(FromCookie { kept, permanent: own.permanent }));
        Ok(Decoded::new(value, token))
    }
}

/// Returns whether a cookie has room for this JSON, and so will be read.
fn has_room(json: &[u8], room: Room) -> bool {
    // A text has at most one value for two of its bytes.
    json.len() <= room.json && (json.len() <= 2 * room.values || values(json) <= room.values)
}

impl<S: Session> Format<S> for Flask {
    fn decode(&self, text: &[u8], now: Timestamp, leeway: Duration) -> Result<Decoded<S>, Refusal> {
        let cookie = self.signer.verify(text)?;
        cookie.time.judge(now.into(), self.lifetime, leeway)?;
        let decoded = self.read::<S>(&cookie, Room::of(text.len()))?;
        let (end, idle) = self.ends(decoded.token.timeline, decoded.value.state());
        if now >= end {
            return Err(Refusal::Expired);
        }
        if idle.is_some_and(|idle| now >= idle) {
            return Err(Refusal::Idle);
        }
        Ok(decoded)
    }

    fn encode(&self, session: Sealing<'_, S>, text: &mut String) -> Result<Option<Duration>, CloseError> {
        let nothing = FromCookie::default();
        let from_cookie = session.kept.as_ref().and_then(|kept| kept.downcast_ref()).unwrap_or(&nothing);
        let own = OwnKeys {
            permanent: match &from_cookie.permanent {
                Some(value) if value.is_true() == session.persistent => Some(value.clone()),
                None if !session.persistent => None,
                _ => Some(Value::Bool(session.persistent)),
            },
            entered: S::SCHEMA.is_machine().then_some(session.timeline.entered),
            session_id: session.session_id,
            version: S::SCHEMA.version(),
        };
        let own = own.entries();
        let written = write_record(session.value, &from_cookie.kept, &own)?;
        if session.checked {
            check_whole::<S>(session.value, S::SCHEMA.version())?;
        }
        if written.is_empty {
            return Ok(None);
        }
        // The idle time counts from the signature. So a request that isn't the visitor's activity
        // writes the time that it found.
        let sign = |payload| self.signer.sign(payload, session.timeline.seen.into());
        let json = written.text.as_bytes();
        let mut token = sign(payload::write(json, &self.zlib));
        if !has_room(json, Room::of(token.len())) {
            // What isn't compressed always has room for its own values.
            token = sign(payload::write_plain(json));
        }
        session.check_size(token.len())?;
        text.push_str(&token);
        Ok(Some(self.lifetime))
    }

    fn expires(&self, timeline: Timeline, state: &'static State) -> Timestamp {
        let (end, idle) = self.ends(timeline, state);
        idle.map_or(end, |idle| idle.min(end))
    }

    fn log_key(&self) -> LogKey {
        self.log_key.clone()
    }

    fn for_cookie(&self, name: &str) -> Arc<dyn Format<S>> {
        Arc::new(Self {
            signer: Arc::clone(&self.signer),
            zlib: Arc::clone(&self.zlib),
            cookie: name.into(),
            log_key: self.log_key.clone(),
            ..*self
        })
    }

    /// Returns `false`. A session id isn't Flask's own, so it is only written where a form's token
    /// needs one.
    fn has_ids(&self) -> bool {
        false
    }

    /// Returns zero: a time ahead of our clock is refused, as in Flask.
    fn leeway(&self) -> Duration {
        Duration::ZERO
    }
}

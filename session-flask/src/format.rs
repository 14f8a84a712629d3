//! Flask's token format: the stages of a cookie, in Flask's order.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use session_core::format::{Arrival, Clocks, Due, Format, Opened, Sealing, Sid, Timestamp};
use session_core::{Refusal, Session, SessionError, State, Times};

use crate::event;
use crate::payload;
use crate::record::{Kept, Payload, read_back, write_record};
use crate::signer::{SignedBy, Signer};
use crate::value::Value;
use crate::zlib::Compressor;

/// The keys in Flask's dict that are the session's own and no field's.
const PERMANENT: &str = "_permanent";
const ENTERED: &str = "_entered";
const SID: &str = "_sid";

/// The cookies of one Flask application.
pub(crate) struct Flask {
    pub(crate) signer: Arc<Signer>,
    pub(crate) compressor: Arc<Compressor>,
    /// `PERMANENT_SESSION_LIFETIME`.
    pub(crate) lifetime: Duration,
    /// `SESSION_REFRESH_EACH_REQUEST`.
    pub(crate) refreshes: bool,
    pub(crate) cookie: Arc<str>,
}

/// What came, until it is sealed again.
struct Came {
    kept: Kept,
    /// Whether there was `_permanent`, which Flask writes only where somebody has set it.
    says_permanent: bool,
}

impl Flask {
    /// The end of the session's life, and of its idle time. Flask's lifetime counts from the signature, and its last second is a valid
    /// one. A shorter one that the type declares counts as well: from the entering of a state, which a machine's cookie has in it, or from the
    /// signature.
    fn ends(&self, clocks: Clocks, state: &'static State) -> (Timestamp, Option<Timestamp>) {
        let flask = clocks.seen.after(self.lifetime + Duration::from_secs(1));
        let declared = Some(state.times().lifetime()).filter(|lifetime| *lifetime != Times::DEFAULT_LIFETIME);
        let end = declared.map_or(flask, |lifetime| clocks.entered.after(lifetime).min(flask));
        (end, state.times().idle().map(|idle| clocks.seen.after(idle)))
    }

    /// What the type makes of the JSON text.
    fn read<S: Session>(&self, json: &[u8], signed: Timestamp) -> Result<Opened<S>, Refusal> {
        let unreadable = |field, why: &dyn std::fmt::Display| {
            event::unreadable(&self.cookie, field, why);
            Refusal::Unreadable
        };
        let mut dict = Payload::parse(json).map_err(|why| unreadable(None, &why))?;
        let permanent = dict.take(PERMANENT);
        let entered = dict.take(ENTERED).filter(|_| S::SCHEMA.is_machine());
        let sid = dict.take(SID);
        let (value, kept) = dict.read::<S>(S::SCHEMA.version()).map_err(|error| unreadable(error.field, &error.why))?;
        let persistent = permanent.as_ref().is_some_and(is_true);
        let entered = entered.and_then(|entered| seconds(&entered)).map_or(signed, |entered| entered.min(signed));
        let arrival = Arrival {
            clocks: Clocks { began: signed, entered, seen: signed },
            persistent,
            sid: sid.as_ref().and_then(sid_of),
            due: if persistent && self.refreshes { Due::EachRequest } else { Due::AsDeclared },
            kept: Some(Box::new(Came { kept, says_permanent: permanent.is_some() })),
            mark: [0; 16],
        };
        Ok(Opened { value, arrival })
    }
}

impl<S: Session> Format<S> for Flask {
    fn open(&self, text: &[u8], now: Timestamp, leeway: Duration) -> Result<Opened<S>, Refusal> {
        let signed = self.signer.open(text)?;
        signed.time.judge(now.into(), self.lifetime, leeway)?;
        let json = payload::read(signed.payload).map_err(|why| {
            event::unreadable(&self.cookie, None, why);
            Refusal::Unreadable
        })?;
        let mut opened = self.read::<S>(&json, signed.time.into())?;
        let (end, idle) = self.ends(opened.arrival.clocks, opened.value.state());
        if now >= end {
            return Err(Refusal::Expired);
        }
        if idle.is_some_and(|idle| now >= idle) {
            return Err(Refusal::Idle);
        }
        opened.arrival.mark = signed.mark;
        if signed.by == SignedBy::Fallback {
            opened.arrival.due = Due::Now;
        }
        Ok(opened)
    }

    fn seal(&self, session: &Sealing<'_, S>, text: &mut String) -> Result<Option<Duration>, SessionError> {
        let nothing = Came { kept: Kept::default(), says_permanent: false };
        let came = session.kept.as_ref().and_then(|kept| kept.downcast_ref()).unwrap_or(&nothing);
        let mut own = Vec::new();
        if session.persistent || came.says_permanent {
            own.push((PERMANENT, Value::Bool(session.persistent)));
        }
        if S::SCHEMA.is_machine() {
            own.push((ENTERED, Value::from(session.clocks.entered.secs())));
        }
        if let Some(Sid(id)) = session.sid {
            own.push((SID, Value::from(URL_SAFE_NO_PAD.encode(id))));
        }
        let written = write_record(session.value, &came.kept, &own)?;
        if session.checked || written.is_doubtful {
            read_back::<S>(session.value, S::SCHEMA.version())?;
        }
        if written.is_empty {
            return Ok(None);
        }
        let token = self.signer.sign(payload::write(written.text.as_bytes(), &self.compressor), session.clocks.seen.into());
        session.check_size(token.len())?;
        text.push_str(&token);
        Ok(Some(self.lifetime))
    }

    fn expires(&self, clocks: Clocks, state: &'static State) -> Timestamp {
        let (end, idle) = self.ends(clocks, state);
        idle.map_or(end, |idle| idle.min(end))
    }

    fn for_cookie(&self, name: &str) -> Arc<dyn Format<S>> {
        Arc::new(Self {
            signer: Arc::clone(&self.signer),
            compressor: Arc::clone(&self.compressor),
            cookie: name.into(),
            ..*self
        })
    }

    /// Whatever isn't Flask's own is written only if it is needed.
    fn has_ids(&self) -> bool {
        false
    }
}

/// Whether Python takes a value for true, as Flask does with `_permanent`.
fn is_true(value: &Value) -> bool {
    !matches!(value, Value::Null | Value::Bool(false) | Value::Int(0))
}

fn seconds(value: &Value) -> Option<Timestamp> {
    match value {
        Value::Int(seconds) => u64::try_from(*seconds).ok().map(Timestamp::from_secs),
        _ => None,
    }
}

fn sid_of(value: &Value) -> Option<Sid> {
    let bytes = URL_SAFE_NO_PAD.decode(value.as_str()?).ok()?;
    bytes.try_into().ok().map(Sid)
}

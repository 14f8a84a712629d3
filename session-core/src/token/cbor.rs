//! Our own token format: fields as CBOR, sealed. `docs/wire-format.md` describes it.

use std::sync::Arc;
use std::time::Duration;

use super::codec::{self, Unknown};
use super::encoded::{LARGEST, USUAL};
use super::seal::{Header, KeyRing, Purpose, Role, TAG, put_text, text_length};
use super::{Decoded, Encoded, Format, Keys, Refresh, Sealing, TokenKind, TokenState, body, padding};
use crate::error::{CloseError, Refusal};
use crate::event;
use crate::id::LogKey;
use crate::schema::record::Record;
use crate::schema::{Schema, State};
use crate::time::{Timeline, Timestamp};

/// The tokens of one cookie, one session type and one kind.
pub(crate) struct CborToken {
    keys: Keys,
    key_ring: KeyRing,
    cookie: String,
    schema: &'static Schema,
    /// Whether a field has to be read back when it is written.
    reads_back: bool,
}

impl CborToken {
    /// Creates the format. Its tokens are bound to their [`Purpose`].
    pub(crate) fn new(keys: Keys, kind: TokenKind, cookie: &str, schema: &'static Schema) -> Self {
        let key_ring = KeyRing::new(&keys, Purpose { kind, cookie, session: schema.name() });
        let reads_back = body::needs_read_back(schema);
        Self { keys, key_ring, cookie: cookie.to_owned(), schema, reads_back }
    }

    /// Decodes a token's text, using `buffer` for its bytes.
    fn decode_in<S: Record>(
        &self,
        buffer: &mut [u8],
        text: &[u8],
        now: Timestamp,
        leeway: Duration,
    ) -> Result<Decoded<S>, Refusal> {
        let verified = self.key_ring.verify(text, buffer, now)?;
        let header = verified.header;
        if header.entered.is_some() != self.schema.is_machine() {
            return Err(Refusal::Unreadable);
        }
        let entered = header.entered.unwrap_or(header.began);
        let timeline = Timeline::new(header.began, entered, header.seen.unwrap_or(header.written));
        // The clocks of an application's instances never agree to the second. No time of a session
        // is later than when it was last seen. (A session that is written many times within a
        // second is `written` later than that.)
        if timeline.seen > now.after(leeway) {
            return Err(Refusal::FromTheFuture);
        }
        let body = if header.padded { padding::without(verified.body).unwrap_or_default() } else { verified.body };
        let (value, unknown) = body::read::<S>(self.schema, &self.cookie, body, header.version, timeline, now)?;
        event::opened(&self.cookie, header.key_id, verified.role.name());
        let refresh = if verified.role == Role::Retired { Refresh::Now } else { Refresh::AsDeclared };
        let token = TokenState {
            persistent: header.persistent,
            session_id: header.session_id,
            refresh,
            kept: body::keep(unknown),
            ..TokenState::new(timeline, header.written)
        };
        Ok(Decoded::new(value, token))
    }
}

impl<S: Record> Format<S> for CborToken {
    /// Reads only the version and the key's id, at their fixed places, before the tag is verified.
    fn decode(&self, text: &[u8], now: Timestamp, leeway: Duration) -> Result<Decoded<S>, Refusal> {
        if text.len() < text_length(Header::MIN + TAG) {
            return Err(Refusal::Malformed);
        }
        if text.len() <= text_length(USUAL) {
            self.decode_in(&mut [0; USUAL], text, now, leeway)
        } else {
            self.decode_in(&mut [0; LARGEST], text, now, leeway)
        }
    }

    fn encode(&self, session: Sealing<'_, S>, text: &mut String) -> Result<Option<Duration>, CloseError> {
        let state = session.value.state();
        let header = Header {
            kind: self.key_ring.kind(),
            key_id: self.key_ring.current_id(),
            persistent: session.persistent,
            began: session.timeline.began,
            written: session.written,
            entered: self.schema.is_machine().then_some(session.timeline.entered),
            seen: Some(session.timeline.seen).filter(|seen| *seen != session.written),
            session_id: session.session_id,
            version: self.schema.version(),
            padded: self.schema.padded().is_some(),
            unborn: false,
            nonce: match self.key_ring.kind() {
                TokenKind::Signed | TokenKind::Stored(_) => None,
                TokenKind::Encrypted(_) => Some(session.random.nonce()?),
            },
        };
        let (fields, entries) = (&*session.fields, state.entries());
        // What is too large for a cookie is refused below, and not worth the work.
        if self.reads_back
            && let Some(bytes) = fields.bytes().filter(|bytes| text_length(bytes.len()) <= session.limit)
        {
            codec::read_back(session.value, bytes)?;
        }
        if session.checked {
            body::check::<S>(fields, state, header.version)?;
        }
        let nothing = Unknown::default();
        // A session whose id is renewed drops fields of other versions, and a bounded session has
        // no room for them.
        let keeps = !session.renewed && !self.schema.is_bounded();
        let kept = session.kept.as_ref().filter(|_| keeps).and_then(|kept| kept.downcast_ref()).unwrap_or(&nothing);
        let plan = |unknown| Plan::new(&header, fields.len(), entries, unknown, self.schema.padded());
        let fits = |plan: &Plan<'_>| text_length(plan.size) <= session.limit;
        let plan = Some(plan(kept)).filter(fits).unwrap_or_else(|| plan(&nothing));
        session.check_size(text_length(plan.size))?;
        let dropped = kept.dropped + kept.bytes.len() - plan.unknown.bytes.len();
        if dropped > 0 {
            event::dropped_unknown(&self.cookie, dropped);
        }
        event::sealed(&self.cookie, header.key_id);
        put_text(plan.seal(session.fields, &self.key_ring), text);
        Ok(Some(Format::<S>::expires(self, session.timeline, state).since(session.now)))
    }

    fn expires(&self, timeline: Timeline, state: &'static State) -> Timestamp {
        timeline.expires(self.schema.timeouts().lifetime(), state.timeouts())
    }

    fn log_key(&self) -> LogKey {
        self.keys.log_key()
    }

    fn for_cookie(&self, name: &str) -> Arc<dyn Format<S>> {
        Arc::new(Self::new(self.keys.clone(), self.key_ring.kind(), name, self.schema))
    }
}

/// A token that is about to be sealed: what stands around its fields, and its size.
struct Plan<'p> {
    header: &'p Header,
    map: ([u8; codec::PREFIX], usize),
    unknown: &'p Unknown,
    padding: usize,
    size: usize,
}

impl<'p> Plan<'p> {
    fn new(header: &'p Header, fields: usize, entries: usize, unknown: &'p Unknown, padded: Option<u8>) -> Self {
        let map = codec::map_head(entries + unknown.count);
        let body = map.1 + fields + unknown.bytes.len();
        let padding = padding::length(body, padded);
        Self { header, map, unknown, padding, size: header.length() + body + padding + TAG }
    }

    /// Assembles the token in the room around its fields, and seals it.
    fn seal<'f>(&self, fields: &'f mut Encoded, key_ring: &KeyRing) -> &'f [u8] {
        let (map, unknown) = (&self.map.0[..self.map.1], &*self.unknown.bytes);
        let body = self.header.length();
        let token = fields.surrounded(body + map.len(), unknown.len() + self.padding + TAG);
        self.header.put(token);
        token[body..body + map.len()].copy_from_slice(map);
        let (sealed, tag) = token.split_at_mut(self.size - TAG);
        let end = sealed.len() - self.padding;
        sealed[end - unknown.len()..end].copy_from_slice(unknown);
        padding::put(&mut sealed[end..]);
        tag.copy_from_slice(&key_ring.seal(sealed, body));
        token
    }
}

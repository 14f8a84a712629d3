//! Our own token format: `docs/wire-format.md`.

use std::sync::Arc;
use std::time::Duration;

use crate::change::{Encoded, ROOM, USUAL};
use crate::clocks::{Clocks, Limits};
use crate::codec::{self, Unknown};
use crate::error::{Refusal, SessionError};
use crate::event;
use crate::format::{Arrival, Due, Format, Kept, Opened, Sealing};
use crate::padding;
use crate::schema::{Schema, State};
use crate::seal::{Header, Keys, Kind, Ring, Role, TAG, put_text, text_length};
use crate::session::Session;
use crate::time::Timestamp;

/// The tokens of one cookie and one session type, of one kind.
pub(crate) struct Native {
    keys: Keys,
    ring: Ring,
    cookie: String,
    schema: &'static Schema,
}

impl Native {
    /// Tokens are bound to their kind, their cookie's name and their session's name.
    pub(crate) fn new(keys: Keys, kind: Kind, cookie: &str, schema: &'static Schema) -> Self {
        let ring = Ring::new(&keys, kind, cookie, schema.name());
        Self { keys, ring, cookie: cookie.to_owned(), schema }
    }

    fn limits(&self, state: Option<&'static State>) -> Limits<'static> {
        let session = self.schema.times();
        // A state that this version doesn't know has no limits of its own.
        Limits { session, state: state.map_or(session, State::times) }
    }

    /// `room` takes the token's bytes.
    fn open_in<S: Session>(
        &self,
        room: &mut [u8],
        text: &[u8],
        now: Timestamp,
        leeway: Duration,
    ) -> Result<Opened<S>, Refusal> {
        let opened = self.ring.open(text, room, now)?;
        let header = opened.header;
        if header.entered.is_some() != self.schema.is_machine() {
            return Err(Refusal::Malformed);
        }
        let entered = header.entered.unwrap_or(header.began);
        // A type or state that has only now been given an idle time counts it from its beginning.
        let clocks = Clocks { began: header.began, entered, seen: header.seen.unwrap_or(entered) };
        let body = if header.padded { padding::without(opened.body).unwrap_or_default() } else { opened.body };
        let is_current = header.version == self.schema.version();
        let state = if is_current { codec::state_of(body, self.schema.states()) } else { None };
        clocks.judge(self.limits(state), now, leeway)?;
        let (value, unknown) = codec::decode::<S>(body, header.version).map_err(|error| {
            event::unreadable(&self.cookie, error.field);
            Refusal::Unreadable
        })?;
        // The state of an older version is known only now.
        clocks.judge(self.limits(Some(value.state())), now, leeway)?;
        event::opened(&self.cookie, header.key_id, opened.role.name());
        let due = if opened.role == Role::Retired { Due::Now } else { Due::AsDeclared };
        let (persistent, sid, mark) = (header.persistent, header.sid, opened.tag);
        Ok(Opened { value, arrival: Arrival { clocks, persistent, sid, due, kept: keep(unknown), mark } })
    }
}

fn keep(unknown: Unknown) -> Kept {
    let is_nothing = unknown.count == 0 && unknown.dropped == 0;
    if is_nothing { None } else { Some(Box::new(unknown)) }
}

impl<S: Session> Format<S> for Native {
    /// Nothing but the places that name version and key is looked at before the tag is found good.
    fn open(&self, text: &[u8], now: Timestamp, leeway: Duration) -> Result<Opened<S>, Refusal> {
        if text.len() <= text_length(USUAL) {
            self.open_in(&mut [0; USUAL], text, now, leeway)
        } else {
            self.open_in(&mut [0; ROOM], text, now, leeway)
        }
    }

    fn seal(&self, session: &Sealing<'_, S>, text: &mut String) -> Result<Option<Duration>, SessionError> {
        let limits = self.limits(Some(session.value.state()));
        let header = Header {
            key_id: self.ring.current_id(),
            persistent: session.persistent,
            began: session.clocks.began,
            entered: self.schema.is_machine().then_some(session.clocks.entered),
            seen: limits.state.refresh().map(|_| session.clocks.seen),
            sid: session.sid,
            version: self.schema.version(),
            padded: self.schema.padded().is_some(),
            nonce: match self.ring.kind() {
                Kind::Signed => None,
                Kind::Encrypted => Some(session.random.nonce()?),
            },
        };
        let (fields, entries) = (session.fields, session.value.state().entries());
        if session.checked || fields.is_doubtful() {
            read_back::<S>(fields, entries, header.version)?;
        }
        let plan = |unknown: &Unknown| Plan::new(&header, fields.len(), entries, unknown, self.schema.padded());
        let nothing = Unknown::default();
        // What is renewed has nothing of another version's, and what is bounded has no room for it.
        let keeps = !session.renewed && !self.schema.is_bounded();
        let kept = session.kept.as_ref().filter(|_| keeps).and_then(|kept| kept.downcast_ref()).unwrap_or(&nothing);
        let fits = text_length(plan(kept).size) <= session.room;
        let unknown = if fits { kept } else { &nothing };
        let dropped = kept.dropped + kept.bytes.len() - unknown.bytes.len();
        if dropped > 0 {
            event::dropped_unknown(&self.cookie, dropped);
        }
        let plan = plan(unknown);
        session.check_size(text_length(plan.size))?;
        let parts = [fields.bytes().unwrap_or_default(), &unknown.bytes];
        event::sealed(&self.cookie, header.key_id);
        if plan.size <= USUAL {
            put_text(plan.seal(parts, &mut [0; USUAL], &self.ring), text);
        } else {
            put_text(plan.seal(parts, &mut [0; ROOM], &self.ring), text);
        }
        Ok(Some(session.clocks.expires(limits).since(session.now)))
    }

    fn expires(&self, clocks: Clocks, state: &'static State) -> Timestamp {
        clocks.expires(self.limits(Some(state)))
    }

    fn for_cookie(&self, name: &str) -> Arc<dyn Format<S>> {
        Arc::new(Self::new(self.keys.clone(), self.ring.kind(), name, self.schema))
    }
}

/// The parts of a token, and its size before it is made.
struct Plan {
    header: ([u8; Header::MAX], usize),
    map: ([u8; codec::PREFIX], usize),
    padding: usize,
    size: usize,
}

impl Plan {
    fn new(header: &Header, fields: usize, entries: usize, unknown: &Unknown, padded: Option<u8>) -> Self {
        let (header, map) = (header.bytes(), codec::map_head(entries + unknown.count));
        let body = map.1 + fields + unknown.bytes.len();
        let padding = padding::length(body, padded);
        Self { header, map, padding, size: header.1 + body + padding + TAG }
    }

    /// Puts the token together in `room`, which has room for it.
    fn seal<'r>(&self, parts: [&[u8]; 2], room: &'r mut [u8], ring: &Ring) -> &'r [u8] {
        let token = &mut room[..self.size];
        let [fields, unknown] = parts;
        let mut end = 0;
        for part in [&self.header.0[..self.header.1], &self.map.0[..self.map.1], fields, unknown] {
            token[end..end + part.len()].copy_from_slice(part);
            end += part.len();
        }
        padding::put(&mut token[end..end + self.padding]);
        let (sealed, tag) = token.split_at_mut(end + self.padding);
        tag.copy_from_slice(&ring.seal(sealed, self.header.1));
        token
    }
}

/// Finds out that the fields read back equal.
fn read_back<S: Session>(fields: &Encoded, entries: usize, version: u8) -> Result<(), SessionError> {
    let unstorable = |field: Option<&'static str>, why| SessionError::Unstorable { field: field.unwrap_or("?"), why };
    let Some(bytes) = fields.bytes() else { return Ok(()) };
    let (head, width) = codec::map_head(entries);
    let body = [&head[..width], bytes].concat();
    let (again, _) =
        codec::decode::<S>(&body, version).map_err(|error| unstorable(error.field, "what was written doesn't read back"))?;
    match fields.first_difference(&Encoded::of(&again)?) {
        None => Ok(()),
        Some(name) => {
            let field = again.state().field(name).map(crate::field::Field::rust_name);
            Err(unstorable(field, "what was written reads back as another value"))
        }
    }
}

//! The token of a session in a store: which record is the visitor's, and their ticket for it.

use std::time::Duration;

use super::Keys;
use super::seal::{Header, KeyRing, Purpose, RecordSeals, Slot, TAG, Ticket, TokenKind, put_text, text_length};
use crate::error::Refusal;
use crate::id::{LogKey, Name};
use crate::schema::{Encryption, Schema};
use crate::time::Timestamp;

/// The length of a token's body: a name and a ticket.
const BODY: usize = Name::LENGTH + Ticket::LENGTH;

/// The length of a token in bytes.
const LENGTH: usize = Header::MIN + BODY + TAG;

/// The content of the cookie of a session in a store.
#[derive(Clone, Debug)]
pub(crate) struct Claim {
    pub(crate) name: Name,
    pub(crate) ticket: Ticket,
    /// Whether the record isn't in the store yet, so that nothing was lost if it isn't there.
    pub(crate) unborn: bool,
    /// Whether the cookie outlives the browser's window.
    pub(crate) persistent: bool,
    /// When the cookie was made.
    pub(crate) written: Timestamp,
    /// The first second in which no cookie is accepted any more that has the session itself, if the
    /// claim comes from such a cookie.
    pub(crate) moved_until: Option<Timestamp>,
}

impl Claim {
    /// Returns the ticket as a record knows it.
    pub(crate) fn slot(&self) -> Slot {
        Slot { hash: self.ticket.hash(), wrapped: [0; 32] }
    }
}

/// The tokens of the sessions of one type in a store, and the seals of their records.
#[derive(Clone)]
pub(crate) struct StoredTokens {
    keys: Keys,
    encryption: Encryption,
    schema: &'static Schema,
    seals: RecordSeals,
}

impl StoredTokens {
    /// Creates the tokens for the cookie of this name.
    pub(crate) fn new(keys: Keys, encryption: Encryption, cookie: &str, schema: &'static Schema) -> Self {
        let purpose = Purpose { kind: TokenKind::Stored(encryption), cookie, session: schema.name() };
        let key_ring = KeyRing::new(&keys, purpose);
        Self { keys, encryption, schema, seals: RecordSeals::new(key_ring, encryption) }
    }

    pub(crate) fn for_cookie(&self, cookie: &str) -> Self {
        Self::new(self.keys.clone(), self.encryption, cookie, self.schema)
    }

    pub(crate) fn log_key(&self) -> LogKey {
        self.keys.log_key()
    }

    /// Returns the seals of records.
    pub(crate) fn seals(&self) -> &RecordSeals {
        &self.seals
    }

    /// Returns the declaration of the sessions' type.
    pub(crate) fn schema(&self) -> &'static Schema {
        self.schema
    }

    /// Decodes the text of a cookie. Another instance's clock may be ahead of ours by `leeway`.
    pub(crate) fn decode(&self, text: &[u8], now: Timestamp, leeway: Duration) -> Result<Claim, Refusal> {
        if text.len() != text_length(LENGTH) {
            return Err(Refusal::Malformed);
        }
        let mut buffer = [0; LENGTH];
        let verified = self.seals.key_ring().verify(text, &mut buffer, now)?;
        let header = verified.header;
        if header.written > now.after(leeway) {
            return Err(Refusal::FromTheFuture);
        }
        let (name, ticket) = verified.body.split_first_chunk().ok_or(Refusal::Unreadable)?;
        Ok(Claim {
            name: Name::from_bytes(*name),
            ticket: Ticket::from_bytes(ticket.try_into().map_err(|_| Refusal::Unreadable)?),
            unborn: header.unborn,
            persistent: header.persistent,
            written: header.written,
            moved_until: None,
        })
    }

    /// Appends the text of a cookie to `text`.
    pub(crate) fn encode(&self, claim: &Claim, text: &mut String) {
        let key_ring = self.seals.key_ring();
        let header = Header {
            kind: key_ring.kind(),
            key_id: key_ring.current_id(),
            persistent: claim.persistent,
            began: claim.written,
            written: claim.written,
            entered: None,
            seen: None,
            session_id: None,
            version: 1,
            padded: false,
            unborn: claim.unborn,
            nonce: None,
        };
        let mut token = [0; LENGTH];
        header.put(&mut token);
        let (sealed, tag) = token.split_at_mut(LENGTH - TAG);
        let body = &mut sealed[Header::MIN..];
        body[..Name::LENGTH].copy_from_slice(claim.name.as_bytes());
        body[Name::LENGTH..].copy_from_slice(claim.ticket.as_bytes());
        tag.copy_from_slice(&key_ring.seal(sealed, Header::MIN));
        put_text(&token, text);
    }
}

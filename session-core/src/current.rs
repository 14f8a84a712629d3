//! The session of the current request, as its handle reaches it.

use std::fmt;

use crate::clocks::Clocks;
use crate::codec::{Out, changed_fields, put_fields};
use crate::cookie::SIZE_LIMIT;
use crate::error::{Origin, SessionError};
use crate::field::Record;
use crate::lifecycle::Did;
use crate::time::Timestamp;

/// A request's session: its value, where it came from, and what is to become of it.
///
/// It is what [`Live`](crate::Live) borrows; a request context owns it.
pub struct Current<S> {
    pub(crate) value: S,
    pub(crate) origin: Origin,
    /// When the request was opened.
    pub(crate) opened: Timestamp,
    pub(crate) clocks: Clocks,
    pub(crate) persistent: Persistent,
    /// Whether the session that came in has been ended, so that whatever is written is another one.
    pub(crate) ended: bool,
    wish: Wish,
    before: Before,
}

/// Shows where the session came from, never what is in it.
impl<S> fmt::Debug for Current<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Current").field("origin", &self.origin).finish_non_exhaustive()
    }
}

/// Whether the cookie outlives the browser's window: as it came, and as it is to be.
#[derive(Clone, Copy)]
pub(crate) struct Persistent {
    pub(crate) came: bool,
    pub(crate) wanted: bool,
}

/// What the handler asked for besides writing.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    None,
    Renew,
    Discard,
}

/// The fields' encoding before the first `&mut`, which is what a change is measured by: a token's bytes are no measure, since a
/// `HashMap` is written in another order each time it is read back.
enum Before {
    /// Nobody asked for `&mut`. In a checked request the encoding is there all the same.
    Untouched(Option<Box<[u8]>>),
    Touched(Box<[u8]>),
    /// It can't be compared: it couldn't be written, or has no room in a cookie.
    Unwritable,
}

/// How many bytes a cookie's value can carry.
pub(crate) const ROOM: usize = SIZE_LIMIT / 4 * 3;

/// Most sessions need a fraction of what a cookie has room for.
pub(crate) const USUAL: usize = 512;

fn encoding<S: Record>(value: &S) -> Option<Box<[u8]>> {
    let encode = |room: &mut [u8]| {
        let mut out = Out::new(room);
        put_fields(value, &mut out).ok()?;
        out.bytes().map(Into::into)
    };
    encode(&mut [0; USUAL]).or_else(|| encode(&mut [0; ROOM]))
}

impl<S: Record> Current<S> {
    /// `checked`: whether to find out that a field changes behind a shared reference.
    pub(crate) fn new(value: S, origin: Origin, opened: Timestamp, clocks: Clocks, persistent: bool, checked: bool) -> Self {
        let before = Before::Untouched(if checked { encoding(&value) } else { None });
        let persistent = Persistent { came: persistent, wanted: persistent };
        Self { value, origin, opened, clocks, persistent, ended: false, wish: Wish::None, before }
    }

    /// The value, to be changed.
    pub(crate) fn touch(&mut self) -> &mut S {
        if let Before::Untouched(known) = &mut self.before {
            self.before = known.take().or_else(|| encoding(&self.value)).map_or(Before::Unwritable, Before::Touched);
        }
        &mut self.value
    }

    pub(crate) fn renew(&mut self) {
        if self.wish == Wish::None {
            self.wish = Wish::Renew;
        }
    }

    /// From here on the request has a fresh session.
    pub(crate) fn end(&mut self, persistent: bool) {
        self.value = S::fresh();
        self.before = Before::Untouched(None);
        self.persistent = Persistent { came: persistent, wanted: persistent };
        self.origin = Origin::Fresh;
        self.clocks = Clocks::starting(self.opened);
        self.ended = true;
        if self.wish == Wish::Renew {
            self.wish = Wish::None;
        }
    }

    pub(crate) fn discard(&mut self) {
        self.wish = Wish::Discard;
    }

    /// What the handler did, given the fields' encoding as it is now; none if they weren't encoded.
    pub(crate) fn did(&self, now: Option<&[u8]>) -> Result<Did, SessionError> {
        let (wrote, new_identity) = self.changes(now)?;
        Ok(match self.wish {
            Wish::Discard => Did::Discarded,
            Wish::Renew => Did::Renewed,
            Wish::None if new_identity => Did::Renewed,
            Wish::None if wrote || self.persistent.came != self.persistent.wanted => Did::Wrote,
            Wish::None if self.ended => Did::Ended,
            Wish::None => Did::Read,
        })
    }

    /// Whether closing has to encode the fields to know what the handler did.
    pub(crate) fn is_untouched(&self) -> bool {
        matches!(self.before, Before::Untouched(None)) || self.wish == Wish::Discard
    }

    /// Whether a field differs, and whether an `identity` field does.
    fn changes(&self, now: Option<&[u8]>) -> Result<(bool, bool), SessionError> {
        let field = |name: &str| S::FIELDS.iter().find(|field| field.name() == name);
        match (&self.before, now) {
            (Before::Untouched(Some(before)), Some(now)) if **before != *now => {
                let changed = changed_fields(before, now).find_map(field);
                Err(SessionError::ChangedBehindReference { field: changed.map_or("?", |field| field.rust_name()) })
            }
            (Before::Touched(before), Some(now)) if **before != *now => {
                let has_identity = S::FIELDS.iter().any(|field| field.is_identity());
                let mut changed = changed_fields(before, now).filter_map(field);
                Ok((true, has_identity && changed.any(|field| field.is_identity())))
            }
            // Not comparable, so it counts as changed in every field.
            (Before::Unwritable, Some(_)) => Ok((true, true)),
            _ => Ok((false, false)),
        }
    }
}

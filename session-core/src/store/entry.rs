//! What a store keeps under one name.

/// What a store keeps under one [`Name`](super::Name).
///
/// The body is sealed: a store, and whoever reads it, sees how long it is and nothing else. The
/// other parts stand outside of it, since [`touch`](super::Store::touch) changes two of them.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_structs, reason = "a store has a column for each part")]
pub struct Entry {
    /// The number that the last put drew: at most 62 bits, or [`ENDED`](Self::ENDED).
    pub version: u64,
    /// When the visitor was last seen, in seconds since 1970.
    pub seen: u64,
    /// The first second in which nobody needs the entry, in seconds since 1970.
    pub expires: u64,
    /// The sealed record, at most 256 KiB. It is empty once the session was ended.
    pub body: Vec<u8>,
}

impl Entry {
    /// The version of a session that was ended. No put expects it.
    pub const ENDED: u64 = i64::MAX as u64;

    /// Returns whether the session was ended.
    pub const fn is_ended(&self) -> bool {
        self.version == Self::ENDED
    }

    /// Returns this entry as it is written over the one that is `there`: `seen` and `expires` never
    /// go back. So a session that was ended is remembered for as long as it would have lasted.
    #[must_use]
    pub fn over(&self, there: Option<&Self>) -> Self {
        let [seen, expires] = there.map_or([0; 2], |there| [there.seen, there.expires]);
        Self { seen: self.seen.max(seen), expires: self.expires.max(expires), ..self.clone() }
    }
}

/// The answer to a [`put`](super::Store::put).
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a store gives one of these two answers")]
pub enum Put {
    /// The entry was written.
    Done,
    /// Nothing was written, and this is there.
    Found(Option<Entry>),
}

//! What a session type declares, as data, and how its fields are read and written. Nothing here
//! knows bytes.

#[doc(hidden)]
pub(crate) mod default;
#[doc(hidden)]
pub(crate) mod derived;
mod field;
pub(crate) mod record;
mod size;

pub use field::{Field, Value};
pub use size::{MaxLen, MaxSize, head_size, text_size};

use crate::cookie::CookiePolicy;
use crate::time::Timeouts;

/// What a session type declares, as data that can be read when the program runs.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a declaration says each of these or not")]
pub struct Schema {
    #[doc(hidden)]
    pub name: &'static str,
    #[doc(hidden)]
    pub cookie: CookiePolicy,
    #[doc(hidden)]
    pub timeouts: Timeouts,
    #[doc(hidden)]
    pub states: &'static [State],
    #[doc(hidden)]
    pub persistent: bool,
    #[doc(hidden)]
    pub no_store: bool,
    #[doc(hidden)]
    pub encrypted: bool,
    #[doc(hidden)]
    pub padded: Option<u8>,
    #[doc(hidden)]
    pub version: u8,
    #[doc(hidden)]
    pub bounded: bool,
    #[doc(hidden)]
    pub former_cookies: &'static [CookiePolicy],
}

impl Schema {
    /// What a type declares that says nothing else.
    #[doc(hidden)]
    pub const fn new(name: &'static str, cookie: CookiePolicy, timeouts: Timeouts, states: &'static [State]) -> Self {
        Self {
            name,
            cookie,
            timeouts,
            states,
            persistent: false,
            no_store: false,
            encrypted: false,
            padded: None,
            version: 1,
            bounded: false,
            former_cookies: &[],
        }
    }

    /// The name that every token is bound to: the package's and the type's, or what `name` says.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The cookie's name and attributes.
    pub const fn cookie(&self) -> &CookiePolicy {
        &self.cookie
    }

    /// Cookies that the session was kept in before, which are deleted where they are met.
    pub const fn former_cookies(&self) -> &'static [CookiePolicy] {
        self.former_cookies
    }

    /// How long a session lives, whatever its state.
    pub const fn timeouts(&self) -> &Timeouts {
        &self.timeouts
    }

    /// The states, in the order of their declaration. A struct has one, which has no name.
    pub const fn states(&self) -> &'static [State] {
        self.states
    }

    /// The state that a session begins in.
    pub fn start(&self) -> &'static State {
        self.states.iter().find(|state| state.start).unwrap_or(&self.states[0])
    }

    /// Whether the session is one of several declared states, and not a struct.
    pub const fn is_machine(&self) -> bool {
        !self.states[0].name.is_empty()
    }

    /// Whether a new session's cookie outlives the browser's window.
    pub const fn is_persistent(&self) -> bool {
        self.persistent
    }

    /// The version of the type that tokens are written by.
    pub const fn version(&self) -> u8 {
        self.version
    }

    /// Whether no cookie of it can be larger than browsers keep. Then it keeps no fields of other
    /// versions, which could be of any size.
    pub const fn is_bounded(&self) -> bool {
        self.bounded
    }

    /// Whether its cookie can't be read by its visitor.
    pub const fn is_encrypted(&self) -> bool {
        self.encrypted
    }

    /// What the length of an encrypted body is rounded up to a multiple of.
    pub const fn padded(&self) -> Option<u8> {
        self.padded
    }

    /// Whether no response of this session may be stored, not even by the visitor's own browser.
    pub const fn is_no_store(&self) -> bool {
        self.no_store
    }
}

/// One state of a session: a struct has one, an enum has one for each variant.
#[derive(Debug)]
pub struct State {
    #[doc(hidden)]
    pub name: &'static str,
    #[doc(hidden)]
    pub aliases: &'static [&'static str],
    #[doc(hidden)]
    pub fields: &'static [&'static Field],
    #[doc(hidden)]
    pub removed: &'static [&'static str],
    #[doc(hidden)]
    pub timeouts: Timeouts,
    #[doc(hidden)]
    pub transitions: &'static [Transition],
    #[doc(hidden)]
    pub otherwise: Option<&'static str>,
    #[doc(hidden)]
    pub start: bool,
    #[doc(hidden)]
    pub no_store: bool,
}

impl State {
    /// A state of which nothing else is declared.
    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        fields: &'static [&'static Field],
        removed: &'static [&'static str],
        timeouts: Timeouts,
    ) -> Self {
        Self { name, aliases: &[], fields, removed, timeouts, transitions: &[], otherwise: None, start: false, no_store: false }
    }

    /// The variant's name, which is the state's in the token; empty for a struct.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Former names in tokens, which are still read.
    pub const fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }

    /// The fields that are stored, in the order of their declaration.
    pub const fn fields(&self) -> &'static [&'static Field] {
        self.fields
    }

    /// Names of fields that the struct had once.
    pub const fn removed(&self) -> &'static [&'static str] {
        self.removed
    }

    /// How long a session may be in this state: the lifetime counts from its entering, and what
    /// the state doesn't say is the session's own.
    pub const fn timeouts(&self) -> &Timeouts {
        &self.timeouts
    }

    /// Where a session can go from here, in the order of their declaration.
    pub const fn transitions(&self) -> &'static [Transition] {
        self.transitions
    }

    /// Where a page that needs this state sends a visitor in another one.
    pub const fn otherwise(&self) -> Option<&'static str> {
        self.otherwise
    }

    /// Whether sessions begin here.
    pub const fn is_start(&self) -> bool {
        self.start
    }

    /// Whether no response may be stored while a session is in this state.
    pub const fn is_no_store(&self) -> bool {
        self.no_store
    }

    /// Whether `name` is this state's name or one of its former ones.
    #[doc(hidden)]
    pub fn answers_to(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }

    /// Whether a name in the token is that of a field, now or formerly.
    #[doc(hidden)]
    pub fn knows(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.answers_to(name)) || self.removed.contains(&name)
    }

    /// The stored field with this name in the token.
    #[doc(hidden)]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().copied().find(|field| field.name() == name)
    }

    /// How many entries the map of a token in this state has: its fields, and its name if it has
    /// one.
    pub(crate) const fn entries(&self) -> usize {
        self.fields.len() + if self.name.is_empty() { 0 } else { 1 }
    }

    /// Whether tokens in this state carry a session id, by which one could be told from another:
    /// where somebody is known.
    pub(crate) const fn has_id(&self) -> bool {
        let (mut has_identity, mut i) = (false, 0);
        while i < self.fields.len() {
            has_identity |= self.fields[i].is_identity();
            i += 1;
        }
        !self.name.is_empty() && !self.start || has_identity
    }
}

/// A declared transition of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    target: &'static str,
    resets_lifetime: bool,
}

impl Transition {
    #[doc(hidden)]
    pub const fn new(target: &'static str, resets_lifetime: bool) -> Self {
        Self { target, resets_lifetime }
    }

    /// The name of the state that it leads to.
    pub const fn target(&self) -> &'static str {
        self.target
    }

    /// Whether the session's lifetime begins anew.
    pub const fn resets_lifetime(&self) -> bool {
        self.resets_lifetime
    }
}

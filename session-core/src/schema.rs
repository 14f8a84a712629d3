//! What a session type declares, as data: its name, its cookie, its states and their times.

use crate::cookie::CookiePolicy;
use crate::field::Field;
use crate::times::Times;

/// What a session type declares, as data that can be read at run time.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "a declaration says each of these or not")]
pub struct Schema {
    name: &'static str,
    cookie: CookiePolicy,
    times: Times,
    states: &'static [State],
    persistent: bool,
    no_store: bool,
    encrypted: bool,
    padded: Option<u8>,
    version: u8,
    bounded: bool,
    former_cookies: &'static [CookiePolicy],
}

impl Schema {
    #[doc(hidden)]
    pub const fn new(name: &'static str, cookie: CookiePolicy, times: Times, states: &'static [State]) -> Self {
        Self {
            name,
            cookie,
            times,
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

    #[doc(hidden)]
    #[must_use]
    pub const fn with_persistent(mut self) -> Self {
        self.persistent = true;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_no_store(mut self) -> Self {
        self.no_store = true;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_encryption(mut self, padded: Option<u8>) -> Self {
        self.encrypted = true;
        self.padded = padded;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_version(mut self, version: u8) -> Self {
        self.version = version;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_bound(mut self) -> Self {
        self.bounded = true;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_former_cookies(mut self, former: &'static [CookiePolicy]) -> Self {
        self.former_cookies = former;
        self
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
    pub const fn times(&self) -> &Times {
        &self.times
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

    /// Whether no cookie of it can be larger than browsers keep. Then it keeps no fields of other versions, which could be of any size.
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
    name: &'static str,
    aliases: &'static [&'static str],
    fields: &'static [&'static Field],
    removed: &'static [&'static str],
    times: Times,
    transitions: &'static [Transition],
    otherwise: Option<&'static str>,
    start: bool,
    no_store: bool,
}

impl State {
    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        fields: &'static [&'static Field],
        removed: &'static [&'static str],
        times: Times,
    ) -> Self {
        Self { name, aliases: &[], fields, removed, times, transitions: &[], otherwise: None, start: false, no_store: false }
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_transitions(mut self, transitions: &'static [Transition]) -> Self {
        self.transitions = transitions;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_otherwise(mut self, path: &'static str) -> Self {
        self.otherwise = Some(path);
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_start(mut self) -> Self {
        self.start = true;
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub const fn with_no_store(mut self) -> Self {
        self.no_store = true;
        self
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

    /// How long a session may be in this state: the lifetime counts from its entering, and what the state doesn't say is the
    /// session's own.
    pub const fn times(&self) -> &Times {
        &self.times
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

    /// How many entries the map of a token in this state has: its fields, and its name if it has one.
    pub(crate) const fn entries(&self) -> usize {
        self.fields.len() + if self.name.is_empty() { 0 } else { 1 }
    }

    /// Whether tokens in this state carry a session id, by which one could be told from another: where somebody is known.
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
    renews: bool,
}

impl Transition {
    #[doc(hidden)]
    pub const fn new(target: &'static str, renews: bool) -> Self {
        Self { target, renews }
    }

    /// The name of the state that it leads to.
    pub const fn target(&self) -> &'static str {
        self.target
    }

    /// Whether the session's lifetime begins anew.
    pub const fn renews(&self) -> bool {
        self.renews
    }
}

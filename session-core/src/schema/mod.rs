//! What a session type declares, as data, and how its fields are read and written. This module
//! knows nothing of bytes.

#[doc(hidden)]
pub(crate) mod copied;
#[doc(hidden)]
pub(crate) mod declared;
#[doc(hidden)]
pub(crate) mod default;
#[doc(hidden)]
pub(crate) mod derived;
mod encryption;
mod field;
#[doc(hidden)]
pub(crate) mod merge;
pub(crate) mod record;
pub(crate) mod sealed;
pub(crate) mod session_value;
mod size;

#[doc(hidden)]
pub use encryption::Encryption;
pub use field::{DeclaredContent, DeclaredType, Field, Shape, Value, ValueVariant};
pub use session_value::SessionValue;
pub use size::{MaxLen, MaxSize, head_size, text_size};

use std::time::Duration;

use crate::cookie::CookiePolicy;
use crate::time::Timeouts;

/// The declaration of a session type, as data that can be read when the program runs.
#[derive(Debug)]
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
    pub encryption: Option<Encryption>,
    #[doc(hidden)]
    pub padded: Option<u8>,
    #[doc(hidden)]
    pub version: u8,
    #[doc(hidden)]
    pub bounded: bool,
    #[doc(hidden)]
    pub renew_every: Option<Duration>,
    #[doc(hidden)]
    pub former_cookies: &'static [CookiePolicy],
}

impl Schema {
    /// Creates the schema of a type with the defaults of all other settings.
    #[doc(hidden)]
    pub const fn new(name: &'static str, cookie: CookiePolicy, timeouts: Timeouts, states: &'static [State]) -> Self {
        Self {
            name,
            cookie,
            timeouts,
            states,
            persistent: false,
            no_store: false,
            encryption: None,
            padded: None,
            version: 1,
            bounded: false,
            renew_every: None,
            former_cookies: &[],
        }
    }

    /// Returns the name that every token is bound to: the package's and the type's name, or the
    /// one that `name` gives.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the cookie's name and attributes.
    pub const fn cookie(&self) -> &CookiePolicy {
        &self.cookie
    }

    /// Returns the cookies that the session was kept in before. A response deletes those that its
    /// request carried.
    pub const fn former_cookies(&self) -> &'static [CookiePolicy] {
        self.former_cookies
    }

    /// Returns the session's timeouts, which apply in every state.
    pub const fn timeouts(&self) -> &Timeouts {
        &self.timeouts
    }

    /// Returns the states, in the order of their declaration. A struct has one state, whose name
    /// is empty.
    pub const fn states(&self) -> &'static [State] {
        self.states
    }

    /// Returns the state that a session begins in.
    pub fn start(&self) -> &'static State {
        self.states.iter().find(|state| state.start).unwrap_or(&self.states[0])
    }

    /// Returns whether the session is an enum of states and not a struct.
    pub const fn is_machine(&self) -> bool {
        !self.states[0].name.is_empty()
    }

    /// Returns whether a new session's cookie outlives the browser's window.
    pub const fn is_persistent(&self) -> bool {
        self.persistent
    }

    /// Returns the version of the type that tokens are written with.
    pub const fn version(&self) -> u8 {
        self.version
    }

    /// Returns whether no cookie of this type can be larger than browsers keep. A bounded session
    /// keeps no fields of other versions, because those could have any size.
    pub const fn is_bounded(&self) -> bool {
        self.bounded
    }

    /// Returns how often the ticket of a session in a store is renewed, if it is renewed by itself.
    pub const fn renew_every(&self) -> Option<Duration> {
        self.renew_every
    }

    /// Returns whether the session's cookie is encrypted, so that its visitor can't read it.
    pub const fn is_encrypted(&self) -> bool {
        self.encryption.is_some()
    }

    /// Returns the step that the length of an encrypted body is rounded up to a multiple of.
    pub const fn padded(&self) -> Option<u8> {
        self.padded
    }

    /// Returns whether no response of this session may be stored, not even by the visitor's own
    /// browser.
    pub const fn is_no_store(&self) -> bool {
        self.no_store
    }
}

/// One state of a session. A struct has one state, and an enum has one for each variant.
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
    #[doc(hidden)]
    pub no_grace: bool,
}

impl State {
    /// Creates a state with the defaults of all other settings.
    #[doc(hidden)]
    pub const fn new(
        name: &'static str,
        fields: &'static [&'static Field],
        removed: &'static [&'static str],
        timeouts: Timeouts,
    ) -> Self {
        Self {
            name,
            aliases: &[],
            fields,
            removed,
            timeouts,
            transitions: &[],
            otherwise: None,
            start: false,
            no_store: false,
            no_grace: false,
        }
    }

    /// Returns the variant's name, which is also the state's name in the token; empty for a
    /// struct.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the former names in tokens, which are still read.
    pub const fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }

    /// Returns the stored fields, in the order of their declaration.
    pub const fn fields(&self) -> &'static [&'static Field] {
        self.fields
    }

    /// Returns the names of fields that the struct had in the past.
    pub const fn removed(&self) -> &'static [&'static str] {
        self.removed
    }

    /// Returns how long a session may be in this state. The state's lifetime counts from when the
    /// session entered it. Timeouts that the state doesn't declare are the session's.
    pub const fn timeouts(&self) -> &Timeouts {
        &self.timeouts
    }

    /// Returns the transitions that lead from here, in the order of their declaration.
    pub const fn transitions(&self) -> &'static [Transition] {
        self.transitions
    }

    /// Returns where a page that needs this state sends visitors who are in another state.
    pub const fn otherwise(&self) -> Option<&'static str> {
        self.otherwise
    }

    /// Returns whether sessions begin in this state.
    pub const fn is_start(&self) -> bool {
        self.start
    }

    /// Returns whether no response may be stored while a session is in this state.
    pub const fn is_no_store(&self) -> bool {
        self.no_store
    }

    /// Returns whether a session in a store that has entered the state shows nothing of what it was
    /// before, not even to requests that were under way.
    pub const fn has_no_grace(&self) -> bool {
        self.no_grace
    }

    /// Returns whether `name` is this state's name or one of its former names.
    #[doc(hidden)]
    pub fn answers_to(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }

    /// Returns whether `name` is the name in the token of a field that the state has or had.
    #[doc(hidden)]
    pub fn knows(&self, name: &str) -> bool {
        self.fields.iter().any(|field| field.answers_to(name)) || self.removed.contains(&name)
    }

    /// Returns the stored field that has this name in the token.
    #[doc(hidden)]
    pub fn field(&self, name: &str) -> Option<&'static Field> {
        self.fields.iter().copied().find(|field| field.name() == name)
    }

    /// Returns how many entries the map of a token in this state has: one for each field, and one
    /// for the state's name if there is one.
    pub(crate) const fn entries(&self) -> usize {
        self.fields.len() + if self.name.is_empty() { 0 } else { 1 }
    }

    /// Returns whether tokens in this state carry a session id by themselves: they do if it is a
    /// state other than the start, or if it has an `identity` field.
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

    /// Returns the name of the state that the transition leads to.
    pub const fn target(&self) -> &'static str {
        self.target
    }

    /// Returns whether the session's lifetime begins again.
    pub const fn resets_lifetime(&self) -> bool {
        self.resets_lifetime
    }
}

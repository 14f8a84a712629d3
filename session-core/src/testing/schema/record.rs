//! A schema as text with one fact a line, and back.

use std::fmt;

use super::names::Names;
use super::types;
use crate::cookie::CookiePolicy;
use crate::schema::{DeclaredContent, DeclaredType, Field, Schema, State, ValueVariant};
use crate::time::{Timeouts, format_duration};

/// One line of the record: a key and its value. The lines below it that are indented further are
/// its parts.
#[derive(Default)]
pub(super) struct Fact {
    key: String,
    value: String,
    parts: Vec<Fact>,
}

/// The value that stands for nothing.
pub(super) const NONE: &str = "-";

impl Fact {
    fn new(key: &str, value: impl Into<String>) -> Self {
        Self { key: key.to_owned(), value: value.into(), parts: Vec::new() }
    }

    /// Returns all that is recorded of a session type.
    pub(super) fn of(schema: &Schema) -> Self {
        let cookie = schema.cookie();
        let mut parts = vec![
            Self::new("session", schema.name()),
            Self::new("version", schema.version().to_string()),
            Self::new("kind", if schema.is_encrypted() { "encrypted" } else { "signed" }),
            Self::new("cookie", cookie.name),
        ];
        parts.extend(scope(cookie));
        parts.extend(times(schema.timeouts()));
        parts.extend(schema.padded().map(|step| Self::new("padded", step.to_string())));
        parts.extend(schema.is_bounded().then(|| Self::new("bounded", "yes")));
        let names = Names::of(schema);
        parts.extend(schema.states().iter().map(|state| Self::of_state(state, schema.is_machine(), &names)));
        parts.extend(names.iter().map(|(name, declared)| Self::of_type(name, declared, &names)));
        Self { parts, ..Self::default() }
    }

    /// Returns what is recorded of a type that derives `SessionValue`.
    fn of_type(name: &str, declared: &DeclaredType, names: &Names) -> Self {
        let parts = match declared.content() {
            DeclaredContent::Names { fields, removed, .. } => {
                let fields = fields.iter().map(|field| Self::of_field(field, names));
                fields.chain(removed.iter().map(|removed| Self::new("removed", *removed))).collect()
            }
            DeclaredContent::Places(fields) => fields.iter().map(|field| Self::of_value("place", field, names)).collect(),
            DeclaredContent::Variants(variants) => variants.iter().map(|variant| Self::of_variant(variant, names)).collect(),
        };
        Self { parts, ..Self::new("type", name) }
    }

    fn of_variant(variant: &ValueVariant, names: &Names) -> Self {
        let mut parts: Vec<_> = variant.aliases().iter().map(|was| Self::new("was", *was)).collect();
        parts.extend(variant.value().map(|value| Self::of_value("value", value, names)));
        Self { parts, ..Self::new("variant", variant.name()) }
    }

    /// Returns what is recorded of a value without a name of its own.
    fn of_value(key: &str, value: &Field, names: &Names) -> Self {
        Self { parts: shape(value, names).into_iter().collect(), ..Self::new(key, value.type_name()) }
    }

    fn of_state(state: &'static State, has_times: bool, names: &Names) -> Self {
        let mut parts: Vec<_> = state.aliases().iter().map(|was| Self::new("was", *was)).collect();
        if has_times {
            parts.extend(times(state.timeouts()));
        }
        parts.extend(state.fields().iter().map(|field| Self::of_field(field, names)));
        parts.extend(state.removed().iter().map(|removed| Self::new("removed", *removed)));
        Self { parts, ..Self::new("state", if state.name().is_empty() { NONE } else { state.name() }) }
    }

    fn of_field(field: &Field, names: &Names) -> Self {
        let mut parts: Vec<_> = field.aliases().iter().map(|alias| Self::new("alias", *alias)).collect();
        parts.extend(shape(field, names));
        parts.extend(field.upgraded_from().map(|older| Self::new("upgrade", types::without_paths(older))));
        parts.extend(field.max_len().map(|max_len| Self::new("max_len", max_len.to_string())));
        parts.extend(field.is_identity().then(|| Self::new("identity", "yes")));
        Self { parts, ..Self::new("field", format!("{}: {}", field.name(), field.type_name())) }
    }

    /// Reads a recorded text. Nothing in it is required: a missing line leaves its fact out.
    pub(super) fn parse(text: &str) -> Self {
        let mut root = Self::default();
        for line in text.lines() {
            let fact = line.trim_start();
            let depth = (line.len() - fact.len()) / INDENT;
            let (key, value) = fact.split_once(' ').unwrap_or((fact, ""));
            let mut parent = &mut root;
            for _ in 0..depth {
                // A line that is indented too far becomes a part of the root.
                match parent.parts.len() {
                    0 => break,
                    last => parent = &mut parent.parts[last - 1],
                }
            }
            parent.parts.push(Self::new(key, value));
        }
        root
    }

    /// Returns the value under a key, if there is one.
    pub(super) fn get(&self, key: &str) -> Option<&str> {
        self.all(key).next().map(|fact| fact.value.as_str())
    }

    /// Returns all facts under a key.
    pub(super) fn all(&self, key: &str) -> impl Iterator<Item = &Self> {
        self.parts.iter().filter(move |fact| fact.key == key)
    }

    pub(super) fn value(&self) -> &str {
        &self.value
    }
}

const INDENT: usize = 4;

/// Returns what distinguishes a cookie from another cookie of the same name.
fn scope(cookie: &CookiePolicy) -> impl Iterator<Item = Fact> {
    let partitioned = cookie.partitioned.then(|| Fact::new("partitioned", "yes"));
    [Fact::new("domain", cookie.domain.unwrap_or(NONE)), Fact::new("path", cookie.path)].into_iter().chain(partitioned)
}

/// Returns what a field's type is stored as, if the type as it is written doesn't tell.
fn shape(field: &Field, names: &Names) -> Option<Fact> {
    names.untold(field).map(|shape| Fact::new("shape", shape))
}

fn times(times: &Timeouts) -> [Fact; 2] {
    [
        Fact::new("lifetime", format_duration(times.lifetime())),
        Fact::new("idle", times.idle().map_or_else(|| NONE.to_owned(), format_duration)),
    ]
}

/// Writes the text that [`Fact::parse`] reads.
impl fmt::Display for Fact {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn put(fact: &Fact, depth: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            writeln!(f, "{:indent$}{} {}", "", fact.key, fact.value, indent = depth * INDENT)?;
            fact.parts.iter().try_for_each(|part| put(part, depth + 1, f))
        }
        self.parts.iter().try_for_each(|part| put(part, 0, f))
    }
}

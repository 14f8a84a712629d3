//! The table of all settings: each one's name, where it may stand, and whether it may be repeated.

use crate::suggest;

/// A part of a declaration that `#[session(…)]` can stand on.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Place {
    /// A type that derives `Session`.
    Session,
    /// A struct that derives `SessionState`.
    State,
    /// A variant of an enum that derives `Session`.
    Variant,
    /// A field of a struct that derives either.
    Field,
    /// A type that derives `SessionValue`.
    Value,
    /// A variant of an enum that derives `SessionValue`.
    ValueVariant,
    /// A field of a struct that derives `SessionValue`.
    ValueField,
}

use Place::{Field, Session, State, Value, ValueField, ValueVariant, Variant};

/// A row of the table.
struct Row {
    name: &'static str,
    places: &'static [Place],
    may_repeat: bool,
}

const fn once(name: &'static str, places: &'static [Place]) -> Row {
    Row { name, places, may_repeat: false }
}

const fn repeatable(name: &'static str, places: &'static [Place]) -> Row {
    Row { name, places, may_repeat: true }
}

/// Every setting. Messages list the names in this order.
const SETTINGS: [Row; 40] = [
    once("name", &[Session]),
    once("cookie", &[Session]),
    once("domain", &[Session]),
    once("path", &[Session]),
    once("same_site", &[Session]),
    once("partitioned", &[Session]),
    once("http_only", &[Session]),
    once("secure", &[Session]),
    once("start", &[Variant]),
    once("to", &[Variant]),
    once("timeouts", &[Session, Variant]),
    once("lifetime", &[Session, Variant]),
    once("idle", &[Session, Variant]),
    once("refresh", &[Session, Variant]),
    once("renew_every", &[Session]),
    once("otherwise", &[Variant]),
    once("no_grace", &[Variant]),
    once("persistent", &[Session]),
    once("default", &[Field, ValueField]),
    once("rename", &[Field, ValueField]),
    repeatable("alias", &[Field, ValueField]),
    once("skip", &[Field]),
    once("identity", &[Field]),
    once("secret", &[Field]),
    once("upgrade", &[Field]),
    once("max_len", &[Field]),
    once("merge", &[Field]),
    once("group", &[Field]),
    once("removed", &[Session, State, Value]),
    once("no_store", &[Session, Variant]),
    once("server_only", &[Session, Variant, Field]),
    repeatable("was", &[Variant, ValueVariant]),
    once("encrypted", &[Session]),
    once("padded", &[Session]),
    once("debug", &[Session, State]),
    once("bounded", &[Session, State]),
    once("version", &[Session]),
    once("upgrade_from", &[Session]),
    repeatable("was_cookie", &[Session]),
    once("crate", &[Session, State, Value]),
];

impl Place {
    /// Returns whether a setting of this name may stand here.
    pub(crate) fn has(self, name: &str) -> bool {
        self.names().any(|known| known == name)
    }

    /// Explains why a setting of this name can't stand here, and what to write instead.
    pub(crate) fn refusal(self, name: &str) -> String {
        if self == ValueField && name == "skip" {
            return "a value is stored as a whole; keep what isn't stored in a field of the session itself, with `skip` there"
                .to_owned();
        }
        if matches!(self, Variant | ValueVariant) && ["rename", "alias"].contains(&name) {
            return format!(
                "`{name}` is a setting of a field; a variant is stored by its own name, so write `was = \"…\"` for a name that it had before"
            );
        }
        if let Some((_, called)) = self.elsewhere().iter().find(|(place, _)| place.has(name)) {
            return format!("`{name}` is a setting of {called}; write it there");
        }
        let names: Vec<_> = self.names().collect();
        match suggest::nearest(name, names.iter().copied()) {
            Some(meant) => format!("unknown setting `{name}`; did you mean `{meant}`?"),
            None => format!("unknown setting `{name}`; here can stand: `{}`", names.join("`, `")),
        }
    }

    /// Lists the names of the settings that may stand here.
    fn names(self) -> impl Iterator<Item = &'static str> {
        SETTINGS.iter().filter(move |row| row.places.contains(&self)).map(|row| row.name)
    }

    /// Lists the places that a misplaced setting may belong to, as messages call them. The first
    /// that has the setting is told.
    const fn elsewhere(self) -> &'static [(Self, &'static str)] {
        match self {
            Session => &[(Field, "a field"), (Variant, "a variant")],
            State => &[(Variant, "the variant"), (Field, "a field"), (Session, "the enum")],
            Variant => &[(Session, "the enum"), (State, "the state's struct"), (Field, "a field")],
            Field => &[(State, "the struct"), (Session, "the session"), (Variant, "a variant")],
            Value => {
                &[(ValueField, "a field"), (ValueVariant, "a variant"), (Session, "the session"), (Field, "a session's field")]
            }
            ValueVariant => &[(Value, "the type"), (ValueField, "a field with a name"), (Variant, "a session's variant")],
            ValueField => {
                &[(Value, "the struct"), (Field, "the session's field that this is inside of"), (Session, "the session")]
            }
        }
    }
}

/// Returns whether a setting of this name may stand several times in one place.
pub(crate) fn may_repeat(name: &str) -> bool {
    SETTINGS.iter().any(|row| row.name == name && row.may_repeat)
}

/// Explains that a setting stands twice where one is expected.
pub(crate) fn given_twice(name: &str) -> String {
    format!("`{name}` is given twice; keep one")
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::SETTINGS;

    #[test]
    fn every_setting_has_one_row_and_a_place() {
        let mut names = HashSet::new();
        for row in &SETTINGS {
            assert!(names.insert(row.name), "{} has two rows", row.name);
            assert!(!row.places.is_empty(), "{} may stand nowhere", row.name);
        }
    }
}

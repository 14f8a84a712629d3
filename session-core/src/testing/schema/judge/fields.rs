//! The fields of a session's state, or of a struct inside of a field.

use super::Judgement;
use crate::schema::{Field, Shape};
use crate::testing::schema::record::Fact;
use crate::testing::schema::types::{self, Fit};

/// The fields of a state or of a struct, as they are now.
pub(super) struct FieldsNow<'f> {
    /// The name of the struct, behind ` of `, or nothing for a session's own fields.
    pub(super) of: &'f str,
    pub(super) stored: &'static [&'static Field],
    pub(super) removed: &'static [&'static str],
    /// Whether every field that is missing has a value.
    pub(super) has_defaults: bool,
}

impl FieldsNow<'_> {
    fn find(&self, name: &str) -> Option<&'static Field> {
        self.stored.iter().copied().find(|field| field.answers_to(name))
    }

    fn knows(&self, name: &str) -> bool {
        self.find(name).is_some() || self.removed.contains(&name)
    }
}

impl Judgement<'_> {
    pub(super) fn fields(&mut self, old: &Fact, now: &FieldsNow<'_>) {
        let of = now.of;
        let mut known = Vec::new();
        for recorded in old.all("field") {
            let (name, ty) = recorded.value().split_once(": ").unwrap_or((recorded.value(), ""));
            known.push(name);
            let field = now.find(name);
            match field {
                Some(field) => self.field(name, ty, recorded, field, of),
                None if now.knows(name) => {}
                None => self.loses(format!(
                    "the field `{name}`{of} no longer exists; write `removed(\"{name}\")` if you removed it, or `rename = \"{name}\"` if you renamed it"
                )),
            }
            for alias in recorded.all("alias").map(Fact::value) {
                known.push(alias);
                match now.find(alias) {
                    None if now.knows(alias) => {}
                    Some(other) if field.is_some_and(|field| field.name() == other.name()) => {}
                    Some(other) => self.wakes_up(alias, other),
                    None => self.loses(format!(
                        "the field `{name}`{of} was called `{alias}` once, and cookies may still contain that name; keep `alias = \"{alias}\"` for as long as they live, and write `removed(\"{alias}\")` then"
                    )),
                }
            }
        }
        for removed in old.all("removed").map(Fact::value).filter(|removed| !now.removed.contains(removed)) {
            match now.find(removed) {
                Some(field) => self.wakes_up(removed, field),
                None => self.loses(format!(
                    "`{removed}` is the name of a removed field{of}, whose old values may still be in cookies; keep `removed(\"{removed}\")`"
                )),
            }
        }
        let is_new = |field: &&&Field| !known.iter().any(|name| field.answers_to(name));
        let is_option =
            |field: &Field| types::is_option(field.type_name()) || matches!(field.shape(), Some(Shape::Optional(_)));
        let is_missed = |field: &&&Field| !field.has_default() && !is_option(field);
        if now.has_defaults {
            // Without defaults, the cookie is refused, and nobody gets another's session.
            for field in now.stored.iter().filter(is_new).filter(is_missed).filter(|field| field.is_identity()) {
                self.loses(format!(
                    "the field `{}`{of} says whose session it is and is new: sessions without it would belong to whoever a `Default` says; write `#[session(default = …)]`, or make it an `Option` that is `None` there",
                    field.name()
                ));
            }
        } else {
            for field in now.stored.iter().filter(is_new).filter(is_missed) {
                // A `Default` may name a user who exists.
                let default = if field.is_identity() { "default = …" } else { "default" };
                self.loses(format!(
                    "the field `{}`{of} is new, and a cookie without it is refused; write `#[session({default})]`, or make it an `Option`",
                    field.name()
                ));
            }
        }
    }

    fn wakes_up(&mut self, name: &str, field: &Field) {
        self.loses(format!(
            "`{name}` was the name of another field, whose old values would be read as `{}`; write `rename = \"…\"` there, with a name never used before",
            field.rust_name()
        ));
    }

    /// Compares a field that still exists.
    fn field(&mut self, name: &str, written: &str, old: &Fact, field: &Field, of: &str) {
        let types = self.types_of(written, old, field);
        let (ty, now, fit) = (types.was, &*types.now, types.fit);
        let another = match of {
            "" => "if they mean something else now, give the field a new `rename`, or the type a new `version`",
            _ => "if they mean something else now, give the field a new `rename`",
        };
        match (field.upgraded_from(), fit) {
            (_, Fit::Same) => {}
            (older, Fit::Changes(how)) => self.loses(format!(
                "the field `{name}`{of} was a `{ty}` and is a `{now}`, which {how}{}; keep the type, or give the field a new `rename` and a `default`, and write `removed(\"{name}\")`",
                if older.is_some() { ": `upgrade` never runs" } else { "" }
            )),
            (Some(_), Fit::Holds) => self.loses(format!(
                "the field `{name}` was a `{ty}` and is a `{now}`, which reads every stored value as it is: `upgrade` never runs; {another}"
            )),
            (None, Fit::Holds) => self.notes.push(format!(
                "the field `{name}`{of} was a `{ty}` and is a `{now}`, which reads stored values as they are; {another}"
            )),
            (Some(older), _) if !types::are_same(older, ty) && !types::are_same(older, written) => self.loses(format!(
                "the field `{name}` was a `{ty}` and is a `{now}`, and `upgrade` reads a `{}`; unless these are the same, write a function from `{ty}`",
                types::without_paths(older)
            )),
            (Some(_), _) if types::are_numbers(now, ty) => self.notes.push(format!(
                "the field `{name}` was a `{ty}` and is a `{now}`: `upgrade` runs only for stored values that don't fit, and the others are read as they are; {another}"
            )),
            (Some(_), _) => {}
            (None, _) if of.is_empty() => self.loses(format!(
                "the field `{name}` was a `{ty}` and is a `{now}`; stored values that don't fit make the session `Unreadable`, unless `upgrade = \"…\"` has a function from `{ty}`. Those that fit are read as they are; {another}"
            )),
            (None, _) => self.loses(format!(
                "the field `{name}`{of} was a `{ty}` and is a `{now}`; stored values that don't fit make the session `Unreadable`: give the field a new `rename` and a `default`, and write `removed(\"{name}\")`"
            )),
        }
        if types.drops_repeated && fit != Fit::Refuses {
            self.loses(format!(
                "the field `{name}`{of} was a list and is a set, which drops repeated items and the order of all; keep the list if these matter"
            ));
        }
        let is_upgraded = |older: &str| field.upgraded_from().is_some_and(|from| types::are_same(from, older));
        if let Some(older) = old.get("upgrade").filter(|older| !is_upgraded(older) && fit == Fit::Same) {
            self.loses(format!(
                "the field `{name}` was a `{older}` once, and cookies may still hold one; keep `upgrade` for as long as they live"
            ));
        }
        let old_limit = old.get("max_len").and_then(|max_len| max_len.parse().ok());
        if let Some(limit) = field.max_len().filter(|limit| old_limit.is_none_or(|old: usize| *limit < old)) {
            self.notes.push(format!(
                "the field `{name}` may have the length {limit} from now on; a longer one that is stored stays, and a handler that changes it has to shorten it"
            ));
        }
    }
}

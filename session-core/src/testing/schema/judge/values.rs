//! The types that derive `SessionValue`, which are inside of a session's fields.

use super::Judgement;
use super::fields::FieldsNow;
use crate::schema::{DeclaredContent, DeclaredType, Field, Schema, ValueVariant};
use crate::testing::schema::names::{Names, short};
use crate::testing::schema::record::Fact;
use crate::testing::schema::types::{self, Fit};

impl Judgement<'_> {
    /// Notes each recorded type that is a foreign one now.
    pub(super) fn foreign(&mut self, schema: &Schema) {
        for name in self.recorded.all("type").map(Fact::value) {
            let is_compared = self.compared.iter().any(|(compared, _)| *compared == name);
            if !is_compared && is_foreign(name, schema, &self.names) {
                self.notes.push(format!(
                    "`{name}` no longer derives `SessionValue`: what serde's derive reads isn't compared here, and a field that is added to it makes sessions `Unreadable`"
                ));
            }
        }
    }

    pub(super) fn declared(&mut self, name: &str, old: &Fact, now: &DeclaredType) {
        let has = |key| old.all(key).next().is_some();
        match now.content() {
            DeclaredContent::Names { fields, removed, has_default } if !has("place") && !has("variant") => {
                let of = format!(" of `{name}`");
                self.fields(old, &FieldsNow { of: &of, stored: fields, removed, has_defaults: *has_default });
            }
            DeclaredContent::Places(fields) if has("place") => self.places(name, old, fields),
            DeclaredContent::Variants(variants) if has("variant") => self.variants(name, old, variants),
            _ => self.loses(format!(
                "`{name}` was another kind of type: fields with names, fields without names and variants can't be read as each other; give the new type to a new field"
            )),
        }
    }

    /// Compares the fields of a tuple struct.
    fn places(&mut self, name: &str, old: &Fact, now: &'static [&'static Field]) {
        let old: Vec<_> = old.all("place").collect();
        if old.len() != now.len() {
            return self.loses(format!(
                "the tuple struct `{name}` had {} fields and has {}, and the places of all have to be there; give the new type to a new field",
                old.len(),
                now.len()
            ));
        }
        for (place, (old, now)) in old.into_iter().zip(now).enumerate() {
            self.value(&format!("the field {place} of `{name}`"), old, now);
        }
    }

    fn variants(&mut self, name: &str, old: &Fact, now: &'static [ValueVariant]) {
        for recorded in old.all("variant") {
            let variant = recorded.value();
            let find = |name: &str| now.iter().find(|variant| variant.answers_to(name));
            let Some(found) = find(variant) else {
                self.loses(format!(
                    "the variant `{variant}` of `{name}` no longer exists, and a session that has it becomes `Unreadable`; keep it, or if it has another name now, write `was = \"{variant}\"` there"
                ));
                continue;
            };
            for was in recorded.all("was").map(Fact::value) {
                if find(was).is_none_or(|other| other.name() != found.name()) {
                    self.loses(format!(
                        "the variant `{variant}` of `{name}` was called `{was}` once, and cookies may still contain that name; keep `was = \"{was}\"` for as long as they live"
                    ));
                }
            }
            match (recorded.all("value").next(), found.value()) {
                (None, None) => {}
                (Some(old), Some(now)) => self.value(&format!("the value of the variant `{variant}` of `{name}`"), old, now),
                (old, _) => {
                    let (was, is) = if old.is_some() { ("held a value", "is empty") } else { ("was empty", "holds a value") };
                    self.loses(format!(
                        "the variant `{variant}` of `{name}` {was} and {is}, which makes a session that has it `Unreadable`; add a variant of another name"
                    ));
                }
            }
        }
    }

    /// Compares a value that has no name of its own.
    fn value(&mut self, what: &str, old: &Fact, now: &Field) {
        let types = self.types_of(old.value(), old, now);
        let (was, is) = (types.was, &types.now);
        match types.fit {
            Fit::Same => {}
            Fit::Holds => {
                self.notes.push(format!("{what} was a `{was}` and is a `{is}`, which reads stored values as they are"));
            }
            Fit::Changes(how) => self.loses(format!("{what} was a `{was}` and is a `{is}`, which {how}")),
            Fit::Refuses => self.loses(format!(
                "{what} was a `{was}` and is a `{is}`; stored values that don't fit make the session `Unreadable`, and those that fit are read as they are"
            )),
        }
        if types.drops_repeated && types.fit != Fit::Refuses {
            self.loses(format!("{what} was a list and is a set, which drops repeated items and the order of all"));
        }
    }
}

/// Returns whether a foreign type of this name is in a session's fields.
fn is_foreign(name: &str, schema: &Schema, names: &Names) -> bool {
    let own = schema.states().iter().flat_map(|state| state.fields().iter().copied());
    let fields = own.chain(names.iter().flat_map(|(_, declared)| declared.fields()));
    let short = short(name);
    fields.filter(|field| field.shape().is_none()).any(|field| types::names(field.type_name()).any(|part| part == short))
}

//! How a field's type reads the values of its former type, by what both consist of.

use super::Judgement;
use crate::schema::{DeclaredContent, DeclaredType, Field, Shape};
use crate::testing::schema::names::{are_alike, short};
use crate::testing::schema::record::Fact;
use crate::testing::schema::types::{self, Fit};

/// The types that a field had and has.
pub(super) struct Types<'t> {
    pub(super) was: &'t str,
    pub(super) now: String,
    pub(super) fit: Fit,
    /// Whether the type has a set where it had a list.
    pub(super) drops_repeated: bool,
}

impl Judgement<'_> {
    /// Compares the types of a field that was `written` in the recorded declaration. What is lost
    /// inside of a declared type is told here.
    pub(super) fn types_of<'t>(&mut self, written: &'t str, recorded: &'t Fact, field: &Field) -> Types<'t> {
        let shape = recorded.get("shape");
        let was = shape.unwrap_or(written);
        let (now, fit) = match field.shape() {
            Some(shape) => (self.names.text(shape), self.fit(was, shape, field.is_upgraded())),
            None => (field.type_name().to_owned(), types::fit(field.type_name(), was)),
        };
        let is_written_alike = shape.is_none() && types::are_same(field.type_name(), written);
        let is_recorded = types::names(was).any(|name| self.recorded.all("type").any(|ty| short(ty.value()) == name));
        let had_list = types::names(written).any(|name| ["Vec", "VecDeque"].contains(&name));
        Types {
            was,
            now,
            // Of a foreign type only the name is known.
            fit: if is_written_alike && !is_recorded { Fit::Same } else { fit },
            drops_repeated: had_list && types::has_set(field.type_name()) && !types::has_set(written),
        }
    }

    /// Returns how a type of the shape `now` reads the values of the recorded type `was`.
    fn fit(&mut self, was: &str, now: &Shape, is_upgraded: bool) -> Fit {
        let parameters = |of: &[&str]| {
            let (name, parameters) = types::generic(was)?;
            of.contains(&name.as_str()).then_some(parameters)
        };
        if let Some(&[inside]) = parameters(&["Box", "Arc"]).as_deref() {
            return self.fit(inside, now, is_upgraded);
        }
        let (parts, shapes): (_, Vec<&Shape>) = match now {
            Shape::Plain(name) => return types::fit(name, was),
            Shape::Declared(declared) => return self.fit_of_declared(was, declared, is_upgraded),
            Shape::Optional(inside) => {
                return match types::inside_option(was) {
                    Some(was) => self.fit(was, inside, is_upgraded),
                    None => self.fit(was, inside, is_upgraded).max(Fit::Holds),
                };
            }
            // A set is recorded as a list.
            Shape::List(item) => (parameters(&["Vec", "VecDeque", "BTreeSet", "HashSet"]), vec![item]),
            Shape::Map(key, value) => (parameters(&["BTreeMap", "HashMap"]), vec![key, value]),
            Shape::Array(item, length) => {
                let array = was.strip_prefix('[').and_then(|was| was.strip_suffix(']')?.rsplit_once(';'));
                let item_was = array.filter(|(_, was)| was.trim() == length.to_string()).map(|(item, _)| vec![item]);
                (item_was, vec![item])
            }
            Shape::Tuple(shapes) => {
                let parts = was.strip_prefix('(').and_then(|was| was.strip_suffix(')'));
                (parts.map(types::split), shapes.to_vec())
            }
        };
        let Some(parts) = parts.filter(|parts| parts.len() >= shapes.len()) else { return Fit::Refuses };
        // Lists and maps have parameters that aren't stored behind the others: how they hash.
        if matches!(now, Shape::Tuple(_)) && parts.len() != shapes.len() {
            return Fit::Refuses;
        }
        let fits = parts.iter().zip(shapes).map(|(was, shape)| self.fit(was, shape, is_upgraded));
        fits.fold(Fit::Same, Fit::max)
    }

    fn fit_of_declared(&mut self, was: &str, now: &'static DeclaredType, is_upgraded: bool) -> Fit {
        let name = self.names.of_type(now).to_owned();
        let Some(recorded) = self.recorded_type(was, &name) else {
            return match now.content() {
                // What a foreign type consists of isn't recorded.
                _ if types::are_same(was, now.name()) => Fit::Same,
                // A struct with one place is stored as what is in it.
                DeclaredContent::Places([one]) => {
                    one.shape().map_or(Fit::Refuses, |shape| self.fit(was, shape, is_upgraded).max(Fit::Holds))
                }
                _ => Fit::Refuses,
            };
        };
        let pair = (recorded.value(), (now.id)());
        let fit = if short(recorded.value()) == short(&name) { Fit::Same } else { Fit::Holds };
        if self.compared.contains(&pair) {
            // The type of another field is told there, or the type is in itself.
            return if is_upgraded { fit } else { Fit::Same };
        }
        let mut inside = self.inside();
        inside.compared.push(pair);
        inside.declared(&name, recorded, now);
        let is_one_type = !is_upgraded && are_alike(recorded.value(), &name);
        if !is_one_type && !inside.losses.is_empty() {
            return Fit::Refuses;
        }
        self.losses.append(&mut inside.losses);
        self.notes.append(&mut inside.notes);
        self.compared = inside.compared;
        fit
    }
}

impl<'r> Judgement<'r> {
    /// Finds the recorded type that a field's recorded type has in it. Where two have one name and
    /// the field doesn't tell which, it is the one with the name that the type has `now`.
    fn recorded_type(&self, was: &str, now: &str) -> Option<&'r Fact> {
        let all: Vec<_> = self.recorded.all("type").filter(|ty| short(ty.value()) == short(was)).collect();
        let end = format!("::{was}");
        let find = |is: &dyn Fn(&str) -> bool| all.iter().copied().find(|ty| is(ty.value()));
        if let [one] = *all {
            return Some(one);
        }
        find(&|name| name == was)
            .or_else(|| find(&|name| was.contains("::") && name.ends_with(&end)))
            .or_else(|| find(&|name| name == now))
    }
}

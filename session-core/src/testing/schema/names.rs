//! The names that a record has for the types that derive `SessionValue`.

use super::types;
use crate::schema::{DeclaredType, Field, Schema, Shape, State};

/// The types that derive `SessionValue` and are inside of a session's fields, each under its name.
///
/// Where two have one name, each is called by its path. Where two have one path, since both are
/// inside of functions, the later one in the record has a number behind it.
pub(super) struct Names(Vec<(String, &'static DeclaredType)>);

impl Names {
    /// Names the types that are inside of a session's fields.
    pub(super) fn of(schema: &Schema) -> Self {
        let mut declared = Vec::new();
        let fields = schema.states().iter().flat_map(State::fields);
        fields.filter_map(|field| field.shape()).for_each(|shape| shape.collect_declared(&mut declared));
        let is_alone = |name: &str| declared.iter().filter(|other| other.name() == name).count() == 1;
        let path = |declared: &DeclaredType| match declared.name() {
            name if is_alone(name) => name.to_owned(),
            name => format!("{}::{name}", declared.module()),
        };
        let paths: Vec<_> = declared.iter().map(|declared| path(declared)).collect();
        let numbered = paths.iter().enumerate().map(|(index, path)| {
            let before = paths[..index].iter().filter(|other| *other == path).count();
            if before == 0 { path.clone() } else { format!("{path}#{}", before + 1) }
        });
        Self(numbered.zip(declared.iter().copied()).collect())
    }

    /// Iterates over the types, each with its name.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &'static DeclaredType)> {
        self.0.iter().map(|(name, declared)| (name.as_str(), *declared))
    }

    /// Returns the name of a type.
    pub(super) fn of_type(&self, declared: &DeclaredType) -> &str {
        self.iter().find(|(_, known)| known.is(declared)).map_or(declared.name(), |(name, _)| name)
    }

    /// Writes a shape with these names in it.
    pub(super) fn text(&self, shape: &Shape) -> String {
        shape.text(&|declared| self.of_type(declared).to_owned())
    }

    /// Returns what a field's type is stored as, if the type as it is written doesn't tell.
    pub(super) fn untold(&self, field: &Field) -> Option<String> {
        let shape = self.text(field.shape()?);
        (shape.contains("::") || !types::are_same(&shape, field.type_name())).then_some(shape)
    }
}

/// Returns the name of a type without its path and its number.
pub(super) fn short(name: &str) -> String {
    let path = name.split_once('#').map_or(name, |(path, _)| path);
    types::without_paths(path)
}

/// Returns whether two names can be those of one type at different times. A path that changed may
/// be the path of another type.
pub(super) fn are_alike(one: &str, other: &str) -> bool {
    let has_path = |name: &str| name.contains("::");
    one == other || short(one) == short(other) && !(has_path(one) && has_path(other))
}

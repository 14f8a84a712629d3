//! Shapes: what is known of a type's values where the type is.

use std::any::TypeId;
use std::fmt;

use super::Field;

/// The shape of a type's values: what a [`SessionValue`](trait@crate::SessionValue) is made of.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Shape {
    /// A number, `bool`, `char` or text, with its name in Rust.
    Plain(&'static str),
    /// An `Option`.
    Optional(&'static Shape),
    /// A list or a set.
    List(&'static Shape),
    /// An array and its length.
    Array(&'static Shape, usize),
    /// A tuple.
    Tuple(&'static [&'static Shape]),
    /// A map, with its keys and its values.
    Map(&'static Shape, &'static Shape),
    /// A struct or an enum that derives `SessionValue`.
    Declared(&'static DeclaredType),
}

/// A struct or an enum that derives [`SessionValue`](trait@crate::SessionValue).
#[derive(Clone, Copy)]
pub struct DeclaredType {
    #[doc(hidden)]
    pub name: &'static str,
    #[doc(hidden)]
    pub module: &'static str,
    #[doc(hidden)]
    pub id: fn() -> TypeId,
    #[doc(hidden)]
    pub holds_foreign: fn() -> bool,
    #[doc(hidden)]
    pub content: DeclaredContent,
}

/// What a declared type consists of.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum DeclaredContent {
    /// The fields of a struct, which are stored by their names.
    Names {
        /// The fields, in the order of their declaration.
        fields: &'static [&'static Field],
        /// The names of fields that the struct had in the past.
        removed: &'static [&'static str],
        /// Whether the struct implements `Default`, whose fields stand in for missing ones.
        has_default: bool,
    },
    /// The fields of a tuple struct or of a unit struct, which are stored by their places.
    Places(&'static [&'static Field]),
    /// The variants of an enum.
    Variants(&'static [ValueVariant]),
}

/// A variant of an enum that derives [`SessionValue`](trait@crate::SessionValue).
#[derive(Clone, Copy, Debug)]
pub struct ValueVariant {
    #[doc(hidden)]
    pub name: &'static str,
    #[doc(hidden)]
    pub aliases: &'static [&'static str],
    #[doc(hidden)]
    pub value: Option<&'static Field>,
}

/// The name of a text.
const TEXT: &str = "String";

/// The names of integers that any format holds.
const INTEGERS: [&str; 10] = ["i8", "i16", "i32", "i64", "isize", "u8", "u16", "u32", "u64", "usize"];

impl Shape {
    /// Returns whether a value of this shape has to be read back to know that it reads back: a
    /// value of a foreign type may be in it, or a key that not every format has.
    pub fn holds_foreign(&self) -> bool {
        self.is_doubtful(|declared| (declared.holds_foreign)())
    }

    /// Returns the answer of [`holds_foreign`](Self::holds_foreign), if declared types in this
    /// shape have these answers.
    pub(crate) fn is_doubtful(&self, of_declared: fn(&DeclaredType) -> bool) -> bool {
        match self {
            Self::Plain(_) => false,
            Self::Optional(inside) | Self::List(inside) | Self::Array(inside, _) => inside.is_doubtful(of_declared),
            Self::Map(key, value) => !key.is_key() || value.is_doubtful(of_declared),
            Self::Tuple(parts) => parts.iter().any(|part| part.is_doubtful(of_declared)),
            Self::Declared(declared) => of_declared(declared),
        }
    }

    /// Returns whether every format can have all of these values as the keys of a map. They are
    /// texts, integers, and structs with one place that is either.
    fn is_key(&self) -> bool {
        let is_plain = |shape: &Self| matches!(shape, Self::Plain(name) if *name == TEXT || INTEGERS.contains(name));
        match self {
            Self::Declared(DeclaredType { content: DeclaredContent::Places([one]), .. }) => one.shape().is_some_and(is_plain),
            shape => is_plain(shape),
        }
    }

    /// Writes the type as Rust calls it, with a name for each declared type.
    pub(crate) fn text(&self, name: &dyn Fn(&DeclaredType) -> String) -> String {
        match self {
            Self::Plain(name) => (*name).to_owned(),
            Self::Optional(inside) => format!("Option<{}>", inside.text(name)),
            Self::List(item) => format!("Vec<{}>", item.text(name)),
            Self::Array(item, length) => format!("[{}; {length}]", item.text(name)),
            Self::Tuple([one]) => format!("({},)", one.text(name)),
            Self::Tuple(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| part.text(name)).collect();
                format!("({})", parts.join(", "))
            }
            Self::Map(key, value) => format!("BTreeMap<{}, {}>", key.text(name), value.text(name)),
            Self::Declared(declared) => name(declared),
        }
    }

    /// Adds every declared type in this shape to `seen`, at any depth.
    pub(crate) fn collect_declared(&self, seen: &mut Vec<&'static DeclaredType>) {
        match self {
            Self::Plain(_) => {}
            Self::Optional(inside) | Self::List(inside) | Self::Array(inside, _) => inside.collect_declared(seen),
            Self::Map(key, value) => {
                key.collect_declared(seen);
                value.collect_declared(seen);
            }
            Self::Tuple(parts) => parts.iter().for_each(|part| part.collect_declared(seen)),
            Self::Declared(declared) if seen.iter().any(|known| known.is(declared)) => {}
            Self::Declared(declared) => {
                seen.push(declared);
                declared.fields().filter_map(Field::shape).for_each(|shape| shape.collect_declared(seen));
            }
        }
    }
}

impl DeclaredType {
    /// Returns the type's name.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the path of the module that the type is declared in.
    pub const fn module(&self) -> &'static str {
        self.module
    }

    /// Returns what the type consists of.
    pub const fn content(&self) -> &DeclaredContent {
        &self.content
    }

    /// Iterates over the fields of a struct, or over the values in an enum's variants.
    pub(crate) fn fields(&self) -> impl Iterator<Item = &'static Field> {
        let (fields, variants): (&[&Field], &[ValueVariant]) = match self.content {
            DeclaredContent::Names { fields, .. } | DeclaredContent::Places(fields) => (fields, &[]),
            DeclaredContent::Variants(variants) => (&[], variants),
        };
        fields.iter().copied().chain(variants.iter().filter_map(ValueVariant::value))
    }

    /// Returns whether these are the same type.
    pub(crate) fn is(&self, other: &Self) -> bool {
        (self.id)() == (other.id)()
    }
}

impl ValueVariant {
    /// Returns the variant's name in the session.
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// Returns the former names in sessions, which are still read.
    pub const fn aliases(&self) -> &'static [&'static str] {
        self.aliases
    }

    /// Returns the value that the variant holds, if it holds one.
    pub const fn value(&self) -> Option<&'static Field> {
        self.value
    }

    /// Returns whether `name` is this variant's name or one of its former names.
    pub(crate) fn answers_to(&self, name: &str) -> bool {
        self.name == name || self.aliases.contains(&name)
    }
}

/// Prints the type's name only, since a type may contain itself.
impl fmt::Debug for DeclaredType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeclaredType").field("name", &self.name).finish_non_exhaustive()
    }
}

/// Writes the type as Rust calls it. Types that are stored alike have one name: a set is a `Vec`
/// here, and what is in a `Box` stands without it.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text(&|declared| declared.name.to_owned()))
    }
}

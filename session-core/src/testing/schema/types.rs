//! Types as they are written, and which type can read the values of which.

/// Returns a type without the modules that it is in: `alloc::vec::Vec<u8>` becomes `Vec<u8>`.
pub(super) fn without_paths(ty: &str) -> String {
    let mut short = String::new();
    for part in ty.split_inclusive("::") {
        let Some(module) = part.strip_suffix("::") else {
            short.push_str(part);
            continue;
        };
        let start = module.rfind(|c: char| !c.is_alphanumeric() && c != '_').map_or(0, |end| end + 1);
        short.push_str(&module[..start]);
    }
    short
}

/// Lists the names in a type: of `Vec<shop::Item>`, `Vec`, `shop` and `Item`.
pub(super) fn names(ty: &str) -> impl Iterator<Item = &str> {
    ty.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|name| !name.is_empty())
}

/// Returns whether these are one type, whichever part of its path is written, and whichever number
/// behind it.
pub(super) fn are_same(one: &str, other: &str) -> bool {
    let compact = |ty: &str| {
        let mut pieces = ty.split('#');
        let first = pieces.next().unwrap_or_default().to_owned();
        let unnumbered = pieces.fold(first, |text, piece| text + piece.trim_start_matches(|c: char| c.is_ascii_digit()));
        without_paths(&unnumbered).replace(' ', "")
    };
    compact(one) == compact(other)
}

/// How a type reads the values of a former type. A later one is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Fit {
    /// Both are one type.
    Same,
    /// Every value is read as it is, whatever it means there.
    Holds,
    /// Every value is read, but some as another one. The text says which.
    Changes(&'static str),
    /// Some values can't be read, or that isn't known.
    Refuses,
}

/// Returns how a `new` reads the values of an `old`, by their names.
pub(super) fn fit(new: &str, old: &str) -> Fit {
    if let Some(inside) = inside_option(new) {
        return match inside_option(old) {
            Some(old) => fit(inside, old),
            None => fit(inside, old).max(Fit::Holds),
        };
    }
    if are_same(new, old) {
        return Fit::Same;
    }
    match (Number::of(new), Number::of(old)) {
        (Some(new), Some(old)) => new.fit(&old),
        _ if without_paths(new) == "String" && old == "char" => Fit::Holds,
        _ => Fit::Refuses,
    }
}

/// Returns whether both are types of numbers: then many numbers are values of either.
pub(super) fn are_numbers(one: &str, other: &str) -> bool {
    let is_number = |ty| Number::of(inside_option(ty).unwrap_or(ty)).is_some();
    is_number(one) && is_number(other)
}

/// A type of numbers.
enum Number {
    Integer { signed: bool, bits: u32 },
    Float { bits: u32 },
}

impl Number {
    fn of(ty: &str) -> Option<Self> {
        match ty {
            "f32" => return Some(Self::Float { bits: 32 }),
            "f64" => return Some(Self::Float { bits: 64 }),
            _ => {}
        }
        let signed = ty.starts_with('i');
        let bits = match ty.strip_prefix(['u', 'i'])? {
            "8" => 8,
            "16" => 16,
            "32" => 32,
            "64" | "size" => 64,
            "128" => 128,
            _ => return None,
        };
        Some(Self::Integer { signed, bits })
    }

    /// Returns how this type reads the values of `old`, which is another one.
    fn fit(&self, old: &Self) -> Fit {
        match (self, old) {
            (Self::Integer { signed: true, bits }, Self::Integer { signed: false, bits: old }) if old < bits => Fit::Holds,
            (Self::Integer { signed, bits }, Self::Integer { signed: was_signed, bits: old })
                if signed == was_signed && old <= bits =>
            {
                Fit::Holds
            }
            (Self::Integer { .. }, _) | (Self::Float { .. }, Self::Integer { bits: 128, .. }) => Fit::Refuses,
            (Self::Float { bits: 64 }, Self::Float { .. } | Self::Integer { bits: ..=32, .. }) => Fit::Holds,
            (Self::Float { bits: 64 }, Self::Integer { .. }) => Fit::Changes("rounds integers past 2^53"),
            (Self::Float { .. }, Self::Integer { bits: ..=16, .. }) => Fit::Holds,
            (Self::Float { .. }, Self::Integer { .. }) => Fit::Changes("rounds integers past 2^24"),
            (Self::Float { .. }, Self::Float { .. }) => {
                Fit::Changes("rounds numbers to some 7 digits and reads those past 3.4 * 10^38 as infinite")
            }
        }
    }
}

/// Returns the name of a type with parameters, and these.
pub(super) fn generic(ty: &str) -> Option<(String, Vec<&str>)> {
    let (name, parameters) = ty.split_once('<')?;
    Some((without_paths(name), split(parameters.strip_suffix('>')?)))
}

/// Splits a list of types at the commas that aren't inside of one of them.
pub(super) fn split(list: &str) -> Vec<&str> {
    let mut depth = 0_u32;
    let parts = list.split(|c: char| {
        match c {
            '<' | '(' | '[' => depth += 1,
            '>' | ')' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    });
    parts.map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// Returns whether a set is in a type, as it is written.
pub(super) fn has_set(ty: &str) -> bool {
    names(ty).any(|name| ["BTreeSet", "HashSet"].contains(&name))
}

/// Returns whether the type is an `Option`, which may be missing in a cookie.
pub(super) fn is_option(ty: &str) -> bool {
    inside_option(ty).is_some()
}

pub(super) fn inside_option(ty: &str) -> Option<&str> {
    let start = ty.find('<')?;
    let is_option = without_paths(&ty[..start]) == "Option";
    ty[start + 1..].strip_suffix('>').filter(|_| is_option)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_no_part_of_a_type() {
        for (long, short) in [
            ("u8", "u8"),
            ("alloc::string::String", "String"),
            ("std::collections::hash::map::HashMap<alloc::string::String, (u8, a::B)>", "HashMap<String, (u8, B)>"),
            ("[core::option::Option<x::y_z::T>; 2]", "[Option<T>; 2]"),
            ("::std::string::String", "String"),
        ] {
            assert_eq!(without_paths(long), short);
        }
    }

    #[test]
    fn a_wider_type_holds_a_narrower_one() {
        for (new, old) in [
            ("u64", "u32"),
            ("i64", "u32"),
            ("usize", "u64"),
            ("u64", "usize"),
            ("f64", "u32"),
            ("f64", "i32"),
            ("f64", "f32"),
            ("f32", "u16"),
            ("f32", "i8"),
            ("Option<u32>", "u32"),
            ("std::option::Option<u64>", "Option<u32>"),
            ("String", "char"),
        ] {
            assert_eq!(fit(new, old), Fit::Holds, "{old} as {new}");
        }
        assert_eq!(fit("std::string::String", "String"), Fit::Same);
        assert_eq!(fit("Option<a::Item>", "Option<a::Item#2>"), Fit::Same);
        for (new, old) in [
            ("u32", "u64"),
            ("u32", "i32"),
            ("i32", "u32"),
            ("u64", "i8"),
            ("u8", "f32"),
            ("f64", "u128"),
            ("u32", "Option<u32>"),
            ("u32", "String"),
            ("String", "u32"),
            ("Vec<u64>", "Vec<u32>"),
            ("UserId", "u64"),
        ] {
            assert_eq!(fit(new, old), Fit::Refuses, "{old} as {new}");
        }
    }

    /// What a float has no digits for is rounded when it is read.
    #[test]
    fn a_float_holds_what_it_has_digits_for() {
        for (new, old) in [
            ("f64", "u64"),
            ("f64", "i64"),
            ("f64", "usize"),
            ("f32", "u64"),
            ("f32", "u32"),
            ("f32", "i32"),
            ("f32", "f64"),
            ("Option<f64>", "u64"),
            ("Option<f64>", "Option<isize>"),
        ] {
            assert!(matches!(fit(new, old), Fit::Changes(_)), "{old} as {new}");
        }
    }

    #[test]
    fn a_list_of_types_is_split_between_them() {
        assert_eq!(split("u8, (A, B), HashMap<C, [D; 2]>,"), ["u8", "(A, B)", "HashMap<C, [D; 2]>"]);
        let (name, parameters) = generic("std::collections::HashMap<String, Vec<u8>>").expect("it has parameters");
        assert_eq!((name.as_str(), &*parameters), ("HashMap", &["String", "Vec<u8>"][..]));
    }
}

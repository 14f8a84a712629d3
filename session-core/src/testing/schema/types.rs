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

/// Returns whether these are one type, whichever part of its path is written.
pub(super) fn are_same(one: &str, other: &str) -> bool {
    let compact = |ty: &str| without_paths(ty).replace(' ', "");
    compact(one) == compact(other)
}

/// Returns whether every value of `old` can be read as a `new`, whatever it means there. The
/// answer for unknown types is no.
pub(super) fn holds(new: &str, old: &str) -> bool {
    if let Some(inside) = inside_option(new) {
        return holds(inside, inside_option(old).unwrap_or(old));
    }
    if are_same(new, old) {
        return true;
    }
    match (Number::of(new), Number::of(old)) {
        (Some(Number::Float), Some(old)) => !matches!(old, Number::Integer { bits: 128, .. }),
        (Some(Number::Integer { signed, bits }), Some(Number::Integer { signed: was_signed, bits: old_bits })) => {
            if signed == was_signed { old_bits <= bits } else { signed && old_bits < bits }
        }
        _ => without_paths(new) == "String" && old == "char",
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
    Float,
}

impl Number {
    fn of(ty: &str) -> Option<Self> {
        if ["f32", "f64"].contains(&ty) {
            return Some(Self::Float);
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
}

/// Returns whether the type is an `Option`, which may be missing in a cookie.
pub(super) fn is_option(ty: &str) -> bool {
    inside_option(ty).is_some()
}

fn inside_option(ty: &str) -> Option<&str> {
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
            ("f32", "f64"),
            ("Option<u32>", "u32"),
            ("std::option::Option<u64>", "Option<u32>"),
            ("String", "char"),
            ("std::string::String", "String"),
        ] {
            assert!(holds(new, old), "{old} as {new}");
        }
        for (new, old) in [
            ("u32", "u64"),
            ("u32", "i32"),
            ("i32", "u32"),
            ("u8", "f32"),
            ("f64", "u128"),
            ("u32", "Option<u32>"),
            ("u32", "String"),
            ("String", "u32"),
            ("Vec<u64>", "Vec<u32>"),
            ("UserId", "u64"),
        ] {
            assert!(!holds(new, old), "{old} as {new}");
        }
    }
}

//! Snapshots of the code that the derives write.
//!
//! `tests/expansion/` has declarations and, beside each, its expansion. To record them anew, run
//! `BLESS=1 cargo test -p session-derive`, then read what changed.

use std::path::Path;
use std::{env, fs};

use proc_macro2::TokenStream;
use syn::DeriveInput;

fn check(name: &str, derive: fn(&DeriveInput) -> TokenStream) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/expansion");
    let declaration = fs::read_to_string(folder.join(format!("{name}.rs"))).expect("a declaration");
    let input = syn::parse_str(&declaration).expect("a struct or an enum");
    let file = syn::parse2(derive(&input)).expect("a derive writes items");
    let expansion = prettyplease::unparse(&file);
    let recorded = folder.join(format!("{name}.expanded.rs"));
    if env::var_os("BLESS").is_some() {
        fs::write(&recorded, &expansion).expect("the folder can be written to");
    }
    let recorded = fs::read_to_string(&recorded).unwrap_or_default();
    assert_eq!(recorded, expansion, "{name}: left: as recorded, right: as it is now");
}

#[test]
fn a_struct() {
    check("visits", crate::derive_session);
}

#[test]
fn a_struct_whose_fields_are_merged() {
    check("shop", crate::derive_session);
}

#[test]
fn an_enum() {
    check("login", crate::derive_session);
}

#[test]
fn a_state() {
    check("logged_in", crate::derive_state);
}

#[test]
fn a_value_with_names() {
    check("item", crate::derive_value);
}

#[test]
fn a_value_with_places() {
    check("size", crate::derive_value);
}

#[test]
fn a_value_of_variants() {
    check("theme", crate::derive_value);
}

//! What is known of a type: its shape, and whether it holds a foreign type.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use session_core::schema::{DeclaredContent, Shape};
use session_core::{Session, SessionValue};

#[derive(SessionValue)]
struct Tree {
    number: u32,
    children: Vec<Tree>,
    by_name: HashMap<String, Branch>,
}

#[derive(SessionValue)]
enum Branch {
    Tree(Box<Tree>),
    Cut,
}

#[derive(SessionValue)]
struct Foreign {
    address: std::net::IpAddr,
}

#[derive(SessionValue)]
struct HoldsForeign {
    before: Option<Box<HoldsForeign>>,
    inside: Vec<(u8, Foreign)>,
}

#[derive(SessionValue)]
enum Variants {
    Plain(u8),
    Foreign(HoldsForeign),
}

#[derive(SessionValue)]
struct Places(u8, std::time::Duration);

#[derive(SessionValue, PartialEq, Eq, PartialOrd, Ord)]
struct Id(u64);

#[derive(SessionValue, PartialEq, Eq, Hash)]
enum Day {
    Monday,
}

#[derive(SessionValue)]
struct ByDay {
    days: Option<HashMap<Day, u8>>,
}

#[derive(Session)]
struct Everything {
    number: u32,
    tree: Option<Tree>,
    branches: Vec<Branch>,
    list: VecDeque<[Option<u8>; 2]>,
    set: BTreeSet<(char, bool)>,
    map: BTreeMap<String, Box<f32>>,
    numbered: HashMap<i16, Branch>,
    by_id: BTreeMap<Id, Box<str>>,
    wide: u128,
    bool_keys: BTreeMap<bool, u8>,
    time: std::time::Duration,
    inside: Vec<std::time::Duration>,
    foreign: Option<Foreign>,
    holds: Vec<HoldsForeign>,
    variants: Option<Variants>,
    places: Option<Places>,
    days: HashMap<Day, Id>,
    by_day: Vec<ByDay>,
}

#[test]
fn a_field_says_whether_serde_alone_knows_its_type() {
    let fields = Everything::SCHEMA.states()[0].fields();
    let foreign: Vec<_> = fields.iter().filter(|field| field.is_foreign()).map(|field| field.name()).collect();
    let expected = ["wide", "bool_keys", "time", "inside", "foreign", "holds", "variants", "places", "days", "by_day"];
    assert_eq!(foreign, expected);
    let unknown: Vec<_> = fields.iter().filter(|field| field.shape().is_none()).map(|field| field.name()).collect();
    assert_eq!(unknown, ["wide", "time", "inside"]);
}

#[test]
fn a_shape_is_called_as_its_type() {
    let shapes: Vec<_> =
        Everything::SCHEMA.states()[0].fields().iter().filter_map(|field| field.shape()).map(ToString::to_string).collect();
    let expected = [
        "u32",
        "Option<Tree>",
        "Vec<Branch>",
        "Vec<[Option<u8>; 2]>",
        "Vec<(char, bool)>",
        "BTreeMap<String, f32>",
        "BTreeMap<i16, Branch>",
        "BTreeMap<Id, String>",
        "BTreeMap<bool, u8>",
    ];
    assert_eq!(&shapes[..expected.len()], expected);
    assert_eq!(<(u8,)>::SHAPE.to_string(), "(u8,)");
    assert_eq!(<Arc<[Arc<str>]>>::SHAPE.to_string(), "Vec<String>");
}

#[test]
fn a_declared_type_shows_its_parts() {
    let Shape::Declared(tree) = Tree::SHAPE else { panic!("it derives the trait") };
    let DeclaredContent::Names { fields, .. } = tree.content() else { panic!("its fields have names") };
    assert_eq!(fields.iter().map(|field| field.name()).collect::<Vec<_>>(), ["number", "children", "by_name"]);
    assert_eq!((tree.name(), tree.module()), ("Tree", "values::shapes"));
    let Shape::Declared(branch) = Branch::SHAPE else { panic!("it derives the trait") };
    let DeclaredContent::Variants(variants) = branch.content() else { panic!("it is an enum") };
    assert_eq!(
        variants.iter().map(|variant| (variant.name(), variant.value().is_some())).collect::<Vec<_>>(),
        [("Tree", true), ("Cut", false)]
    );
    assert!(format!("{:?}", Tree::SHAPE).contains("Tree"), "a type that contains itself can be printed");
}

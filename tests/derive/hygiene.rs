//! The derives without a prelude, with shadowed names, and with fields that have the names of the
//! generated code.

#![no_implicit_prelude]
#![allow(dead_code, non_camel_case_types, non_snake_case, clippy::unused_self, reason = "names that are in the way")]

/// Other items under the names that a derive might take for granted.
mod shadow {
    pub(super) struct Option;
    pub(super) struct Result;
    pub(super) struct Ok;
    pub(super) struct Some;
    pub(super) struct None;
    pub(super) struct String;
    pub(super) struct Session;
    pub(super) struct View;
    pub(super) trait Default {}
    pub(super) mod core {}
    pub(super) mod std {}
    pub(super) mod session_core {}
}

#[allow(unused_imports, reason = "they are here to be in the way")]
use self::shadow::*;

#[derive(::session_core::Session)]
struct Hygiene {
    reader: u8,
    writer: u8,
    session: ::std::option::Option<u8>,
    field: u8,
    start: u8,
    value: u8,
    record: u8,
    r#type: ::std::string::String,
    r#async: u8,
    #[session(default = 7)]
    default: u8,
    #[session(identity, rename = "s")]
    self_: ::std::option::Option<u64>,
    #[session(skip)]
    R: u8,
    #[session(skip, default = ::std::vec::Vec::<u8>::new())]
    W: ::std::vec::Vec<u8>,
    LIFETIME: u8,
    IDLE: u8,
    REFRESH: u8,
}

/// The type has the name of one of our types.
#[derive(::session_core::Session)]
#[session(idle = "5m")]
struct Record {
    Record: u8,
}

#[derive(::session_core::Session)]
struct r#struct {
    r#fn: u8,
}

#[derive(::session_core::Session)]
struct Empty {}

#[derive(::session_core::Session)]
struct Unit;

/// The states and their fields have names of ours.
#[derive(::session_core::Session)]
#[session(idle = "2h")]
enum Machine {
    #[session(start, to(State resets_lifetime, r#enum))]
    View(View),
    #[session(lifetime = "1h", idle = "5m", refresh = "1m", was = "Former", to(View))]
    State(State),
    #[session(otherwise = "/", no_store)]
    r#enum(r#enum),
}

#[derive(::session_core::SessionState)]
struct View {
    state: u8,
    machine: ::std::option::Option<u8>,
    #[session(default = 7)]
    context: u8,
}

impl ::std::default::Default for View {
    fn default() -> Self {
        Self { state: 3, machine: ::std::option::Option::None, context: 4 }
    }
}

#[derive(::session_core::SessionState)]
struct State {
    record: u8,
    start: ::std::option::Option<u8>,
    #[session(skip)]
    reader: u8,
}

#[derive(::session_core::SessionState)]
#[allow(dead_code, reason = "it has no field")]
struct r#enum;

/// The fields of a value have names of ours, and so have its variants.
#[derive(::session_core::SessionValue)]
struct Value {
    entries: u8,
    slots: ::std::option::Option<::std::boxed::Box<Value>>,
    index: Variants,
    fields: Places,
    #[session(default = 7)]
    serializer: u8,
    r#type: r#mod,
}

#[derive(::session_core::SessionValue)]
struct Places(u8, ::std::string::String);

#[derive(::session_core::SessionValue)]
struct r#mod(::std::vec::Vec<r#mod>);

#[derive(::session_core::SessionValue)]
struct Nothing;

#[derive(::session_core::SessionValue)]
enum Variants {
    Some(Nothing),
    None,
    r#loop,
    content,
    #[session(was = "former")]
    Ok(::std::boxed::Box<Variants>),
}

/// A method of ours must not be confused with the user's.
impl Hygiene {
    fn read(&self) {}
    fn write(&self) {}
    fn look(&self) {}
    fn touch(&self) {}
    fn get(&self) {}
    fn fresh() {}
}

#[::std::prelude::v1::test]
fn fields_are_called_what_they_are_called() {
    use ::session_core::Session as _;
    let names: ::std::vec::Vec<&str> = ::std::iter::Iterator::collect(::std::iter::Iterator::map(
        <Hygiene as ::session_core::__private::Fields>::FIELDS.iter(),
        |f| f.name(),
    ));
    ::std::assert_eq!(
        names,
        [
            "reader", "writer", "session", "field", "start", "value", "record", "type", "async", "default", "s", "LIFETIME",
            "IDLE", "REFRESH"
        ]
    );
    ::std::assert_eq!(Hygiene::SCHEMA.cookie().name, "__Host-hygiene");
    ::std::assert_eq!(r#struct::SCHEMA.cookie().name, "__Host-struct");
    ::std::assert_eq!(r#struct::SCHEMA.name(), "session-tests/struct");
    let fresh = <Hygiene as ::session_core::__private::Record>::fresh();
    ::std::assert_eq!(fresh.default, 7);
}

#[::std::prelude::v1::test]
fn states_are_called_what_they_are_called() {
    use ::session_core::Session as _;
    let states = Machine::SCHEMA.states();
    ::std::assert_eq!([states[0].name(), states[1].name(), states[2].name()], ["View", "State", "enum"]);
    let Machine::View(fresh) = <Machine as ::session_core::__private::Record>::fresh() else { ::std::panic!("the start") };
    ::std::assert_eq!((fresh.state, fresh.context), (3, 7), "the field's own default comes before the struct's");
}

#[::std::prelude::v1::test]
fn values_are_called_what_they_are_called() {
    use ::session_core::SessionValue as _;
    let ::session_core::schema::Shape::Declared(declared) = Variants::SHAPE else { ::std::panic!("it derives the trait") };
    let ::session_core::schema::DeclaredContent::Variants(variants) = declared.content() else { ::std::panic!("an enum") };
    let names: ::std::vec::Vec<&str> =
        ::std::iter::Iterator::collect(::std::iter::Iterator::map(variants.iter(), ::session_core::schema::ValueVariant::name));
    ::std::assert_eq!(names, ["Some", "None", "loop", "content", "Ok"]);
    ::std::assert_eq!(::std::string::ToString::to_string(r#mod::SHAPE), "mod");
}

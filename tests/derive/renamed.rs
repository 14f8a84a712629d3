//! A crate that has session-core under another name, or inside of another crate.

mod nested {
    pub(crate) mod inner {
        pub(crate) use session_core as sessions;
    }
}

#[derive(nested::inner::sessions::Session)]
#[session(crate = "nested::inner::sessions", idle = "1h")]
struct Renamed {
    count: u32,
}

#[derive(nested::inner::sessions::Session)]
#[session(crate = "nested::inner::sessions")]
enum Machine {
    #[session(start, to(Two))]
    One(One),
    Two(Two),
}

#[derive(nested::inner::sessions::SessionState, Default)]
#[session(crate = "nested::inner::sessions")]
struct One;

#[derive(nested::inner::sessions::SessionState)]
#[session(crate = "nested::inner::sessions")]
struct Two {
    count: u32,
}

#[derive(nested::inner::sessions::Session)]
#[session(crate = "nested::inner::sessions")]
struct Holds {
    values: Vec<Value>,
}

#[derive(nested::inner::sessions::SessionValue)]
#[session(crate = "nested::inner::sessions")]
struct Value {
    count: Count,
    kind: Kind,
}

#[derive(nested::inner::sessions::SessionValue)]
#[session(crate = "nested::inner::sessions")]
struct Count(u32);

#[derive(nested::inner::sessions::SessionValue)]
#[session(crate = "nested::inner::sessions")]
enum Kind {
    Small,
    Of(Count),
}

#[test]
fn values_work_through_the_path_that_they_are_given() {
    use nested::inner::sessions::Sessions;
    use nested::inner::sessions::testing::{Browser, key};
    let mut browser = Browser::new(&Sessions::<Holds>::in_cookie(key(1)));
    browser.visit(|mut live| {
        live.values.extend([Kind::Small, Kind::Of(Count(2))].map(|kind| Value { count: Count(1), kind }));
    });
    let sum = |live: &Holds| {
        let each = live.values.iter().map(|value| value.count.0 + if let Kind::Of(count) = &value.kind { count.0 } else { 0 });
        each.sum::<u32>()
    };
    assert_eq!(browser.visit(|live| sum(&live)), 4);
}

#[test]
fn it_works_through_the_path_that_it_is_given() {
    use nested::inner::sessions::testing::{Browser, key};
    use nested::inner::sessions::{Session as _, Sessions};
    let mut browser = Browser::new(&Sessions::<Renamed>::in_cookie(key(1)));
    browser.visit(|mut live| live.count += 1);
    assert_eq!(browser.visit(|live| live.count), 1);
    assert_eq!(Renamed::SCHEMA.name(), "session-tests/Renamed");

    let mut browser = Browser::new(&Sessions::<Machine>::in_cookie(key(1)));
    browser.visit(|live| live.in_state::<One>().expect("the start").to(Two { count: 2 }).count += 1);
    assert_eq!(browser.visit(|live| live.in_state::<Two>().expect("the second state").count), 3);
}

//! The meaning of each attribute.

use std::time::Duration;

use session_core::format::Record as _;
use session_core::testing::{Browser, ManualClock, key};
use session_core::{SameSite, Session, Sessions};

#[derive(Session)]
struct Defaults {
    count: u32,
}

const HOUR: Duration = Duration::from_hours(1);

#[derive(Session)]
#[session(
    name = "shop",
    cookie = "basket",
    domain = "shop.example",
    path = "/shop",
    same_site = "None",
    partitioned,
    http_only = false,
    lifetime = Duration::from_hours(24),
    idle = HOUR,
    refresh = "5m",
    persistent,
    removed("old", "older"),
    no_store
)]
struct Everything {
    #[session(default = vec![1, 2], rename = "b", alias = "basket", alias = "cart")]
    items: Vec<u32>,
    #[session(default)]
    name: String,
    #[session(default = Some("a, b".to_owned()))]
    note: Option<String>,
    #[session(skip, default = 5)]
    scratch: u8,
}

#[derive(Session)]
#[session(path = "/account")]
struct NarrowPath {
    #[session(identity)]
    user: Option<u64>,
}

#[derive(Session)]
#[session(secure = false)]
struct Insecure {
    count: u32,
}

#[test]
fn what_is_not_said_has_a_safe_default() {
    let schema = Defaults::SCHEMA;
    let cookie = schema.cookie();
    assert_eq!((schema.name(), cookie.name), ("session-tests/Defaults", "__Host-defaults"));
    assert_eq!((cookie.path, cookie.domain, cookie.same_site), ("/", None, SameSite::Lax));
    assert!(cookie.secure && cookie.http_only && !cookie.partitioned);
    assert_eq!(schema.timeouts().lifetime(), HOUR * 24 * 30);
    assert_eq!((schema.timeouts().idle(), schema.timeouts().refresh()), (None, None));
    assert!(!schema.is_persistent() && !schema.is_no_store() && schema.states()[0].removed().is_empty());
}

#[test]
fn what_is_said_is_what_the_schema_has() {
    let schema = Everything::SCHEMA;
    let cookie = schema.cookie();
    assert_eq!((schema.name(), cookie.name), ("shop", "basket"));
    assert_eq!((cookie.path, cookie.domain, cookie.same_site), ("/shop", Some("shop.example"), SameSite::None));
    assert!(cookie.secure && !cookie.http_only && cookie.partitioned);
    assert_eq!(schema.timeouts().lifetime(), HOUR * 24);
    assert_eq!((schema.timeouts().idle(), schema.timeouts().refresh()), (Some(HOUR), Some(HOUR / 12)));
    assert!(schema.is_persistent() && schema.is_no_store());
    assert_eq!(schema.states()[0].removed(), ["old", "older"]);

    let [items, name, note] = Everything::SCHEMA.states()[0].fields() else { panic!("three fields are stored") };
    assert_eq!((items.name(), items.rust_name(), items.type_name()), ("b", "items", "Vec<u32>"));
    assert_eq!((items.aliases(), items.is_identity()), (&["basket", "cart"][..], false));
    assert_eq!((name.name(), note.name()), ("name", "note"));
    let fresh = Everything::fresh();
    assert_eq!((fresh.items, fresh.name, fresh.note, fresh.scratch), (vec![1, 2], String::new(), Some("a, b".to_owned()), 5));
}

#[test]
fn the_prefix_is_the_strongest_that_the_attributes_allow() {
    assert_eq!(NarrowPath::SCHEMA.cookie().name, "__Secure-narrow-path");
    assert_eq!(Insecure::SCHEMA.cookie().name, "insecure");
    assert!(NarrowPath::SCHEMA.states()[0].fields()[0].is_identity());
}

/// A skipped field only lives as long as its request.
#[test]
fn a_skipped_field_is_never_stored() {
    let mut browser = Browser::new(&Sessions::<Skips>::in_cookie(key(1)));
    browser.visit(|mut live| (live.kept, live.scratch) = (1, 9));
    assert_eq!(browser.visit(|live| (live.kept, live.scratch)), (1, 5));
    let (_, closed) = browser.request(|mut live| live.scratch = 9).expect("nothing to store");
    assert!(closed.set_cookie().is_none(), "a skipped field alone is no change");
}

#[derive(Session)]
struct Skips {
    kept: u8,
    #[session(skip, default = 5)]
    scratch: u8,
}

/// A change of an `identity` field gives the session another id. Any other change keeps the id.
#[test]
fn a_change_of_identity_renews_the_session() {
    let clock = ManualClock::default();
    let mut browser = Browser::new(&Sessions::<Account>::options().clock(clock.clone()).in_cookie(key(1)));
    let id = |browser: &mut Browser<Account>| {
        use base64::Engine as _;
        clock.advance(Duration::from_secs(1));
        let token = browser.cookie_mut().expect("a cookie").clone();
        base64::engine::general_purpose::URL_SAFE_NO_PAD.decode(token).expect("base64url")[15..31].to_vec()
    };
    browser.visit(|mut account| account.note.push('a'));
    let anonymous = id(&mut browser);
    browser.visit(|mut account| account.note.push('b'));
    assert_eq!(id(&mut browser), anonymous);
    browser.visit(|mut account| account.user = Some(7));
    let signed_in = id(&mut browser);
    assert_ne!(signed_in, anonymous);
    browser.visit(|mut account| account.user = Some(8));
    assert_ne!(id(&mut browser), signed_in, "from one user to another");
}

#[derive(Session)]
struct Account {
    #[session(identity)]
    user: Option<u64>,
    note: String,
}

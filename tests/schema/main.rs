//! What live sessions would lose by a change, reported before it is deployed: `assert_schema!`.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::{env, fs, process};

use session_core::testing::{assert_schema, check_schema};
use session_core::{Session, SessionState};

mod changes;
mod names;
mod nested;
mod numbers;

/// The type that is recorded in `account.txt`.
mod recorded {
    #[derive(session_core::Session)]
    #[session(name = "shop/Account", cookie = "__Host-account", lifetime = "12h", idle = "30m", removed("is_admin"))]
    pub(super) struct Account {
        #[session(identity)]
        pub(super) user: Option<u64>,
        #[session(rename = "b", alias = "basket")]
        pub(super) items: Vec<u32>,
        pub(super) theme: String,
    }

    #[derive(session_core::Session)]
    #[session(name = "shop/Login", cookie = "__Host-login", encrypted)]
    pub(super) enum Login {
        #[session(start, to(LoggedIn))]
        Anonymous(Anonymous),
        #[session(was = "Known", idle = "20m")]
        LoggedIn(LoggedIn),
    }

    /// The type that is recorded in `prices.txt`.
    #[derive(session_core::Session)]
    #[session(name = "shop/Prices", cookie = "prices", domain = "example.com", path = "/shop", encrypted, padded = 32)]
    pub(super) struct Prices {
        pub(super) eur: u32,
        pub(super) total: u64,
        #[session(upgrade = "text_of")]
        pub(super) code: String,
        #[session(max_len = 10)]
        pub(super) notes: Vec<u32>,
    }

    fn text_of(number: u16) -> String {
        number.to_string()
    }

    #[derive(session_core::SessionState, Default)]
    pub(super) struct Anonymous {
        pub(super) basket: Vec<u32>,
    }

    #[derive(session_core::SessionState)]
    pub(super) struct LoggedIn {
        pub(super) user: u64,
    }
}

#[test]
fn what_is_stored_is_what_is_recorded() {
    assert_schema!(recorded::Account, "tests/schema/account.txt");
    assert_schema!(recorded::Login, "tests/schema/login.txt");
    assert_schema!(recorded::Prices, "tests/schema/prices.txt");
}

/// Returns the report for `S` against `file`, or nothing if there is no difference.
fn objection<S: Session>(file: &str) -> Option<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schema/");
    let result = catch_unwind(AssertUnwindSafe(|| check_schema::<S>(&format!("{path}{file}"))));
    result.err().map(|panic| *panic.downcast::<String>().expect("a panic with a text"))
}

#[test]
fn a_change_that_loses_nothing_is_only_told() {
    #[derive(Session)]
    #[session(name = "shop/Account", cookie = "__Host-account", lifetime = "13h", idle = "30m", removed("is_admin", "theme"))]
    struct Account {
        user: Option<u64>,
        #[session(rename = "b", alias = "basket")]
        basket: Vec<u32>,
        page_size: u32,
    }
    let objection = objection::<Account>("account.txt").expect("it differs");
    assert!(objection.contains("No live session loses anything."), "{objection}");
    assert!(objection.contains("BLESS=1") && objection.contains("field page_size: u32"), "{objection}");
}

#[test]
fn a_change_that_loses_something_says_what_and_what_to_write() {
    #[derive(Session)]
    #[session(name = "shop/Customer", cookie = "__Host-customer", encrypted)]
    struct Account {
        user: Option<u64>,
        #[session(rename = "b")]
        items: String,
    }
    let objection = objection::<Account>("account.txt").expect("it differs");
    for loss in [
        "write `#[session(name = \"shop/Account\")]`, whatever the type is called in Rust",
        "was_cookie(name = \"__Host-account\")",
        "sessions were signed, and those can't be opened any more",
        "the field `b` was a `Vec<u32>` and is a `String`; stored values that don't fit",
        "the field `theme` no longer exists; write `removed(\"theme\")`",
    ] {
        assert!(objection.contains(loss), "{loss}\n{objection}");
    }
}

/// Upgrades the type that the field had before.
fn first(items: Vec<u32>) -> u32 {
    items.into_iter().next().unwrap_or_default()
}

/// The second version of an account.
#[derive(Session)]
#[session(name = "shop/Account", cookie = "__Host-account", version = 2, upgrade_from(recorded::Account))]
struct Next {
    users: Vec<u64>,
}

impl From<recorded::Account> for Next {
    fn from(account: recorded::Account) -> Self {
        Self { users: account.user.into_iter().collect() }
    }
}

#[test]
fn a_value_that_is_upgraded_is_not_lost_nor_is_another_version() {
    #[derive(Session)]
    #[session(name = "shop/Account", cookie = "__Host-account", lifetime = "12h", idle = "30m", removed("is_admin", "theme"))]
    struct Account {
        user: Option<u64>,
        #[session(rename = "b", alias = "basket", upgrade = "first")]
        item: u32,
    }
    assert!(objection::<Account>("account.txt").expect("it differs").contains("No live session loses"));
    assert!(objection::<Next>("account.txt").expect("it differs").contains("No live session loses"));
}

#[test]
fn a_state_that_goes_is_a_loss() {
    #[derive(Session)]
    #[session(name = "shop/Login", cookie = "__Host-login", encrypted)]
    enum Login {
        #[session(start, to(SignedIn))]
        Anonymous(Anonymous),
        #[session(idle = "20m")]
        SignedIn(SignedIn),
    }
    #[derive(SessionState, Default)]
    struct Anonymous {
        basket: Vec<u32>,
        added: u8,
    }
    #[derive(SessionState)]
    struct SignedIn {
        user: u64,
    }
    let objection_to_renaming = objection::<Login>("login.txt").expect("it differs");
    assert!(
        objection_to_renaming.contains("if it has another name now, write `was = \"LoggedIn\"`"),
        "{objection_to_renaming}"
    );
    assert!(!objection_to_renaming.contains("`added` is new"), "the start state is `Default`");
    assert_eq!(Anonymous { basket: Vec::new(), added: 0 }.added, 0);
}

#[test]
fn a_field_that_a_state_needs_is_a_loss() {
    #[derive(Session)]
    #[session(name = "shop/Login", cookie = "__Host-login", encrypted)]
    enum Grown {
        #[session(start, to(LoggedIn))]
        Anonymous(Empty),
        #[session(was = "Known", idle = "20m")]
        LoggedIn(Needy),
    }
    #[derive(SessionState, Default)]
    struct Empty {
        basket: Vec<u32>,
    }
    #[derive(SessionState)]
    struct Needy {
        user: u64,
        level: u8,
        theme: Option<String>,
        #[session(default = 10)]
        page_size: u8,
    }
    let objection = objection::<Grown>("login.txt").expect("it differs");
    assert!(objection.contains("the field `level` is new, and a cookie without it is refused"), "{objection}");
    assert!(!objection.contains("`theme` is new") && !objection.contains("`page_size` is new"), "{objection}");
    assert!(Empty { basket: Vec::new() }.basket.is_empty());
}

#[test]
fn what_was_never_recorded_is_told_how_to() {
    let folder: PathBuf = env::temp_dir().join(format!("session-schema-{}", process::id()));
    let path = folder.join("account.txt");
    let result = catch_unwind(AssertUnwindSafe(|| check_schema::<recorded::Account>(path.to_str().expect("a text"))));
    let message = *result.expect_err("there is no such file").downcast::<String>().expect("a text");
    assert!(message.contains("run this test with BLESS=1"), "{message}");
    assert!(!folder.exists());
    let windows = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/schema/account.txt")).expect("the record");
    fs::create_dir_all(&folder).and_then(|()| fs::write(&path, windows.replace('\n', "\r\n"))).expect("a temporary folder");
    check_schema::<recorded::Account>(path.to_str().expect("a text"));
    fs::remove_dir_all(&folder).expect("it is ours");
}

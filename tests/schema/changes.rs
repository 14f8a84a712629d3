//! Changes that could be deployed with nobody noticing the loss. Each loss is reported, with what
//! to write instead.

use session_core::{Session, SessionState};

use crate::objection;

/// Checks that the report for a type against `file` contains each of `told`, and reports a loss.
#[track_caller]
pub(crate) fn loses<S: Session>(file: &str, told: &[&str]) {
    let objection = objection::<S>(file).expect("it differs");
    let (losses, _) = objection.split_once("Run this test").expect("then how to record it");
    assert!(losses.contains("would lose data"), "{objection}");
    for what in told {
        assert!(losses.contains(what), "{what}\n{objection}");
    }
    assert_eq!(losses.matches("  * ").count(), told.len(), "{objection}");
}

/// `prices.txt` was recorded from a type with this declaration.
macro_rules! prices {
    ($($settings:tt)*) => {
        #[derive(Session)]
        #[session(name = "shop/Prices", encrypted $($settings)*)]
        struct Prices {
            eur: u32,
            total: u64,
            #[session(upgrade = "text_of")]
            code: String,
            #[session(max_len = 10)]
            notes: Vec<u32>,
        }
    };
}

fn text_of(number: u16) -> String {
    number.to_string()
}

#[test]
fn a_time_that_is_shorter_ends_sessions() {
    prices!(, cookie = "prices", domain = "example.com", path = "/shop", lifetime = "1h", idle = "10m");
    loses::<Prices>(
        "prices.txt",
        &["`lifetime` was 30d and is 1h: sessions past the new limit end", "`idle` was unlimited and is 10m"],
    );
}

#[test]
fn a_time_of_a_state_is_told_where_it_is_its_own() {
    #[derive(Session)]
    #[session(name = "shop/Login", cookie = "__Host-login", encrypted, lifetime = "10d")]
    enum Login {
        #[session(start, to(LoggedIn))]
        Anonymous(Anonymous),
        #[session(was = "Known", idle = "5m")]
        LoggedIn(LoggedIn),
    }
    #[derive(SessionState, Default)]
    struct Anonymous {
        basket: Vec<u32>,
    }
    #[derive(SessionState)]
    struct LoggedIn {
        user: u64,
    }
    loses::<Login>(
        "login.txt",
        &[
            "`lifetime` was 30d and is 10d",
            "`lifetime` of the state `LoggedIn` was 30d and is 10d",
            "`idle` of the state `LoggedIn` was 20m and is 5m",
        ],
    );
}

/// The session's name and cookie are found, but browsers also keep the former cookie.
#[test]
fn a_scope_that_changes_leaves_a_cookie_behind() {
    prices!(, cookie = "prices", path = "/");
    loses::<Prices>("prices.txt", &["write `was_cookie(name = \"prices\", domain = \"example.com\", path = \"/shop\")`"]);
}

#[test]
fn a_scope_that_is_named_as_a_former_one_is_no_loss() {
    prices!(, cookie = "prices", was_cookie(name = "prices", domain = "example.com", path = "/shop"));
    assert!(objection::<Prices>("prices.txt").expect("it differs").contains("No live session loses"));
}

#[test]
fn another_name_of_the_cookie_is_told_with_its_former_scope() {
    prices!(, cookie = "new");
    loses::<Prices>(
        "prices.txt",
        &[
            "write `cookie = \"prices\"`, or at least `was_cookie(name = \"prices\", domain = \"example.com\", path = \"/shop\")`",
        ],
    );
}

/// Former names are in cookies for as long as those live.
#[test]
fn a_former_name_of_a_field_is_kept() {
    #[derive(Session)]
    #[session(name = "shop/Account", cookie = "__Host-account", lifetime = "12h", idle = "30m")]
    struct Account {
        user: Option<u64>,
        #[session(rename = "b")]
        items: Vec<u32>,
        theme: String,
    }
    loses::<Account>("account.txt", &["keep `alias = \"basket\"`", "keep `removed(\"is_admin\")`"]);
}

#[test]
fn a_former_name_of_a_state_is_kept() {
    #[derive(Session)]
    #[session(name = "shop/Login", cookie = "__Host-login", encrypted)]
    enum Login {
        #[session(start, to(LoggedIn))]
        Anonymous(Anonymous),
        #[session(idle = "20m")]
        LoggedIn(LoggedIn),
    }
    #[derive(SessionState, Default)]
    struct Anonymous {
        basket: Vec<u32>,
    }
    #[derive(SessionState)]
    struct LoggedIn {
        user: u64,
    }
    loses::<Login>("login.txt", &["keep `was = \"Known\"`"]);
}

/// A visitor who once was an administrator doesn't become one again because a new field has that
/// name.
#[test]
fn old_values_do_not_wake_up_unnoticed() {
    #[derive(Session)]
    #[session(name = "shop/Account", cookie = "__Host-account", lifetime = "12h", idle = "30m")]
    struct Account {
        user: Option<u64>,
        #[session(rename = "b")]
        items: Vec<u32>,
        theme: String,
        is_admin: bool,
        basket: u8,
    }
    loses::<Account>(
        "account.txt",
        &[
            "`is_admin` was the name of another field, whose old values would be read as `is_admin`",
            "`basket` was the name of another field, whose old values would be read as `basket`",
        ],
    );
}

fn times_hundred(eur: u32) -> u64 {
    u64::from(eur) * 100
}

/// `upgrade` is for values that don't fit: a stored 5 is read as 5, and not as 500.
#[test]
fn an_upgrade_that_never_runs_is_told() {
    #[derive(Session)]
    #[session(name = "shop/Prices", cookie = "prices", domain = "example.com", path = "/shop", encrypted)]
    struct Cents {
        #[session(upgrade = "times_hundred")]
        eur: u64,
        total: u64,
        #[session(upgrade = "text_of")]
        code: String,
        #[session(max_len = 10)]
        notes: Vec<u32>,
    }
    loses::<Cents>("prices.txt", &["`upgrade` never runs; if they mean something else now, give the field a new `rename`"]);
}

/// The report doesn't recommend `upgrade` where it wouldn't run.
#[test]
fn a_wider_type_is_only_noted() {
    #[derive(Session)]
    #[session(name = "shop/Prices", cookie = "prices", domain = "example.com", path = "/shop", encrypted)]
    struct Wider {
        eur: u64,
        total: Option<u64>,
        #[session(upgrade = "text_of")]
        code: String,
        #[session(max_len = 11)]
        notes: Vec<u32>,
    }
    let objection = objection::<Wider>("prices.txt").expect("it differs");
    assert!(
        objection.contains("the field `eur` was a `u32` and is a `u64`, which reads stored values as they are"),
        "{objection}"
    );
    assert!(!objection.contains("would lose") && !objection.contains("upgrade = "), "{objection}");
}

fn first(notes: Vec<u8>) -> u8 {
    notes.into_iter().next().unwrap_or_default()
}

/// `upgrade` takes another type than the recorded one, no longer takes the former one, or is
/// missing.
#[test]
fn an_upgrade_from_something_else_is_told() {
    #[derive(Session)]
    #[session(name = "shop/Prices", cookie = "prices", domain = "example.com", path = "/shop", encrypted)]
    struct Other {
        eur: u8,
        #[session(upgrade = "narrowed")]
        total: u32,
        code: String,
        #[session(upgrade = "first")]
        notes: u8,
    }
    fn narrowed(total: u64) -> u32 {
        total.try_into().unwrap_or(u32::MAX)
    }
    let told = [
        "the field `eur` was a `u32` and is a `u8`; stored values that don't fit",
        "the field `total` was a `u64` and is a `u32`: `upgrade` runs only for stored values that don't fit",
        "the field `code` was a `u16` once",
        "the field `notes` was a `Vec<u32>` and is a `u8`, and `upgrade` reads a `Vec<u8>`",
    ];
    loses::<Other>("prices.txt", &told);
}

#[test]
fn a_shorter_max_len_is_noted() {
    #[derive(Session)]
    #[session(name = "shop/Prices", cookie = "prices", domain = "example.com", path = "/shop", encrypted)]
    struct Shorter {
        eur: u32,
        total: u64,
        #[session(upgrade = "text_of", max_len = 5)]
        code: String,
        #[session(max_len = 9)]
        notes: Vec<u32>,
    }
    let objection = objection::<Shorter>("prices.txt").expect("it differs");
    for what in ["`code` may have the length 5", "`notes` may have the length 9"] {
        assert!(objection.contains(what) && !objection.contains("would lose"), "{objection}");
    }
}

#[test]
fn what_is_encrypted_by_now_is_let_in_for_a_while() {
    #[derive(Session)]
    #[session(name = "shop/Account", cookie = "__Host-account", lifetime = "12h", idle = "30m", removed("is_admin"), encrypted)]
    struct Account {
        user: Option<u64>,
        #[session(rename = "b", alias = "basket")]
        items: Vec<u32>,
        theme: String,
    }
    loses::<Account>("account.txt", &["let them in for a while with `Options::accepting_signed_until`"]);
}

/// By default, a session and its cookie are named after its Rust type.
#[test]
fn a_type_that_is_renamed_is_told_what_to_write() {
    #[derive(Session)]
    #[session(lifetime = "12h", idle = "30m", removed("is_admin"))]
    struct Customer {
        user: Option<u64>,
        #[session(rename = "b", alias = "basket")]
        items: Vec<u32>,
        theme: String,
    }
    loses::<Customer>("account.txt", &["write `#[session(name = \"shop/Account\")]`", "write `cookie = \"__Host-account\"`"]);
}

/// An older version, deployed again, doesn't read the tokens of the later one.
#[test]
fn neither_an_older_version_nor_another_shape_reads_it() {
    #[derive(Session)]
    #[session(name = "shop/Account", cookie = "__Host-account", lifetime = "12h", idle = "30m")]
    enum Account {
        #[session(start)]
        Nobody(Nobody),
    }
    #[derive(SessionState, Default)]
    struct Nobody;
    loses::<Account>("account.txt", &["a struct and an enum of states can't read each other's cookies"]);
}

/// A struct's `Default` would say whose the sessions are that exist already.
#[test]
fn an_identity_that_is_new_says_whose_sessions_are() {
    #[derive(Session)]
    #[session(name = "shop/Login", cookie = "__Host-login", encrypted)]
    enum Login {
        #[session(start, to(LoggedIn))]
        Anonymous(Anonymous),
        #[session(was = "Known", idle = "20m")]
        LoggedIn(LoggedIn),
    }
    #[derive(SessionState, Default)]
    struct Anonymous {
        basket: Vec<u32>,
    }
    #[derive(SessionState, Default)]
    struct LoggedIn {
        user: u64,
        page: u32,
        #[session(identity)]
        tenant: u64,
        #[session(identity)]
        delegate: Option<u64>,
        #[session(identity, default = 1)]
        shop: u64,
    }
    loses::<Login>(
        "login.txt",
        &[
            "the field `tenant` says whose session it is and is new: sessions without it would belong to whoever a `Default` says",
        ],
    );
}

/// So does the `Default` of a field's type, in a session that is a struct.
#[test]
fn an_identity_that_is_new_in_a_struct() {
    #[derive(Session)]
    #[session(name = "shop/Account", cookie = "__Host-account", lifetime = "12h", idle = "30m", removed("is_admin"))]
    struct Account {
        #[session(identity)]
        user: Option<u64>,
        #[session(rename = "b", alias = "basket")]
        items: Vec<u32>,
        theme: String,
        #[session(identity)]
        tenant: u32,
    }
    loses::<Account>("account.txt", &["the field `tenant` says whose session it is and is new"]);
}

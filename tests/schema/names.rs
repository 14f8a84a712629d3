//! Types inside of fields that have one name, or get another one.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::{env, fs, panic, process};

use session_core::testing::check_schema;
use session_core::{Session, SessionValue};

/// Returns the report for `S` against a record, or nothing if there is no difference.
fn report<S: Session>(record: &str) -> Option<String> {
    static FILES: AtomicUsize = AtomicUsize::new(0);
    let number = FILES.fetch_add(1, Ordering::Relaxed);
    let file = env::temp_dir().join(format!("session-names-{}-{number}.txt", process::id()));
    fs::write(&file, record).expect("a file");
    let report = panic::catch_unwind(|| check_schema::<S>(file.to_str().expect("a path")));
    fs::remove_file(&file).expect("the file");
    report.err().map(|panic| *panic.downcast::<String>().expect("a panic with a text"))
}

/// Returns what is recorded of `S`.
fn record<S: Session>() -> String {
    let report = report::<S>("").expect("nothing is recorded");
    report.split_once("--- now\n").expect("the record of now").1.to_owned()
}

/// Checks that the report contains each of `told` as a loss or as a note, and nothing else.
#[track_caller]
fn tells<S: Session>(record: &str, told: &[&str]) {
    let report = report::<S>(record).expect("it differs");
    let (judged, _) = report.split_once("Run this test").expect("then how to record it");
    for what in told {
        assert!(judged.contains(what), "{what}\n{report}");
    }
    assert_eq!(judged.matches("  * ").count(), told.len(), "{report}");
    assert_eq!(judged.contains("No live session loses anything."), told.is_empty(), "{report}");
}

mod a {
    #[derive(session_core::SessionValue)]
    pub(super) struct Item {
        pub(super) title: String,
    }
}

mod b {
    #[derive(session_core::SessionValue)]
    pub(super) struct Item {
        pub(super) number: u8,
    }
}

/// Declares a session of these fields.
macro_rules! two {
    ($($field:ident: $ty:ty),*) => {
        #[derive(Session)]
        #[session(name = "shop/Two", cookie = "__Host-two")]
        struct Two {
            $($field: Option<$ty>),*
        }
    };
}

fn recorded() -> String {
    two!(f: a::Item, g: b::Item);
    record::<Two>()
}

#[test]
fn a_record_tells_types_of_one_name_apart() {
    let record = recorded();
    for line in [
        "    field f: Option<a::Item>\n        shape Option<schema::names::a::Item>\n",
        "    field g: Option<b::Item>\n        shape Option<schema::names::b::Item>\n",
        "type schema::names::a::Item\n    field title: String\n",
        "type schema::names::b::Item\n    field number: u8\n",
    ] {
        assert!(record.contains(line), "{line}\n{record}");
    }
}

#[test]
fn types_of_one_name_that_are_swapped() {
    two!(f: b::Item, g: a::Item);
    let told = [
        "the field `f` was a `Option<schema::names::a::Item>` and is a `Option<schema::names::b::Item>`; stored values that",
        "the field `g` was a `Option<schema::names::b::Item>` and is a `Option<schema::names::a::Item>`; stored values that",
    ];
    tells::<Two>(&recorded(), &told);
    // In this record, the fields have no shape, as in one from before types were told apart.
    let before: Vec<_> = recorded().lines().filter(|line| !line.contains("shape")).map(str::to_owned).collect();
    tells::<Two>(
        &before.join("\n"),
        &[
            "the field `f` was a `Option<a::Item>` and is a `Option<schema::names::b::Item>`",
            "the field `g` was a `Option<b::Item>` and is a `Option<schema::names::a::Item>`",
        ],
    );
}

#[test]
fn fields_may_stand_in_another_order() {
    two!(g: b::Item, f: a::Item);
    tells::<Two>(&recorded(), &[]);
}

/// A path isn't stored.
#[test]
fn types_of_one_name_may_move() {
    mod c {
        #[derive(session_core::SessionValue)]
        pub(super) struct Item {
            pub(super) title: String,
            pub(super) note: Option<String>,
        }
    }
    two!(f: c::Item, g: b::Item);
    tells::<Two>(&recorded(), &[]);
}

#[test]
fn a_type_that_is_no_longer_the_only_one_of_its_name() {
    mod c {
        #[derive(session_core::SessionValue)]
        pub(super) struct Item {
            pub(super) title: String,
            pub(super) pages: u16,
        }
    }
    let record = {
        two!(f: a::Item);
        record::<Two>()
    };
    assert!(record.ends_with("    field f: Option<a::Item>\ntype Item\n    field title: String\n"), "{record}");
    two!(g: b::Item, f: c::Item);
    tells::<Two>(&record, &["the field `pages` of `schema::names::c::Item` is new"]);
}

trait Holds {
    type Item;
}

struct Titled;
struct Numbered;

const _: () = {
    #[derive(SessionValue)]
    pub(super) struct Item {
        title: String,
    }
    impl Holds for Titled {
        type Item = Item;
    }
};

const _: () = {
    #[derive(SessionValue)]
    pub(super) struct Item {
        number: u8,
    }
    impl Holds for Numbered {
        type Item = Item;
    }
};

/// Types inside of blocks may have one path, too. The numbers behind it may change places.
#[test]
fn types_of_one_path() {
    let record = {
        two!(f: <Titled as Holds>::Item, g: <Numbered as Holds>::Item);
        record::<Two>()
    };
    assert!(
        record.contains("type schema::names::Item\n    field title") && record.contains("names::Item#2\n    field n"),
        "{record}"
    );
    {
        two!(g: <Numbered as Holds>::Item, f: <Titled as Holds>::Item);
        tells::<Two>(&record, &[]);
    }
    two!(f: <Numbered as Holds>::Item, g: <Titled as Holds>::Item);
    tells::<Two>(
        &record,
        &[
            "the field `title` of `schema::names::Item` no longer exists",
            "the field `number` of `schema::names::Item` is new",
            "the field `number` of `schema::names::Item#2` no longer exists",
            "the field `title` of `schema::names::Item#2` is new",
        ],
    );
}

/// The name of a type isn't stored, so it may change if what is in it doesn't.
#[test]
fn a_type_that_is_renamed() {
    #[derive(SessionValue)]
    struct Product {
        title: String,
        parts: Vec<Product>,
    }
    #[derive(SessionValue)]
    struct Service {
        hours: u8,
    }
    let record = {
        #[derive(SessionValue)]
        struct Item {
            title: String,
            parts: Vec<Item>,
        }
        two!(f: Item);
        record::<Two>()
    };
    {
        two!(f: Product);
        tells::<Two>(
            &record,
            &["the field `f` was a `Option<Item>` and is a `Option<Product>`, which reads stored values as they are"],
        );
    }
    two!(f: Service);
    tells::<Two>(&record, &["the field `f` was a `Option<Item>` and is a `Option<Service>`; stored values that don't fit"]);
}

/// A function converts what the new type can't read.
#[test]
fn an_upgrade_between_types_of_one_name() {
    fn numbered(a::Item { title }: a::Item) -> b::Item {
        b::Item { number: title.into_bytes().into_iter().next().unwrap_or_default() }
    }
    fn recorded() -> String {
        #[derive(Session)]
        #[session(name = "shop/Two", cookie = "__Host-two")]
        struct Two {
            #[session(default = a::Item { title: String::new() })]
            item: a::Item,
        }
        record::<Two>()
    }
    #[derive(Session)]
    #[session(name = "shop/Two", cookie = "__Host-two")]
    struct Two {
        #[session(default = b::Item { number: 0 }, upgrade = "numbered")]
        item: b::Item,
    }
    tells::<Two>(&recorded(), &[]);
}

/// The first field of a pair is compared in depth. The second one isn't again, and is told as well.
#[test]
fn an_upgrade_that_never_runs_in_the_second_field_of_a_type() {
    #[derive(SessionValue)]
    struct Product {
        title: String,
    }
    fn upgraded(_: a::Item) -> Option<Product> {
        None
    }
    fn recorded() -> String {
        two!(f: a::Item, g: a::Item);
        record::<Two>()
    }
    #[derive(Session)]
    #[session(name = "shop/Two", cookie = "__Host-two")]
    struct Two {
        f: Option<Product>,
        #[session(upgrade = "upgraded")]
        g: Option<Product>,
    }
    tells::<Two>(&recorded(), &["the field `f` was a `Option<a::Item>`", "`upgrade` never runs"]);
}

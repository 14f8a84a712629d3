//! Imports point one way, as `docs/architecture.md` draws it.
//!
//! Picture and rule are one text: the rules below read the blocks, tables and lists of that page.
//! Each rule is shown to fail as well: it has to find what is planted among the real sources.

mod page;
mod pages;
mod requirements;
mod rows;
mod sources;

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use page::Page;
use rows::Rows;
use sources::{Source, circles, exports, imports, is_below, paths_after, sources};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Checks that a rule finds nothing in the sources, and that it finds each planted file, as a path
/// and its code. A rule that can't fail is worthless.
#[track_caller]
fn check(rule: impl Fn(&[Source]) -> Vec<String>, real: &[Source], planted: &[(&str, &str)]) {
    let found = rule(real);
    assert!(found.is_empty(), "{}", found.join("\n"));
    for (path, code) in planted {
        let found = rule(&[real, &[Source::new(path, code)]].concat());
        assert!(!found.is_empty(), "`{code}` in {path} isn't found");
        assert!(found.iter().all(|text| text.starts_with(path)), "{found:?}");
    }
}

/// Returns a message for each source that `is_wrong`.
fn each(sources: &[Source], is_wrong: impl Fn(&Source) -> Option<String>) -> Vec<String> {
    sources.iter().filter_map(|source| is_wrong(source).map(|why| format!("{}: {why}", source.path))).collect()
}

/// Returns the modules of session-core that stand beside the picture, apart from the root.
fn core_in_the_picture(page: &Page) -> Vec<Source> {
    let beside = page.list("Beside the picture");
    sources("session-core").into_iter().filter(|source| !beside.iter().any(|name| source.is_below(name))).collect()
}

#[test]
fn a_folder_of_the_core_imports_what_stands_below_it() {
    let page = Page::architecture();
    let rows = Rows::of(&page, "The folders of session-core", "");
    check(
        |sources| rows.violations(sources),
        &core_in_the_picture(&page),
        &[
            ("time/clock.rs", "use crate::live::Live;"),
            ("token/new.rs", "use crate::response::ResponseHeaders;"),
            ("error.rs", "use super::id::SessionId;"),
            ("cookie/new.rs", "use super::super::request::Sessions;"),
            ("id.rs", "use crate::{\n    rng::{Rng, RngError as Error},\n    token::{seal::Key, Format},\n};"),
            ("schema/new.rs", "fn arrival() -> crate::Live { todo!() }"),
            ("token/new.rs", "use crate::store::Entry;"),
            ("store/new.rs", "use crate::config::Config;"),
            ("live/new.rs", "use crate::__private::discard;"),
            ("nowhere.rs", ""),
        ],
    );
}

#[test]
fn no_files_beside_each_other_import_each_other_in_a_circle() {
    for of in [
        "session-core",
        "session-derive",
        "session-http",
        "session-axum",
        "session-flask",
        "session-sqlite",
        "session-postgres",
        "session-redis",
    ] {
        let found = circles(&sources(of));
        assert!(found.is_empty(), "{of}:\n{}", found.join("\n"));
    }
    let core = sources("session-core");
    for (planted, other) in [
        (Source::new("time/timestamp.rs", "use super::Timeline;"), "time/timeline"),
        (Source::new("cookie/cookie.rs", "use crate::cookie::{CookiePolicy, SetCookie as Written};"), "cookie/write"),
    ] {
        let found = circles(&[&core[..], &[planted]].concat());
        assert!(found.iter().any(|arrow| arrow.starts_with(other)), "{other}: {found:?}");
    }
}

#[test]
fn strangers_do_not_know_each_other() {
    let page = Page::architecture();
    let strangers = page.list("Strangers");
    assert_eq!(strangers.len(), 3);
    let rule = |sources: &[Source]| {
        each(sources, |source| {
            let own = strangers.iter().find(|stranger| source.is_below(stranger))?;
            let others = || strangers.iter().filter(|stranger| *stranger != own);
            let by_the_folder = exports(sources, "token");
            // `token::Key` is `token::seal::Key`.
            let whole = |path: Vec<String>| match &path[..] {
                [folder, name] if folder == "token" => {
                    vec![folder.clone(), by_the_folder.get(name).unwrap_or(name).clone(), name.clone()]
                }
                _ => path,
            };
            let met = imports(source).into_iter().map(whole).find(|path| others().any(|other| is_below(path, other)))?;
            Some(format!("`{own}` knows `{}`", met.join("::")))
        })
    };
    check(
        rule,
        &core_in_the_picture(&page),
        &[
            ("cookie/new.rs", "use crate::token::seal::Key;"),
            ("token/seal/new.rs", "use crate::cookie::Cookie;"),
            ("token/seal/new.rs", "use super::super::codec::Buffer;"),
            ("token/codec/new.rs", "use crate::token::{seal, trusted};"),
            ("token/codec/new.rs", "use crate::token::{Encoded, Key};"),
        ],
    );
}

#[test]
fn a_schema_knows_no_bytes() {
    let rule = |sources: &[Source]| {
        each(sources, |source| {
            let bytes = ["[u8", "Vec<u8>", "as_bytes", "from_utf8"].into_iter().find(|needle| source.has(needle))?;
            source.is_below("schema").then(|| format!("`{bytes}`"))
        })
    };
    check(
        rule,
        &sources("session-core"),
        &[("schema/new.rs", "fn read(bytes: &[u8]) {}"), ("schema/new.rs", "fn write() -> Vec<u8> {}")],
    );
}

#[test]
fn the_core_meets_the_outside_world_where_it_says_so() {
    let page = Page::architecture();
    let table = page.table("The outside world");
    let needles: [&[&str]; 4] =
        [&["SystemTime::now", "Instant::now"], &["getrandom::"], &["env::var", "env::args", "env::current"], &["Drop for"]];
    assert_eq!(table.len(), needles.len());
    let nowhere: [&[&str]; 1] = [&["axum", "http::", "hyper", "tokio"]];
    let places = table.iter().map(|row| row[1].clone()).chain([Vec::new()]);
    let kinds: Vec<_> = needles.into_iter().chain(nowhere).zip(places).collect();
    let rule = |sources: &[Source]| {
        each(sources, |source| {
            let mut misplaced =
                kinds.iter().filter(|(_, places)| !places.iter().any(|place| source.is_below(place.trim_end_matches(".rs"))));
            let needle = misplaced.find_map(|(needles, _)| needles.iter().find(|needle| source.has(needle)))?;
            Some(format!("`{needle}`"))
        })
    };
    let real = sources("session-core");
    for (needles, _) in &kinds[..needles.len()] {
        assert!(real.iter().any(|source| needles.iter().any(|needle| source.has(needle))), "{needles:?} is what is looked for");
    }
    check(
        rule,
        &real,
        &[
            ("live/new.rs", "let now = SystemTime::now();"),
            ("id.rs", "getrandom::fill(&mut bytes)"),
            ("config.rs", "std::env::var(\"SESSION_KEY\")"),
            ("request/new.rs", "use tokio::task;"),
            ("response/new.rs", "impl From<http::HeaderMap> for Caching {}"),
            ("live/new.rs", "impl<S> Drop for RequestContext<S> {}"),
        ],
    );
}

#[test]
fn what_stands_beside_the_picture_is_lists() {
    let page = Page::architecture();
    let beside = page.list("Beside the picture");
    assert_eq!(beside, ["__private", "format", "guide"]);
    let rule = |sources: &[Source]| {
        each(sources, |source| {
            if !beside.iter().any(|name| source.is_below(name)) {
                return None;
            }
            let items = source.code.lines().filter(|line| line.starts_with(|c: char| c.is_ascii_lowercase()));
            let is_list = |item: &str| item.starts_with("pub use ") || source.is_below("guide") && is_of_guide(item);
            items.into_iter().find(|item| !is_list(item)).map(|item| format!("`{item}`"))
        })
    };
    check(
        rule,
        &sources("session-core"),
        &[
            ("__private.rs", "pub fn discard() {}"),
            ("format.rs", "use crate::token::Format;"),
            ("guide.rs", "pub use crate::token::Format;\npub fn read() {}"),
        ],
    );
}

/// Returns whether a line begins a page of the guide, or the text that they share.
fn is_of_guide(item: &str) -> bool {
    item.starts_with("pub mod ") && item.ends_with(" {}") || item.starts_with("macro_rules! ")
}

#[test]
fn other_crates_come_in_by_the_doors() {
    let doors = Page::architecture().list("The doors");
    assert_eq!(doors, ["schema", "store", "format", "__private", "guide"]);
    let rule = |sources: &[Source]| {
        each(sources, |source| {
            let is_module = |name: &str| name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
            let paths = paths_after(&source.code, "session_core::");
            let inside = paths.into_iter().find(|path| path.len() > 1 && is_module(&path[0]) && !doors.contains(&path[0]))?;
            Some(format!("`session_core::{}`", inside.join("::")))
        })
    };
    for of in ["session-http", "session-axum", "session-flask", "session-sqlite", "session-postgres", "session-redis"] {
        check(
            rule,
            &sources(of),
            &[
                ("new.rs", "use session_core::live::Live;"),
                ("new.rs", "use session_core::{Session, token::{Format}};"),
                ("new.rs", "fn key() -> Key { session_core::testing::key(1) }"),
            ],
        );
    }
}

#[test]
fn the_modules_of_each_other_crate_point_one_way() {
    let page = Page::architecture();
    for (of, folder, planted) in [
        ("session-http", "", ("head.rs", "use crate::loan::Loan;")),
        ("session-http", "", ("head.rs", "use crate::Exchange;")),
        ("session-axum", "", ("handler.rs", "use crate::state::FromState;")),
        ("session-derive", "", ("model/new.rs", "use crate::{check, suggest};")),
        ("session-derive", "", ("parse/new.rs", "use super::super::model::Session;")),
        ("session-flask", "", ("json/new.rs", "use crate::record::Payload;")),
        ("session-flask", "json", ("json/text.rs", "use super::parse::parse;")),
        ("session-flask", "json", ("json/cursor.rs", "use super::to_text;")),
        ("session-flask", "record", ("record/names.rs", "use crate::record::read::Payload;")),
        ("session-sqlite", "", ("query.rs", "use crate::job::Job;")),
        ("session-postgres", "", ("sql.rs", "use crate::query::Load;")),
        ("session-redis", "", ("record.rs", "use crate::script::Script;")),
    ] {
        let below = |name: &str| [folder, name].into_iter().filter(|name| !name.is_empty()).collect::<Vec<_>>().join("/");
        let rows = Rows::of(&page, &format!("The modules of {}", [of, &below("")].join("/").trim_end_matches('/')), folder);
        check(|sources| rows.violations(sources), &sources(of), &[planted, (&below("nowhere.rs"), "")]);
    }
}

#[test]
fn picture_table_and_folders_are_the_same() {
    let page = Page::architecture();
    let picture: BTreeSet<_> = page.picture("The folders of session-core").into_iter().flatten().collect();
    let table: BTreeSet<_> = page.table("The folders of session-core").into_iter().flat_map(|row| row[0].clone()).collect();
    let there: BTreeSet<_> = core_in_the_picture(&page).iter().filter_map(|source| source.module().first().cloned()).collect();
    assert_eq!(picture, there, "the picture, and the folders that are there");
    assert_eq!(table, there, "the table, and the folders that are there");
}

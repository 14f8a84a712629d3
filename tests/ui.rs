//! Mistakes that don't compile, and what their author reads then.
//!
//! A file under `tests/ui/fail/` makes one mistake, which its name and its first line say. Beside it stands the compiler's
//! text, and at the same path under `tests/ui/pass/` a twin that does it right: all but a few lines are the same, so that the
//! mistake fails for its own reason and no other. What is in `pass/accepted/` has no counterpart.
//!
//! The texts are those of one version of the compiler, without its `rust-src` component, which adds lines of the standard
//! library to some of them. To record them anew: `TRYBUILD=overwrite cargo test --test ui`, then read every one that changed
//! as its author would: their own line, what is wrong, what to write instead.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;
use std::{env, fs};

/// The compiler whose texts are recorded.
const RECORDED: &str = "1.95.0";

/// Lines of code in which a mistake and its twin may differ.
const DIFFERENT: usize = 3;

/// Fixtures whose one mistake is more than one error, and why.
const SEVERAL_ERRORS: &[(&str, &str)] = &[
    ("attribute/several_mistakes", "it makes three, which are told together"),
    ("handler/lifetime_left_out", "rustc tells of the lifetime, and then that the handler isn't one"),
    ("handler/not_a_session", "rustc asks once for the argument and once for the future that holds it"),
    ("handler/skipped_field_not_send", "rustc asks for the handler's future, and whether the session is `Send` and `Sync`"),
    ("key_and_state/scope_argument", "rustc asks for the argument, for the future that holds it, and where that is awaited"),
    ("leak/scope_returns_borrow", "rustc finds the borrow too long for the closure and for its caller"),
];

/// Lines of a text that are read without scrolling.
const LONGEST: usize = 45;

/// Fixtures whose text is longer, and why.
const LONG: &[(&str, &str)] =
    &[("handler/skipped_field_not_send", "three errors"), ("key_and_state/scope_argument", "three errors")];

/// The group of mistakes that are found when the program is built, and not by `cargo check`.
const FOUND_BY_A_BUILD: &str = "build";

#[test]
fn mistakes_do_not_compile() {
    let cases = trybuild::TestCases::new();
    for group in entries(Path::new("tests/ui/fail")) {
        if !group.ends_with(FOUND_BY_A_BUILD) {
            cases.compile_fail(group.join("*.rs"));
        }
    }
}

#[test]
fn mistakes_do_not_build() {
    let cases = trybuild::TestCases::new();
    // Beside a program that is to run, the mistakes are built as well.
    cases.pass(format!("tests/ui/pass/{FOUND_BY_A_BUILD}/*.rs"));
    cases.compile_fail(format!("tests/ui/fail/{FOUND_BY_A_BUILD}/*.rs"));
}

// Apart from the mistakes: those are checked all at once if nothing has to be linked.
#[test]
fn twins_compile_and_run() {
    trybuild::TestCases::new().pass("tests/ui/pass/*/*.rs");
}

#[test]
fn the_compiler_is_the_one_whose_texts_are_recorded() {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let version = Command::new(rustc).arg("--version").output().expect("cargo found a rustc").stdout;
    let version = String::from_utf8(version).expect("a version is text");
    assert_eq!(
        version.split(' ').nth(1),
        Some(RECORDED),
        "the texts under tests/ui/fail are those of another compiler: run `TRYBUILD=overwrite cargo test --test ui`, read what \
         changed, and set RECORDED in tests/ui.rs"
    );
}

#[test]
fn every_mistake_has_a_text_and_a_twin() {
    let fail = fixtures("fail", "rs");
    let pass = fixtures("pass", "rs").into_iter().filter(|name| !name.starts_with("accepted/")).collect();
    assert_eq!(fail, fixtures("fail", "stderr"), "left: mistakes, right: texts");
    assert_eq!(fail, pass, "left: mistakes, right: twins");
}

#[test]
fn a_twin_differs_in_the_mistake_only() {
    for name in fixtures("fail", "rs") {
        let (fail, pass) = (read("fail", &name, "rs"), read("pass", &name, "rs"));
        let different = lines_missing(&fail, &pass).max(lines_missing(&pass, &fail));
        assert!((1..=DIFFERENT).contains(&different), "{name} and its twin differ in {different} lines");
        assert!(fail.starts_with("// ") && pass.starts_with("// "), "{name}: the first line says what it shows");
    }
}

#[test]
fn a_mistake_is_one_error() {
    let is_error = |line: &&str| line.starts_with("error");
    assert_eq!(longer_than(1, |text| text.lines().filter(is_error).count()), names(SEVERAL_ERRORS));
}

#[test]
fn a_text_is_short() {
    assert_eq!(longer_than(LONGEST, |text| text.lines().count()), names(LONG));
}

/// The mistakes whose text has a `size` that is greater than `limit`.
fn longer_than(limit: usize, size: impl Fn(&str) -> usize) -> BTreeSet<String> {
    fixtures("fail", "stderr").into_iter().filter(|name| size(&read("fail", name, "stderr")) > limit).collect()
}

fn names(listed: &[(&str, &str)]) -> BTreeSet<String> {
    listed.iter().map(|(name, _)| (*name).to_owned()).collect()
}

/// Lines of code that are in `one` and not in `other`.
fn lines_missing(one: &str, other: &str) -> usize {
    let is_code = |line: &&str| !line.is_empty() && !line.starts_with("// ");
    one.lines().filter(is_code).filter(|line| !other.lines().any(|there| there == *line)).count()
}

/// Names, as `group/mistake`, of the files with an extension.
fn fixtures(side: &str, extension: &str) -> BTreeSet<String> {
    let groups = Path::new("tests/ui").join(side);
    let files = entries(&groups).iter().flat_map(|group| entries(group)).collect::<Vec<_>>();
    let files = files.iter().filter(|file| file.extension().is_some_and(|found| found == extension));
    let name = |file: &Path| file.strip_prefix(&groups).ok()?.with_extension("").to_str().map(str::to_owned);
    files.map(|file| name(file).expect("a fixture's name is text")).collect()
}

fn entries(directory: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    entries.map(|entry| entry.expect("a directory can be read to its end").path()).collect()
}

fn read(side: &str, name: &str, extension: &str) -> String {
    let path = format!("tests/ui/{side}/{name}.{extension}");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

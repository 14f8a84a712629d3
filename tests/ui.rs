//! Mistakes that don't compile, and the errors that their authors read.
//!
//! A file under `tests/ui/fail/` makes one mistake, which its name and its first line describe.
//! Beside it stands the compiler's text, and at the same path under `tests/ui/pass/` a twin
//! without the mistake. All but a few lines are the same, so that the mistake fails for its own
//! reason and no other. The files in `pass/accepted/` have no counterpart.
//!
//! The texts are those of one version of the compiler, without its `rust-src` component, which
//! adds lines of the standard library to some of them. With another version they are not compared,
//! and the mistakes not compiled: the tests say so and pass, and fail only where `CI` is set. The
//! twins run with every compiler. To record the texts anew: `TRYBUILD=overwrite cargo test --test
//! ui`, then read every one that changed as its author would (their own line, what is wrong, what
//! to write instead), and set `RECORDED`.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

/// The compiler version whose texts are recorded.
const RECORDED: &str = "1.95.0";

/// How many lines of code a mistake and its twin may differ in.
const DIFFERENT: usize = 3;

/// Fixtures whose one mistake causes more than one error, with the reason.
const SEVERAL_ERRORS: &[(&str, &str)] = &[
    ("attribute/several_mistakes", "it makes three, which are told together"),
    ("handler/lifetime_left_out", "rustc tells of the lifetime, and then that the handler isn't one"),
    ("handler/not_a_session", "rustc asks once for the argument and once for the future that holds it"),
    ("handler/skipped_field_not_send", "rustc asks for the handler's future, and whether the session is `Send` and `Sync`"),
    ("by_hand/read_view", "rustc also asks for the traits that it builds on"),
    ("by_hand/session", "rustc also asks for the traits that it builds on"),
    ("key_and_state/scope_argument", "rustc asks for the argument, for the future that holds it, and where that is awaited"),
    ("leak/scope_returns_borrow", "rustc finds the borrow too long for the closure and for its caller"),
];

/// How many lines of a text can be read without scrolling.
const LONGEST: usize = 45;

/// Fixtures whose text is longer, with the reason.
const LONG: &[(&str, &str)] =
    &[("handler/skipped_field_not_send", "three errors"), ("key_and_state/scope_argument", "three errors")];

/// The group of mistakes that are found when the program is built, and not by `cargo check`.
const FOUND_BY_A_BUILD: &str = "build";

#[test]
fn mistakes_do_not_compile() {
    if skips_texts("mistakes_do_not_compile") {
        return;
    }
    let cases = trybuild::TestCases::new();
    for group in entries(Path::new("tests/ui/fail")) {
        if !group.ends_with(FOUND_BY_A_BUILD) {
            cases.compile_fail(group.join("*.rs"));
        }
    }
}

// Apart from the other mistakes: those are checked all at once if nothing has to be linked. Beside
// a program that is to run, mistakes are built as well.
#[test]
fn twins_run_and_mistakes_do_not_build() {
    let cases = trybuild::TestCases::new();
    for group in entries(Path::new("tests/ui/pass")) {
        cases.pass(one_program(&group));
    }
    if !skips_texts("mistakes_do_not_build") {
        cases.compile_fail(format!("tests/ui/fail/{FOUND_BY_A_BUILD}/*.rs"));
    }
}

#[test]
fn texts_are_compared() {
    let skips = skips_texts("the texts of compile errors");
    assert!(!skips || env::var_os("CI").is_none(), "a green run would say more than it has checked: see above");
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

/// Whether this compiler may word its errors otherwise than the texts do. If so, says that `what`
/// is skipped, and why.
fn skips_texts(what: &str) -> bool {
    // Whoever records the texts has the compiler that they are to be of.
    if env::var_os("TRYBUILD").is_some() {
        return false;
    }
    let (version, sysroot) = (rustc(&["--version"]), rustc(&["--print", "sysroot"]));
    let version = version.split(' ').nth(1).expect("`rustc --version` prints a name and a version");
    let reason = if version != RECORDED {
        format!("the texts under tests/ui/fail are those of rustc {RECORDED}, and this is {version}")
    } else if Path::new(&sysroot).join("lib/rustlib/src/rust/library").exists() {
        "the component rust-src adds lines of the standard library to the texts under tests/ui/fail".to_owned()
    } else {
        return false;
    };
    // Not by `eprintln!`, which tests that pass keep to themselves.
    writeln!(io::stderr(), "\n\n    SKIPPED: {what}\n    {reason}\n").expect("stderr can be written to");
    true
}

fn rustc(arguments: &[&str]) -> String {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).args(arguments).output().expect("cargo found a rustc");
    String::from_utf8(output.stdout).expect("what rustc prints is text").trim_end().to_owned()
}

/// Writes one program of a group's twins, which are its modules and run one after another. Built
/// and linked each by itself, they take four times as long. As modules, they have no `#![…]`.
fn one_program(group: &Path) -> PathBuf {
    let mut twins = entries(group);
    twins.sort();
    let name = |twin: &Path| twin.file_stem().and_then(|name| name.to_str()).expect("a fixture's name is text").to_owned();
    let module = |twin: &PathBuf| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(twin);
        let path = path.to_str().expect("a fixture's path is text");
        format!("mod {} {{\n    include!({path:?});\n    pub fn run() {{\n        main();\n    }}\n}}\n", name(twin))
    };
    let modules = twins.iter().map(module).collect::<Vec<_>>().concat();
    let runs = twins.iter().map(|twin| format!("    {}::run();\n", name(twin))).collect::<Vec<_>>().concat();

    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("twins");
    let program = directory.join(name(group)).with_extension("rs");
    fs::create_dir_all(&directory).expect("cargo made the directory above");
    fs::write(&program, format!("{modules}\nfn main() {{\n{runs}}}\n")).expect("cargo's directory can be written to");
    program
}

/// The mistakes whose text has a `size` that is greater than `limit`.
fn longer_than(limit: usize, size: impl Fn(&str) -> usize) -> BTreeSet<String> {
    fixtures("fail", "stderr").into_iter().filter(|name| size(&read("fail", name, "stderr")) > limit).collect()
}

fn names(listed: &[(&str, &str)]) -> BTreeSet<String> {
    listed.iter().map(|(name, _)| (*name).to_owned()).collect()
}

/// Counts the lines of code that are in `one` and not in `other`.
fn lines_missing(one: &str, other: &str) -> usize {
    let is_code = |line: &&str| !line.is_empty() && !line.starts_with("// ");
    one.lines().filter(is_code).filter(|line| !other.lines().any(|there| there == *line)).count()
}

/// Returns the names, as `group/mistake`, of the files with an extension.
fn fixtures(side: &str, extension: &str) -> BTreeSet<String> {
    let groups = Path::new("tests/ui").join(side);
    let files = entries(&groups).iter().flat_map(|group| entries(group)).collect::<Vec<_>>();
    let files = files.iter().filter(|file| file.extension().is_some_and(|found| found == extension));
    let name = |file: &Path| file.strip_prefix(&groups).ok()?.with_extension("").to_str().map(str::to_owned);
    files.map(|file| name(file).expect("a fixture's name is text")).collect()
}

fn entries(directory: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(directory).unwrap_or_else(|error| panic!("{}: {error}", directory.display()));
    entries.map(|entry| entry.expect("a directory can be read to its end").path()).collect()
}

fn read(side: &str, name: &str, extension: &str) -> String {
    let path = format!("tests/ui/{side}/{name}.{extension}");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

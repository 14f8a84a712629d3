//! Imports point one way.
//!
//! The flow of a cookie can be read from the list below: a file may import what stands above it,
//! never what stands below. And the three parts that know least know nothing of each other.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The modules of session-core, each after everything that it imports.
const LAYERS: [&str; 42] = [
    "time",
    "rng",
    "error",
    "event",
    "lifecycle",
    "caching",
    "times",
    "lifetimes",
    "site_data",
    "size",
    "own",
    "flash",
    "field",
    "cookie",
    "schema",
    "start",
    "record",
    "wrong_state",
    "sid",
    "seal",
    "csrf",
    "bound",
    "codec",
    "clocks",
    "change",
    "format",
    "config",
    "context",
    "session",
    "state",
    "live",
    "diagram",
    "padding",
    "native",
    "sessions",
    "migrating",
    "closed",
    "open",
    "close",
    "scope",
    "tuple",
    "testing",
];

/// Those of session-flask.
const FLASK: [&str; 17] = [
    "date",
    "event",
    "digest",
    "keys",
    "timestamp",
    "config",
    "value",
    "json",
    "markup",
    "tagged",
    "signer",
    "zlib",
    "payload",
    "record",
    "own_keys",
    "format",
    "sessions",
];

/// Parts that must not know each other, whatever their order.
const STRANGERS: [(&str, &str); 9] = [
    ("seal", "cookie"),
    ("cookie", "seal"),
    ("cookie", "codec"),
    ("codec", "cookie"),
    ("cookie", "session"),
    ("lifecycle", "session"),
    ("native", "cookie"),
    ("open", "native"),
    ("close", "native"),
];

/// What each module of `source` imports from its own crate.
fn imports(source: &Path) -> BTreeMap<String, Vec<String>> {
    let mut imports = BTreeMap::new();
    for entry in fs::read_dir(source).expect("the sources") {
        let path = entry.expect("an entry").path();
        let module = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let files = if path.is_dir() { files_below(&path) } else { vec![path] };
        let is_of_tests = |file: &Path| file.ends_with("tests.rs") || file.iter().any(|part| part == "tests");
        let is_source = |file: &Path| file.extension().is_some_and(|ext| ext == "rs") && !is_of_tests(file);
        let uses = files.iter().filter(|file| is_source(file)).flat_map(|file| {
            let text = fs::read_to_string(file).expect("a source file");
            // In a file at the top, `super` is the crate as well; in its tests, it is the file.
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let above = if file.parent() == Some(source) { named_after(code, "super::") } else { Vec::new() };
            [named_after(&text, "crate::"), above].concat()
        });
        imports.entry(module).or_insert_with(Vec::new).extend(uses);
    }
    imports.remove("lib");
    imports.retain(|_, uses| {
        uses.sort();
        uses.dedup();
        true
    });
    imports
}

fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    entries.flat_map(|path| if path.is_dir() { files_below(&path) } else { vec![path] }).collect()
}

/// Every name that follows `prefix`, in code: comments may point anywhere.
fn named_after(text: &str, prefix: &str) -> Vec<String> {
    let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let name = |rest: &str| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned();
    code.flat_map(|line| line.split(prefix).skip(1).map(name).collect::<Vec<_>>()).collect()
}

fn core() -> BTreeMap<String, Vec<String>> {
    imports(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/session-core/src")))
}

fn flask() -> BTreeMap<String, Vec<String>> {
    imports(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/session-flask/src")))
}

#[test]
fn every_module_imports_only_what_stands_above_it() {
    let core = core();
    assert!(core["close"].len() > 10, "the imports of `close`, which joins much: {:?}", core["close"]);
    for (modules, layers) in [(&core, &LAYERS[..]), (&flask(), &FLASK)] {
        let place = |module: &str| layers.iter().position(|layer| *layer == module);
        // The vectors are read by tests only.
        for (module, uses) in modules.iter().filter(|(module, _)| *module != "vectors") {
            let own = place(module).unwrap_or_else(|| panic!("`{module}` has no place among the layers"));
            let is_module = |import: &str| import != *module && import != "vectors" && !import.starts_with("__");
            for import in uses.iter().filter(|import| is_module(import)) {
                let other =
                    place(import).unwrap_or_else(|| panic!("`{module}` imports `crate::{import}`, which isn't a module"));
                assert!(other < own, "`{module}` imports `{import}`, which stands below it");
            }
        }
    }
    for (module, stranger) in STRANGERS {
        assert!(!core[module].iter().any(|import| import == stranger), "`{module}` knows `{stranger}`");
    }
}

/// Only our own format knows how its tokens are sealed and what is in them; the flow of a request
/// knows that there are formats.
#[test]
fn the_stages_meet_in_one_format() {
    let core = core();
    let joining = |stages: [&str; 2]| {
        let joins = |uses: &[String]| stages.iter().all(|stage| uses.iter().any(|import| import == stage));
        let modules = core.iter().filter(|(module, uses)| joins(uses) && *module != "testing");
        modules.map(|(module, _)| module.as_str()).collect::<Vec<_>>()
    };
    assert_eq!(joining(["seal", "codec"]), ["native"]);
    assert_eq!(joining(["cookie", "format"]), ["close", "config", "open", "sessions"]);
}

#[test]
fn the_core_knows_no_framework_and_no_environment_but_where_it_says_so() {
    let files = files_below(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/session-core/src")));
    for file in files.iter().filter(|file| file.extension().is_some_and(|ext| ext == "rs")) {
        let text = fs::read_to_string(file).expect("a source file");
        let is = |name: &str| file.ends_with(name);
        let code: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let has = |needle: &str| code.iter().any(|line| line.contains(needle));
        assert!(!has("axum") && !has("http::") && !has("tokio"), "{} knows a framework", file.display());
        assert!(!has("SystemTime::now") || is("time.rs"), "{} reads the clock", file.display());
        assert!(!has("getrandom::") || is("rng.rs") || is("seal/key.rs"), "{} draws randomness", file.display());
        assert!(
            !has("env::var") || is("seal/key.rs") || is("seal/keys.rs") || is("testing/schema/mod.rs"),
            "{} reads the environment",
            file.display()
        );
        assert!(!has("impl Drop for"), "{} does something when it is dropped", file.display());
    }
}

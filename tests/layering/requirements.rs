//! What the standards ask for is in the table of `docs/threats.md`, and each test that it names is
//! there.

use std::fs;
use std::path::Path;

use crate::ROOT;
use crate::page::{Page, code_spans};

/// How many requirements there are.
const ALL: usize = 48;

/// Returns what is wrong with the table's rows, each as its text.
fn wrong(rows: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    if rows.len() != ALL {
        found.push(format!("{} requirements, and not {ALL}", rows.len()));
    }
    for (row, number) in rows.iter().zip(1..) {
        let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [own_number, asked, here, tests] = cells[..] else {
            found.push(format!("row {number} has {} cells", cells.len()));
            continue;
        };
        let mut is_wrong = |why: String| found.push(format!("{number}, {asked}: {why}"));
        if own_number != number.to_string() {
            is_wrong(format!("it is numbered {own_number}"));
        }
        if !asked.ends_with(')') {
            is_wrong("it doesn't say who asks for it".to_owned());
        }
        if tests.is_empty() && !here.to_lowercase().contains("**not") {
            is_wrong("no test, and no reason why not".to_owned());
        }
        code_spans(tests).into_iter().filter(|test| !is_test(test)).for_each(|test| is_wrong(format!("no test `{test}`")));
    }
    found
}

/// Returns whether `tests/file.rs::name` is a test.
fn is_test(path: &str) -> bool {
    let Some((file, name)) = path.split_once("::") else { return false };
    let code = fs::read_to_string(Path::new(ROOT).join(file)).unwrap_or_default();
    let Some((before, _)) = code.split_once(&format!("fn {name}(")) else { return false };
    // The attribute stands above, and comments and other attributes may be between.
    let (above, _) = before.rsplit_once('\n').unwrap_or_default();
    let mut above = above.lines().rev().map(str::trim).take_while(|line| line.starts_with("///") || line.starts_with('#'));
    above.any(|line| line == "#[test]" || line == "#[tokio::test]")
}

#[test]
fn each_requirement_has_a_test_or_a_reason() {
    let page = Page::of("threats.md");
    let rows: Vec<_> = page.section("What the standards ask for").filter(|line| line.starts_with('|')).skip(2).collect();
    assert_eq!(wrong(&rows), [] as [&str; 0]);

    let planted = |number: usize, row: &str| {
        let mut rows = rows.clone();
        rows[number - 1] = row;
        wrong(&rows)
    };
    for row in [
        "| 3 | Something (OWASP) | it is so | `tests/layering/requirements.rs::no_such_test` |",
        "| 3 | Something (OWASP) | it is so | `tests/layering/no_such_file.rs::is_test` |",
        "| 3 | Something (OWASP) | it is so | `tests/layering/requirements.rs::wrong` |",
        "| 3 | Something (OWASP) | it is so | `tests/layering/requirements.rs` |",
        "| 3 | Something (OWASP) | it is so | |",
        "| 3 | Something | **not here**: it is so | |",
        "| 4 | Something (OWASP) | **not here**: it is so | |",
        "| 3 | Something (OWASP) | **not here**: it is so |",
    ] {
        assert_eq!(planted(3, row).len(), 1, "{row}");
    }
    assert!(planted(3, "| 3 | Something (OWASP) | **not here**: it is so | |").is_empty());
    assert_eq!(wrong(&rows[..ALL - 1]).len(), 1);
}

//! What pages and comments name is there, and the links of pages lead somewhere.

use std::path::Path;

use crate::page::code_spans;
use crate::sources::files_below;
use crate::{ROOT, read};

/// A page that names a file that has moved sends its reader nowhere.
#[test]
fn pages_name_files_that_are_there() {
    let root = Path::new(ROOT);
    let is_ours = |name: &str| ["", "session-core/src"].iter().any(|below| root.join(below).join(first(name)).is_dir());
    let is_there = |name: &str| {
        // `tests/ui.rs::a_text_is_short` is a test in a file.
        let file = name.split("::").next().unwrap_or_default();
        root.join(file).exists() || root.join("session-core/src").join(file).exists()
    };
    let missing = |text: &str| {
        let spans: Vec<_> = text.split("```").step_by(2).flat_map(code_spans).collect();
        let mut files = spans.into_iter().filter(|name| name.contains('/') && !name.contains(' ') && !name.starts_with('/'));
        files.find(|name| is_ours(name) && !is_there(name))
    };
    for page in files_below(&root.join("docs")).into_iter().chain([root.join("CONTRIBUTING.md")]) {
        assert_eq!(missing(&read(&page)), None, "named in {}, and not there", page.display());
    }
    assert_eq!(missing("`request/opened.rs` is gone").as_deref(), Some("request/opened.rs"));
    assert_eq!(missing("`tests/gone/` is gone, and `shop/Account` is no file").as_deref(), Some("tests/gone/"));
}

/// A comment names a file from its own folder, from one around it, or from session-core's sources.
#[test]
fn comments_name_files_that_are_there() {
    let core = Path::new(ROOT).join("session-core/src");
    let missing = |of: &Path, code: &str| {
        let comments: Vec<_> = code.lines().filter_map(|line| line.trim_start().strip_prefix("//")).collect();
        let texts = comments.join("\n");
        let spans: Vec<_> = texts.split("```").step_by(2).flat_map(code_spans).collect();
        let is_there = |name: &str| of.ancestors().chain([&*core]).any(|folder| folder.join(name).exists());
        spans.into_iter().find(|name| is_source(Path::new(name)) && name != "mod.rs" && !is_there(name))
    };
    let crates =
        ["session-core", "session-derive", "session-http", "session-axum", "session-flask"].map(|of| format!("{of}/src"));
    for folder in crates.iter().map(String::as_str).chain(["tests", "examples"]) {
        let files = files_below(&Path::new(ROOT).join(folder));
        for file in files.iter().filter(|file| is_source(file)) {
            assert_eq!(missing(file, &read(file)), None, "named in {}, and not there", file.display());
        }
    }
    assert_eq!(missing(&core.join("lib.rs"), "/// `limits.rs` has it, and\n// `gone.rs`").as_deref(), Some("gone.rs"));
}

fn is_source(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "rs")
}

fn first(path: &str) -> &str {
    path.split('/').next().unwrap_or_default()
}

/// A link from page to page leads to a file in the repository, and to a module in the documentation
/// of a crate. Rustdoc doesn't say where only the file is known.
#[test]
fn pages_of_a_guide_link_where_it_knows_the_way() {
    let wrong = |guide: &str, page: &str| {
        let mut inline = page.split("](").skip(1).map(|link| link.split(')').next().unwrap_or_default());
        let is_elsewhere = |link: &&str| !link.starts_with("https://") && !link.starts_with('#');
        let mut ends = page.lines().filter_map(|line| line.strip_prefix('[')?.split_once("]: "));
        let is_unknown = |(label, _): &(&str, &str)| !guide.contains(&format!("[{label}]: "));
        inline.find(is_elsewhere).or_else(|| ends.find(is_unknown).map(|(label, _)| label)).map(str::to_owned)
    };
    for of in ["session-core", "session-axum", "session-flask"] {
        let guide = read(&Path::new(ROOT).join(of).join("src/guide.rs"));
        let pages: Vec<_> = guide.split("include_str!(\"../guide/").skip(1).filter_map(|rest| rest.split('"').next()).collect();
        assert!(!pages.is_empty(), "the pages of {of}");
        for page in pages {
            let text = read(&Path::new(ROOT).join("docs").join(page));
            assert_eq!(wrong(&guide, &text), None, "a link of docs/{page}, in the guide of {of}");
        }
    }
    let guide = "[a.md]: crate::guide::a";
    assert_eq!(wrong(guide, "[A][a.md]\n\n[a.md]: a.md"), None);
    assert_eq!(wrong(guide, "[A](a.md)").as_deref(), Some("a.md"));
    assert_eq!(wrong(guide, "[B][b.md]\n\n[b.md]: b.md").as_deref(), Some("b.md"));
}

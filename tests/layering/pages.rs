//! What the pages name is there, and their links lead somewhere.

use std::path::Path;

use crate::page::code_spans;
use crate::sources::files_below;
use crate::{ROOT, read};

/// A page that names a file that has moved sends its reader nowhere.
#[test]
fn pages_name_files_that_are_there() {
    let root = Path::new(ROOT);
    let is_ours = |name: &str| ["", "session-core/src"].iter().any(|below| root.join(below).join(first(name)).is_dir());
    let is_there = |name: &str| root.join(name).exists() || root.join("session-core/src").join(name).exists();
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

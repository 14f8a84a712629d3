//! A machine's picture says what its declaration does.

use session_core::{Session, SessionState, diagram};

/// The one of the README.
#[derive(Session)]
enum Login {
    #[session(start, to(AwaitingCode))]
    Anonymous(Anonymous),
    #[session(to(LoggedIn renews, Anonymous), lifetime = "5m")]
    AwaitingCode(AwaitingCode),
    #[session(to(Anonymous), idle = "30m", lifetime = "12h", otherwise = "/login", no_store)]
    LoggedIn(LoggedIn),
}

#[derive(SessionState, Default)]
struct Anonymous;

#[derive(SessionState)]
struct AwaitingCode;

#[derive(SessionState)]
struct LoggedIn;

#[test]
fn the_readme_shows_what_the_declaration_says() {
    let readme = include_str!("../../README.md");
    assert!(readme.contains(&format!("```mermaid\n{}```", Login::DIAGRAM)), "{}", Login::DIAGRAM);
}

/// One is made by the macro, the other by the program.
#[test]
fn both_pictures_have_the_same_arrows() {
    let dot = diagram::dot(Login::SCHEMA);
    let arrows = |text: &str, arrow: &str| -> Vec<(String, String)> {
        let ends = text.lines().filter_map(|line| line.split_once(arrow));
        let name = |end: &str| end.trim().trim_matches('"').replace("[*]", "");
        let target = |end: &str| name(end.split([':', '[']).next().unwrap_or_default());
        ends.map(|(from, to)| (name(from), target(to))).collect()
    };
    let drawn = arrows(&dot, "->");
    assert_eq!(drawn, arrows(Login::DIAGRAM, "-->"));
    let declared = Login::SCHEMA.states().iter().flat_map(|from| from.transitions().iter().map(move |to| (from, to)));
    let declared: Vec<_> = declared.map(|(from, to)| (from.name().to_owned(), to.target().to_owned())).collect();
    assert_eq!(drawn, [&[(String::new(), "Anonymous".to_owned())], &*declared].concat());
    assert_eq!(dot.matches("renews").count(), Login::DIAGRAM.matches("renews").count());
    for limits in ["lifetime 5m", "idle 30m, lifetime 12h"] {
        assert!(dot.contains(limits) && Login::DIAGRAM.contains(limits), "{limits}");
    }
}

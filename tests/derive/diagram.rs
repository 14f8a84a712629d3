//! A machine's diagram says the same as its declaration.

use session_core::{Session, SessionState};

/// The machine of `docs/states.md` and of `examples/login`.
#[derive(Session)]
enum Login {
    #[session(start, to(AwaitingCode))]
    Anonymous(Anonymous),
    #[session(to(LoggedIn resets_lifetime, Anonymous), lifetime = "5m")]
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
fn pages_show_what_the_declaration_says() {
    for page in [include_str!("../../docs/states.md"), include_str!("../../examples/login/README.md")] {
        assert!(page.contains(&format!("```mermaid\n{}```", Login::DIAGRAM)), "{}", Login::DIAGRAM);
    }
}

/// The macro makes the diagram. It is compared with the declaration that the program reads.
#[test]
fn the_picture_has_the_arrows_that_are_declared() {
    let ends = Login::DIAGRAM.lines().filter_map(|line| line.trim().split_once(" --> "));
    let target = |end: &str| end.split(':').next().unwrap_or_default().to_owned();
    let drawn: Vec<_> = ends.map(|(from, to)| (from.to_owned(), target(to))).collect();
    let declared = Login::SCHEMA.states().iter().flat_map(|from| from.transitions().iter().map(move |to| (from, to)));
    let resets = declared.clone().filter(|(_, to)| to.resets_lifetime()).count();
    let declared: Vec<_> = declared.map(|(from, to)| (from.name().to_owned(), to.target().to_owned())).collect();
    assert_eq!(drawn, [&[("[*]".to_owned(), "Anonymous".to_owned())], &*declared].concat());
    assert_eq!(Login::DIAGRAM.matches("resets lifetime").count(), resets);
    for limits in ["lifetime 5m", "idle 30m, lifetime 12h"] {
        assert!(Login::DIAGRAM.contains(limits), "{limits}");
    }
}

//! Pictures of a state machine.
//!
//! [`#[derive(Session)]`](macro@crate::Session) on an enum gives the type a Mermaid diagram, `Login::DIAGRAM`, which stands on its
//! page in the documentation as well. Here is the same for Graphviz, made from what the program knows when it runs.

use std::fmt::Write as _;

use crate::schema::{Schema, State};
use crate::times::written;

/// The states of a session and where they lead, in the language of Graphviz.
///
/// ```
/// use session_core::{Session, SessionState, diagram};
///
/// #[derive(Session)]
/// enum Login {
///     #[session(start, to(LoggedIn renews))]
///     Anonymous(Anonymous),
///     #[session(to(Anonymous), idle = "30m", lifetime = "12h")]
///     LoggedIn(LoggedIn),
/// }
///
/// #[derive(SessionState, Default)]
/// struct Anonymous;
///
/// #[derive(SessionState)]
/// struct LoggedIn {
///     user: u64,
/// }
///
/// assert_eq!(
///     diagram::dot(Login::SCHEMA),
///     r#"digraph {
///     rankdir=LR
///     node [shape=box, style=rounded]
///     "" [shape=point]
///     "" -> "Anonymous" [label="lifetime 30d"]
///     "LoggedIn" [label="LoggedIn\nidle 30m, lifetime 12h"]
///     "Anonymous" -> "LoggedIn" [label="renews"]
///     "LoggedIn" -> "Anonymous"
/// }
/// "#
/// );
/// ```
///
/// `dot -Tsvg` draws it.
pub fn dot(schema: &Schema) -> String {
    let mut dot = "digraph {\n    rankdir=LR\n    node [shape=box, style=rounded]\n    \"\" [shape=point]\n".to_owned();
    let mut line = |text: String| writeln!(dot, "    {text}").expect("a `String` takes every text");
    let idle = schema.times().idle().map(|idle| format!("idle {}, ", written(idle))).unwrap_or_default();
    let lifetime = written(schema.times().lifetime());
    line(format!("\"\" -> \"{}\" [label=\"{idle}lifetime {lifetime}\"]", schema.start().name()));
    for state in schema.states() {
        let limits = limits(state, schema);
        if !limits.is_empty() {
            line(format!("\"{name}\" [label=\"{name}\\n{limits}\"]", name = state.name()));
        }
    }
    for state in schema.states() {
        for transition in state.transitions() {
            let label = if transition.renews() { " [label=\"renews\"]" } else { "" };
            line(format!("\"{}\" -> \"{}\"{label}", state.name(), transition.target()));
        }
    }
    dot + "}\n"
}

/// What the state says beside the session: `idle 30m, lifetime 12h`.
fn limits(state: &State, schema: &Schema) -> String {
    let (own, session) = (state.times(), schema.times());
    let idle = own.idle().filter(|idle| Some(*idle) != session.idle()).map(|idle| format!("idle {}", written(idle)));
    let lifetime = Some(own.lifetime()).filter(|lifetime| *lifetime != session.lifetime());
    let lifetime = lifetime.map(|lifetime| format!("lifetime {}", written(lifetime)));
    [idle, lifetime].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

//! What live sessions look like in cookies, as a file that is committed.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::{env, fs};

use crate::field::{Field, Value};
use crate::record::FieldReader;
use crate::schema::{Schema, State};
use crate::session::Session;
use crate::times::written;

/// Compares what a session type stores in cookies with what is recorded in a file of the project, and panics if it differs: with what
/// live sessions would lose, and what to write so that they don't.
///
/// The path is relative to the package's folder. Run the test with `BLESS=1` to record what there is now, read the difference, and commit
/// it with the change.
///
/// ```no_run
/// use session_core::testing::assert_schema;
/// # use session_core::Session;
///
/// #[derive(Session)]
/// struct Visits {
///     count: u32,
/// }
///
/// assert_schema!(Visits, "tests/schema/visits.txt");
/// ```
#[macro_export]
#[doc(hidden)]
macro_rules! __assert_schema {
    ($session:ty, $path:literal $(,)?) => {
        $crate::testing::check_schema::<$session>(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/", $path))
    };
}

#[doc(hidden)]
#[track_caller]
pub fn check_schema<S: Session>(path: &str) {
    let now = describe(S::SCHEMA);
    let path = Path::new(path);
    if env::var_os("BLESS").is_some_and(|bless| bless == "1") {
        let folder = path.parent().unwrap_or(path);
        fs::create_dir_all(folder).and_then(|()| fs::write(path, &now)).expect("the file of the schema can be written");
        return;
    }
    let Ok(recorded) = fs::read_to_string(path) else {
        panic!("{} isn't there yet; run this test with BLESS=1, and commit it", path.display());
    };
    let recorded = recorded.replace("\r\n", "\n");
    if recorded == now {
        return;
    }
    let losses = losses::<S>(&Recorded::parse(&recorded), &Recorded::parse(&now));
    let what = if losses.is_empty() {
        "No live session loses anything by it.".to_owned()
    } else {
        format!("Live sessions would lose by it:\n  * {}\n", losses.join("\n  * "))
    };
    panic!(
        "what `{}` stores in cookies differs from {}.\n{what}\nRun this test with BLESS=1 to record it as it is now.\n\n--- recorded\n{recorded}\n--- now\n{now}",
        S::SCHEMA.name(),
        path.display(),
    );
}

/// The schema as text, a fact a line.
fn describe(schema: &Schema) -> String {
    let mut text = String::new();
    let mut line = |depth: usize, key: &str, value: &str| {
        writeln!(text, "{:depth$}{key} {value}", "", depth = depth * 4).expect("a `String` takes every text");
    };
    let cookie = schema.cookie();
    line(0, "session", schema.name());
    line(0, "version", &schema.version().to_string());
    line(0, "kind", if schema.is_encrypted() { "encrypted" } else { "signed" });
    line(0, "cookie", cookie.name);
    line(0, "domain", cookie.domain.unwrap_or("-"));
    line(0, "path", cookie.path);
    line(0, "lifetime", &written(schema.times().lifetime()));
    line(0, "idle", &schema.times().idle().map_or("-".to_owned(), written));
    for state in schema.states() {
        line(0, "state", if state.name().is_empty() { "-" } else { state.name() });
        state.aliases().iter().for_each(|alias| line(1, "was", alias));
        if schema.is_machine() {
            line(1, "lifetime", &written(state.times().lifetime()));
            line(1, "idle", &state.times().idle().map_or("-".to_owned(), written));
        }
        for field in state.fields() {
            line(1, "field", &format!("{}: {}", field.name(), field.type_name()));
            field.aliases().iter().for_each(|alias| line(2, "alias", alias));
        }
        state.removed().iter().for_each(|removed| line(1, "removed", removed));
    }
    text
}

/// What a recorded text says.
#[derive(Default)]
struct Recorded {
    /// The session's own facts, by key.
    facts: BTreeMap<String, String>,
    /// The types of the fields, by state and name in the cookie.
    states: BTreeMap<String, BTreeMap<String, String>>,
}

impl Recorded {
    fn parse(text: &str) -> Self {
        let mut recorded = Self::default();
        let mut state = String::new();
        for line in text.lines() {
            let Some((key, value)) = line.trim_start().split_once(' ') else { continue };
            match key {
                "state" => {
                    value.clone_into(&mut state);
                    recorded.states.entry(state.clone()).or_default();
                }
                "field" => {
                    let (name, ty) = value.split_once(": ").unwrap_or((value, ""));
                    recorded.states.entry(state.clone()).or_default().insert(name.to_owned(), ty.to_owned());
                }
                _ if !line.starts_with(' ') => drop(recorded.facts.insert(key.to_owned(), value.to_owned())),
                _ => {}
            }
        }
        recorded
    }

    fn fact(&self, key: &str) -> &str {
        self.facts.get(key).map_or("", String::as_str)
    }
}

/// What live sessions lose between two versions of a type, and what to write instead.
fn losses<S: Session>(old: &Recorded, new: &Recorded) -> Vec<String> {
    let differs = |key: &str| old.fact(key) != new.fact(key);
    let mut losses = Vec::new();
    if differs("session") {
        let name = old.fact("session");
        losses.push(format!("the session was called `{name}`, and no cookie of that name opens; write `name = \"{name}\"`"));
    }
    if differs("cookie") {
        let name = old.fact("cookie");
        losses.push(format!(
            "the cookie was called `{name}`, and is looked for no more; write `cookie = \"{name}\"`, or at least `was_cookie(name = \"{name}\")`, so that it doesn't stay in browsers"
        ));
    }
    if differs("kind") {
        losses.push(format!(
            "sessions were {}, and none of those opens; let both serve for a while under two names",
            old.fact("kind")
        ));
    }
    if differs("version") {
        // What another version stored is read by that version's type.
        return losses;
    }
    for (name, fields) in &old.states {
        let state =
            S::SCHEMA.states().iter().find(|state| if name == "-" { state.name().is_empty() } else { state.answers_to(name) });
        match state {
            None => losses.push(format!(
                "the state `{name}` is gone, and whoever is in it is at the start again; if it has another name now, write `was = \"{name}\"` there"
            )),
            Some(state) => losses.extend(losses_of_fields::<S>(state, fields)),
        }
    }
    losses
}

fn losses_of_fields<S: Session>(state: &'static State, old: &BTreeMap<String, String>) -> Vec<String> {
    let mut losses = Vec::new();
    for (name, ty) in old {
        match state.fields().iter().find(|field| field.answers_to(name)) {
            None if state.removed().contains(&name.as_str()) => {}
            None => losses.push(format!(
                "the field `{name}` is gone; write `removed(\"{name}\")` if it is, and `rename = \"{name}\"` if it has another name in Rust now"
            )),
            Some(field) if field.type_name() != ty && !field.is_upgraded() => losses.push(format!(
                "the field `{name}` was a `{ty}` and is a `{}`, which stored values may not fit; write `upgrade = \"…\"` with a function from `{ty}`, or a new `version`",
                field.type_name()
            )),
            Some(_) => {}
        }
    }
    let is_new = |field: &&&'static Field| old.keys().all(|name| !field.answers_to(name));
    let has_no_start = |field: &&&'static Field| !field.has_default() && !field.type_name().starts_with("Option");
    if !starts::<S>(state) {
        losses.extend(state.fields().iter().filter(is_new).filter(has_no_start).map(|field| {
            format!("the field `{}` is new, and a cookie without it is refused; write `#[session(default)]`, or make it an `Option`", field.name())
        }));
    }
    losses
}

/// Whether every field of a state starts by itself.
fn starts<S: Session>(state: &'static State) -> bool {
    struct Empty(&'static State);
    impl FieldReader for Empty {
        type Error = ();
        fn state(&mut self, states: &'static [State]) -> Result<usize, ()> {
            states.iter().position(|state| state.name() == self.0.name()).ok_or(())
        }
        fn field<T: Value>(&mut self, _: &'static Field, start: impl FnOnce() -> Option<T>) -> Result<T, ()> {
            start().ok_or(())
        }
    }
    S::read(&mut Empty(state)).is_ok()
}

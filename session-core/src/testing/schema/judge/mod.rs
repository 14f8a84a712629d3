//! What live sessions lose when a schema changes from the recorded one to the current one, and
//! what to write so that they don't.

mod fields;
mod fit;
mod values;

use std::any::TypeId;
use std::fmt;
use std::rc::Rc;
use std::time::Duration;

use super::names::Names;
use super::record::{Fact, NONE};
use fields::FieldsNow;

use crate::cookie::CookiePolicy;
use crate::live::Session;
use crate::schema::record::FieldReader;
use crate::schema::{Field, Schema, State, Value};
use crate::time::{Timeouts, format_duration};

/// The consequences of a change for sessions that are in visitors' cookies.
pub(super) struct Judgement<'r> {
    recorded: &'r Fact,
    names: Rc<Names>,
    /// The declared types that were compared: the recorded one's name, and the one of now.
    compared: Vec<(&'r str, TypeId)>,
    losses: Vec<String>,
    /// Changes after which values are still read, but may mean something else or may no longer be
    /// allowed.
    notes: Vec<String>,
}

impl<'r> Judgement<'r> {
    pub(super) fn of<S: Session>(old: &'r Fact) -> Self {
        let schema = S::SCHEMA;
        let mut judged =
            Self { recorded: old, names: Rc::new(Names::of(schema)), compared: vec![], losses: vec![], notes: vec![] };
        judged.identity(old, schema);
        judged.cookie(old, schema);
        judged.times("", old, schema.timeouts());
        let version = old.get("version").and_then(|version| version.parse().ok()).unwrap_or(schema.version());
        let was_struct = old.all("state").next().map(|state| state.value() == NONE);
        if version > schema.version() {
            judged.loses(format!("cookies of version {version} exist, and this type has version {}", schema.version()));
        } else if version == schema.version() && was_struct == Some(schema.is_machine()) {
            judged.loses("a struct and an enum of states can't read each other's cookies; give the new type another `cookie`");
        } else if version == schema.version() {
            // Tokens of another version are read by that version's type.
            old.all("state").for_each(|state| judged.state::<S>(old, state));
            judged.foreign(schema);
        }
        judged
    }

    /// Creates a judgement of a type inside, which knows what was compared already.
    fn inside(&self) -> Self {
        let (names, compared) = (Rc::clone(&self.names), self.compared.clone());
        Self { recorded: self.recorded, names, compared, losses: vec![], notes: vec![] }
    }

    fn loses(&mut self, what: impl Into<String>) {
        self.losses.push(what.into());
    }

    /// Compares what tokens are bound to.
    fn identity(&mut self, old: &Fact, schema: &Schema) {
        if let Some(name) = old.get("session").filter(|name| *name != schema.name()) {
            self.loses(format!(
                "the session was called `{name}`, and its cookies can't be opened any more; write `#[session(name = \"{name}\")]`, whatever the type is called in Rust"
            ));
        }
        match (old.get("kind"), schema.is_encrypted()) {
            (Some("signed"), true) => self.loses(
                "sessions were signed, and those can't be opened any more; let them in for a while with `Options::accepting_signed_until`, unless there are `secret` fields",
            ),
            (Some("encrypted"), false) => {
                self.loses("sessions were encrypted, and those can't be opened any more; let both serve for a while under two cookies");
            }
            _ => {}
        }
    }

    fn cookie(&mut self, old: &Fact, schema: &Schema) {
        let now = schema.cookie();
        let Some(name) = old.get("cookie") else { return };
        let domain = old.get("domain").filter(|domain| *domain != NONE);
        let path = old.get("path").unwrap_or("/");
        let partitioned = old.get("partitioned").is_some();
        let is_the_old = |cookie: &CookiePolicy| {
            (cookie.name, cookie.domain, cookie.path, cookie.partitioned) == (name, domain, path, partitioned)
        };
        let identity = [
            Some(format!("name = \"{name}\"")),
            domain.map(|domain| format!("domain = \"{domain}\"")),
            (path != "/").then(|| format!("path = \"{path}\"")),
            partitioned.then(|| "partitioned".to_owned()),
        ];
        let identity = identity.into_iter().flatten().collect::<Vec<_>>().join(", ");
        let is_deleted = schema.former_cookies().iter().any(is_the_old);
        if name != now.name {
            let at_least = if is_deleted {
                String::new()
            } else {
                format!(", or at least `was_cookie({identity})`, so that it doesn't stay in browsers")
            };
            self.loses(format!("the cookie was called `{name}`, and is no longer read; write `cookie = \"{name}\"`{at_least}"));
        } else if !is_the_old(now) && !is_deleted {
            self.loses(format!(
                "browsers keep the cookie with the former Domain, Path or partition beside the new one, and send the old one again when the new one ends; write `was_cookie({identity})`"
            ));
        }
    }

    /// Compares the limits. The limits of the running code also apply to sessions that exist
    /// already.
    fn times(&mut self, of: &str, old: &Fact, now: &Timeouts) {
        let limits = [("lifetime", Some(now.lifetime())), ("idle", now.idle())];
        for (key, now) in limits {
            let (Some(was), Some(now)) = (old.get(key), now) else { continue };
            if seconds(was).is_none_or(|was| now < was) {
                let was = if was == NONE { "unlimited" } else { was };
                self.loses(format!(
                    "`{key}`{of} was {was} and is {}: sessions past the new limit end with the deploy",
                    format_duration(now)
                ));
            }
        }
    }

    fn state<S: Session>(&mut self, session: &Fact, old: &Fact) {
        let name = if old.value() == NONE { "" } else { old.value() };
        let find = |name: &str| S::SCHEMA.states().iter().find(|state| state.answers_to(name));
        let Some(state) = find(name) else {
            return self.loses(format!(
                "the state `{name}` no longer exists, and its visitors start again; if it has another name now, write `was = \"{name}\"` there"
            ));
        };
        for was in old.all("was").map(Fact::value) {
            if find(was).is_none_or(|other| other.name() != state.name()) {
                self.loses(format!(
                    "the state `{name}` was called `{was}` once, and cookies may still contain that name; keep `was = \"{was}\"` for as long as they live"
                ));
            }
        }
        let is_inherited = |key| old.get(key) == session.get(key);
        let is_new = state.timeouts().lifetime() != S::SCHEMA.timeouts().lifetime()
            || state.timeouts().idle() != S::SCHEMA.timeouts().idle();
        if is_new || !is_inherited("lifetime") || !is_inherited("idle") {
            self.times(&format!(" of the state `{name}`"), old, state.timeouts());
        }
        let fields =
            FieldsNow { of: "", stored: state.fields(), removed: state.removed(), has_defaults: has_defaults::<S>(state) };
        self.fields(old, &fields);
    }
}

impl fmt::Display for Judgement<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = |title: &str, items: &[String]| {
            if items.is_empty() { Ok(()) } else { writeln!(f, "{title}\n  * {}", items.join("\n  * ")) }
        };
        list("Live sessions would lose data:", &self.losses)?;
        list("Nothing is lost, but check that this is intended:", &self.notes)?;
        match (self.losses.is_empty(), self.notes.is_empty()) {
            (true, true) => f.write_str("No live session loses anything.\n"),
            _ => Ok(()),
        }
    }
}

/// Reads a time that [`format_duration`] wrote, or `None` if there is no limit.
fn seconds(time: &str) -> Option<Duration> {
    let (number, unit) = time.split_at_checked(time.len().checked_sub(1)?)?;
    let unit = match unit {
        "s" => 1,
        "m" => 60,
        "h" => 60 * 60,
        "d" => 24 * 60 * 60,
        _ => return None,
    };
    number.parse::<u64>().ok().map(|number| Duration::from_secs(number * unit))
}

/// Returns whether every field of a state has a default.
fn has_defaults<S: Session>(state: &'static State) -> bool {
    struct Empty(&'static State);
    impl FieldReader for Empty {
        type Error = ();
        fn state(&mut self, states: &'static [State]) -> Result<usize, ()> {
            states.iter().position(|state| state.name() == self.0.name()).ok_or(())
        }
        fn field<T: Value>(&mut self, _: &'static Field) -> Result<Option<T>, ()> {
            Ok(None)
        }
        fn missing(_: &'static Field) {}

        fn unknown_version() {}
    }
    S::read(&mut Empty(state)).is_ok()
}

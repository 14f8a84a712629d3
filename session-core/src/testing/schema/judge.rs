//! What live sessions lose when a schema changes from the recorded one to the current one, and
//! what to write so that they don't.

use std::fmt;
use std::time::Duration;

use super::record::{Fact, NONE};
use super::types;
use crate::cookie::CookiePolicy;
use crate::live::Session;
use crate::schema::record::FieldReader;
use crate::schema::{Field, Schema, State, Value};
use crate::time::{Timeouts, format_duration};

/// The consequences of a change for sessions that are in visitors' cookies.
#[derive(Default)]
pub(super) struct Judgement {
    losses: Vec<String>,
    /// Changes after which values are still read, but may mean something else or may no longer be
    /// allowed.
    notes: Vec<String>,
}

impl Judgement {
    pub(super) fn of<S: Session>(old: &Fact) -> Self {
        let mut judged = Self::default();
        let schema = S::SCHEMA;
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
        }
        judged
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
        self.fields(old, state, has_defaults::<S>(state));
    }

    fn fields(&mut self, old: &Fact, state: &'static State, has_defaults: bool) {
        let find = |name: &str| state.fields().iter().copied().find(|field| field.answers_to(name));
        let mut known = Vec::new();
        for recorded in old.all("field") {
            let (name, ty) = recorded.value().split_once(": ").unwrap_or((recorded.value(), ""));
            known.push(name);
            let now = find(name);
            match now {
                Some(field) => self.field(name, ty, recorded, field),
                None if state.knows(name) => {}
                None => self.loses(format!(
                    "the field `{name}` no longer exists; write `removed(\"{name}\")` if you removed it, or `rename = \"{name}\"` if you renamed it"
                )),
            }
            for alias in recorded.all("alias").map(Fact::value) {
                known.push(alias);
                match find(alias) {
                    None if state.knows(alias) => {}
                    Some(other) if now.is_some_and(|now| now.name() == other.name()) => {}
                    Some(other) => self.wakes_up(alias, other),
                    None => self.loses(format!(
                        "the field `{name}` was called `{alias}` once, and cookies may still contain that name; keep `alias = \"{alias}\"` for as long as they live, and write `removed(\"{alias}\")` then"
                    )),
                }
            }
        }
        for removed in old.all("removed").map(Fact::value).filter(|removed| !state.removed().contains(removed)) {
            match find(removed) {
                Some(field) => self.wakes_up(removed, field),
                None => self.loses(format!(
                    "`{removed}` is the name of a removed field, whose old values may still be in cookies; keep `removed(\"{removed}\")`"
                )),
            }
        }
        let is_new = |field: &&&Field| !known.iter().any(|name| field.answers_to(name));
        let is_missed = |field: &&&Field| !field.has_default() && !types::is_option(field.type_name());
        if !has_defaults {
            for field in state.fields().iter().filter(is_new).filter(is_missed) {
                self.loses(format!(
                    "the field `{}` is new, and a cookie without it is refused; write `#[session(default)]`, or make it an `Option`",
                    field.name()
                ));
            }
        }
    }

    fn wakes_up(&mut self, name: &str, field: &Field) {
        self.loses(format!(
            "`{name}` was the name of another field, whose old values would be read as `{}`; write `rename = \"…\"` there, with a name never used before",
            field.rust_name()
        ));
    }

    /// Compares a field that still exists.
    fn field(&mut self, name: &str, ty: &str, old: &Fact, field: &Field) {
        let now = field.type_name();
        let another = "if they mean something else now, give the field a new `rename`, or the type a new `version`";
        match field.upgraded_from() {
            _ if types::are_same(now, ty) => {}
            Some(_) if types::holds(now, ty) => self.loses(format!(
                "the field `{name}` was a `{ty}` and is a `{now}`, which reads every stored value as it is: `upgrade` never runs; {another}"
            )),
            None if types::holds(now, ty) => self.notes.push(format!(
                "the field `{name}` was a `{ty}` and is a `{now}`, which reads stored values as they are; {another}"
            )),
            Some(older) if !types::are_same(older, ty) => self.loses(format!(
                "the field `{name}` was a `{ty}` and is a `{now}`, and `upgrade` reads a `{}`; unless these are the same, write a function from `{ty}`",
                types::without_paths(older)
            )),
            Some(_) if types::are_numbers(now, ty) => self.notes.push(format!(
                "the field `{name}` was a `{ty}` and is a `{now}`: `upgrade` runs only for stored values that don't fit, and the others are read as they are; {another}"
            )),
            Some(_) => {}
            None => self.loses(format!(
                "the field `{name}` was a `{ty}` and is a `{now}`; stored values that don't fit make the session `Unreadable`, unless `upgrade = \"…\"` has a function from `{ty}`. Those that fit are read as they are; {another}"
            )),
        }
        let is_upgraded = |older: &str| field.upgraded_from().is_some_and(|from| types::are_same(from, older));
        if let Some(older) = old.get("upgrade").filter(|older| !is_upgraded(older) && types::are_same(now, ty)) {
            self.loses(format!(
                "the field `{name}` was a `{older}` once, and cookies may still hold one; keep `upgrade` for as long as they live"
            ));
        }
        let old_limit = old.get("max_len").and_then(|max_len| max_len.parse().ok());
        if let Some(limit) = field.max_len().filter(|limit| old_limit.is_none_or(|old: usize| *limit < old)) {
            self.notes.push(format!(
                "the field `{name}` may have the length {limit} from now on; a longer one that is stored stays, and a handler that changes it has to shorten it"
            ));
        }
    }
}

impl fmt::Display for Judgement {
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
        fn field<T: Value>(&mut self, _: &'static Field, default: impl FnOnce() -> Option<T>) -> Result<T, ()> {
            default().ok_or(())
        }
    }
    S::read(&mut Empty(state)).is_ok()
}

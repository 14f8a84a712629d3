//! A machine as a picture: a Mermaid state diagram, and as a table for those who read the source.

use proc_macro2::{TokenStream, TokenTree};

use crate::duration::Time;
use crate::model::{Machine, Times};

/// The machine as a Mermaid state diagram.
pub(crate) fn mermaid(session: &Times, machine: &Machine<'_>) -> String {
    let mut lines = vec!["stateDiagram-v2\n".to_owned()];
    let mut line = |text: String| lines.push(format!("    {text}\n"));
    // What comes first is drawn at the top, so the start does, and the labels of the states last.
    for variant in machine.variants.iter().filter(|variant| variant.start.is_some()) {
        line(format!("[*] --> {}: {}", variant.name(), limits_of_session(session)));
    }
    for variant in &machine.variants {
        for target in &variant.to {
            let renews = if target.renews { ": renews" } else { "" };
            line(format!("{} --> {}{renews}", variant.name(), target.name()));
        }
    }
    for variant in &machine.variants {
        let limits = limits(&variant.times);
        if !limits.is_empty() {
            line(format!("{name}: {name} ({limits})", name = variant.name()));
        }
    }
    lines.concat()
}

/// The machine as a Markdown table.
pub(crate) fn table(machine: &Machine<'_>) -> String {
    let rows = machine.variants.iter().map(|variant| {
        let name = variant.name();
        let start = if variant.start.is_some() { " (start)" } else { "" };
        let to = variant.to.iter().map(|to| format!("`{}`{}", to.name(), if to.renews { " renews" } else { "" }));
        let to = to.collect::<Vec<_>>().join(", ");
        let otherwise = variant.otherwise.as_ref().map(|path| format!("`{}`", path.value())).unwrap_or_default();
        format!("| `{name}`{start} | {to} | {} | {otherwise} |\n", limits(&variant.times))
    });
    let head = "| state | leads to | limits | visitors in another state |\n| --- | --- | --- | --- |\n".to_owned();
    std::iter::once(head).chain(rows).collect()
}

/// The session's own limits; there always is a lifetime.
fn limits_of_session(times: &Times) -> String {
    let limits = limits(times);
    match (&times.preset, &times.lifetime) {
        (None, None) if limits.is_empty() => "lifetime 30d".to_owned(),
        (None, None) => format!("{limits}, lifetime 30d"),
        _ => limits,
    }
}

/// `idle 30m, lifetime 12h`
fn limits(times: &Times) -> String {
    let preset = times.preset.as_ref().map(|preset| name_of(&preset.value));
    let named = [("idle", &times.idle), ("lifetime", &times.lifetime)];
    let own = named.into_iter().filter_map(|(name, time)| Some(format!("{name} {}", written(time.as_ref()?))));
    preset.into_iter().chain(own).collect::<Vec<_>>().join(", ")
}

/// As the user wrote it.
fn written(time: &Time) -> String {
    match time {
        Time::Literal { text, .. } => text.value(),
        Time::Constant(constant) => name_of(constant),
    }
}

/// A constant's name, without the path to it.
fn name_of(constant: &TokenStream) -> String {
    let name = constant.clone().into_iter().filter(|token| matches!(token, TokenTree::Ident(_))).last();
    name.map_or_else(|| constant.to_string(), |name| name.to_string())
}

//! Pictures of a machine: a Mermaid state diagram, and a table for those who read the source.

use proc_macro2::{TokenStream, TokenTree};

use crate::duration::Time;
use crate::model::{Machine, Timeouts};

/// Draws the machine as a Mermaid state diagram.
pub(crate) fn mermaid(session: &Timeouts, machine: &Machine<'_>) -> String {
    let mut lines = vec!["stateDiagram-v2\n".to_owned()];
    let mut line = |text: String| lines.push(format!("    {text}\n"));
    // Mermaid draws what comes first at the top: so the start comes first, and labels come last.
    for variant in machine.variants.iter().filter(|variant| variant.start.is_some()) {
        line(format!("[*] --> {}: {}", variant.name(), limits_of_session(session)));
    }
    for variant in &machine.variants {
        for transition in &variant.to {
            let resets = if transition.resets_lifetime { ": resets lifetime" } else { "" };
            line(format!("{} --> {}{resets}", variant.name(), transition.name()));
        }
    }
    for variant in &machine.variants {
        let limits = limits(&variant.timeouts);
        if !limits.is_empty() {
            line(format!("{name}: {name} ({limits})", name = variant.name()));
        }
    }
    lines.concat()
}

/// Writes the machine as a Markdown table.
pub(crate) fn table(machine: &Machine<'_>) -> String {
    let rows = machine.variants.iter().map(|variant| {
        let name = variant.name();
        let start = if variant.start.is_some() { " (start)" } else { "" };
        let to =
            variant.to.iter().map(|to| format!("`{}`{}", to.name(), if to.resets_lifetime { " resets lifetime" } else { "" }));
        let to = to.collect::<Vec<_>>().join(", ");
        let otherwise = variant.otherwise.as_ref().map(|path| format!("`{}`", path.value())).unwrap_or_default();
        format!("| `{name}`{start} | {to} | {} | {otherwise} |\n", limits(&variant.timeouts))
    });
    let head = "| state | leads to | limits | visitors in another state |\n| --- | --- | --- | --- |\n".to_owned();
    std::iter::once(head).chain(rows).collect()
}

/// Writes the session's own limits. A lifetime is always among them.
fn limits_of_session(timeouts: &Timeouts) -> String {
    let limits = limits(timeouts);
    match (&timeouts.preset, &timeouts.lifetime) {
        (None, None) if limits.is_empty() => "default lifetime".to_owned(),
        (None, None) => format!("{limits}, default lifetime"),
        _ => limits,
    }
}

/// Writes timeouts as in `idle 30m, lifetime 12h`.
fn limits(timeouts: &Timeouts) -> String {
    let preset = timeouts.preset.as_ref().map(|preset| last_segment(&preset.value));
    let named = [("idle", &timeouts.idle), ("lifetime", &timeouts.lifetime)];
    let own = named.into_iter().filter_map(|(name, time)| Some(format!("{name} {}", format_time(time.as_ref()?))));
    preset.into_iter().chain(own).collect::<Vec<_>>().join(", ")
}

/// Writes a time as the user wrote it, and a constant by its name.
fn format_time(time: &Time) -> String {
    match time {
        Time::Literal { text, .. } => text.value(),
        Time::Constant(constant) => last_segment(constant),
    }
}

/// Returns a constant's name, without the path to it.
fn last_segment(constant: &TokenStream) -> String {
    let name = constant.clone().into_iter().filter(|token| matches!(token, TokenTree::Ident(_))).last();
    name.map_or_else(|| constant.to_string(), |name| name.to_string())
}

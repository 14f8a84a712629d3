//! A machine as a picture: a Mermaid state diagram, and as a table for those who read the source.

use quote::ToTokens as _;

use crate::duration::Time;
use crate::model::{Machine, Times};

/// The machine as a Mermaid state diagram.
pub(crate) fn mermaid(machine: &Machine<'_>) -> String {
    let mut lines = vec!["stateDiagram-v2\n".to_owned()];
    let mut line = |text: String| lines.push(format!("    {text}\n"));
    // What comes first is drawn at the top, so the start does, and the labels of the states last.
    for variant in machine.variants.iter().filter(|variant| variant.start.is_some()) {
        line(format!("[*] --> {}", variant.name()));
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

/// `idle 30m, lifetime 12h`
fn limits(times: &Times) -> String {
    let written = |name: &str, time: &Option<Time>| {
        time.as_ref().map(|time| match time {
            Time::Literal { text, .. } => format!("{name} {}", text.value()),
            Time::Constant(constant) => format!("{name} {}", constant.to_token_stream()),
        })
    };
    let limits = [written("idle", &times.idle), written("lifetime", &times.lifetime)];
    limits.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

//! Captures the events of the thread that asks for them.

use std::cell::RefCell;
use std::fmt::Write as _;
use std::sync::Once;

use tracing::field::{Field, Visit};
use tracing::span;

thread_local! {
    static EVENTS: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Returns the events of `run`, one line each, which begins with the level.
///
/// One subscriber serves the whole program. `tracing` remembers for each event whether there is a
/// listener, and this can be out of date where subscribers come and go on several threads.
pub(crate) fn events(run: impl FnOnce()) -> String {
    static INSTALL: Once = Once::new();
    INSTALL.call_once(|| tracing::subscriber::set_global_default(Capture).expect("the only subscriber"));
    EVENTS.set(Some(String::new()));
    run();
    EVENTS.take().unwrap_or_default()
}

/// Appends every event and span to the text of its thread.
struct Capture;

fn put(text: std::fmt::Arguments<'_>) {
    EVENTS.with_borrow_mut(|events| {
        if let Some(events) = events {
            let _ = events.write_fmt(text);
        }
    });
}

impl tracing::Subscriber for Capture {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, span: &span::Attributes<'_>) -> span::Id {
        span.record(&mut Fields);
        span::Id::from_u64(1)
    }
    fn record(&self, _: &span::Id, values: &span::Record<'_>) {
        values.record(&mut Fields);
    }
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn event(&self, event: &tracing::Event<'_>) {
        put(format_args!("\n{} ", event.metadata().level()));
        event.record(&mut Fields);
    }
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

struct Fields;

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        put(format_args!("{field}={value:?} "));
    }
}

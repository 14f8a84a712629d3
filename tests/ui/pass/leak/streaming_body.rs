// The handler writes first, and the body takes what it shows.
use axum::body::Body;
use session_core::{Live, Session};

#[derive(Session)]
struct Visits {
    count: u32,
}

/// Like `Body::from_stream`: the chunks are made while the response is sent.
fn stream(chunks: impl Iterator<Item = String> + Send + 'static) -> Body {
    Body::from(chunks.collect::<String>())
}

async fn count(mut visits: Live<'_, Visits>) -> Body {
    visits.count += 1;
    let count = visits.count;
    stream((0..3).map(move |line| format!("{line}: {count}\n")))
}

fn main() {
    let _ = count;
}

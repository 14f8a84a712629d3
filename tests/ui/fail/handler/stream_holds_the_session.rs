// The type of a stream is said to hold everything that the handler takes, also the session.
use std::convert::Infallible;

use axum::response::sse::{Event, Sse};
use axum::{Router, routing::get};
use futures_util::stream::{self, Stream};
use session_axum::with_session;
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn news(visits: Live<'_, Visits>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let count = visits.count.to_string();
    Sse::new(stream::iter([Ok(Event::default().data(count))]))
}

fn main() {
    let _: Router<Sessions<Visits>> = Router::new().route("/", get(with_session(news)));
}

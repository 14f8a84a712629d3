// Named functions, generic ones, methods, async closures, and pages that hold the session.
use axum::response::{IntoResponse, Response};
use axum::{Router, http::Method, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

struct Page<'req>(Live<'req, Visits>);

impl IntoResponse for Page<'_> {
    fn into_response(self) -> Response {
        format!("Visit number: {}", self.0.count).into_response()
    }
}

impl Visits {
    async fn page(visits: Live<'_, Self>) -> Page<'_> {
        Page(visits)
    }
}

async fn nothing(_: Live<'_, Visits>) {}

async fn many(visits: Live<'_, Visits>, method: Method, body: String) -> Result<String, &'static str> {
    Ok(format!("{method} {body} {}", visits.count))
}

async fn end<S: Session>(session: Live<'_, S>) {
    session.end();
}

fn main() {
    let greeting = String::from("Hello");
    let greet = async move |visits: Live<'_, Visits>| format!("{greeting} {}", visits.count);
    let _: Router<Sessions<Visits>> = Router::new()
        .route("/", get(with_session(nothing)).post(with_session(many)).delete(with_session(end::<Visits>)))
        .route("/page", get(with_session(Visits::page)))
        .route("/greet", get(with_session(greet)));
}

// The sessions are taken from the `Arc`, which isn't the application's own type.
use std::sync::Arc;

use axum::{Router, extract::FromRef, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions, testing};

#[derive(Session)]
struct Visits {
    count: u32,
}

struct App {
    sessions: Sessions<Visits>,
}

impl FromRef<Arc<App>> for Sessions<Visits> {
    fn from_ref(app: &Arc<App>) -> Self {
        app.sessions.clone()
    }
}

async fn count(visits: Live<'_, Visits>) -> String {
    visits.count.to_string()
}

fn main() {
    let app = App { sessions: Sessions::in_cookie(testing::key(1)) };
    let _: Router = Router::new().route("/", get(with_session(count))).with_state(Arc::new(app));
}

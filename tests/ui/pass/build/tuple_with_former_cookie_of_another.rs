// The former cookie belongs to no other session.
use axum::{Router, extract::FromRef, routing::get};
use session_axum::with_session;
use session_core::{Key, Live, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

#[derive(Session)]
#[session(was_cookie(name = "__Host-cart"))]
struct Basket {
    items: Vec<u32>,
}

#[derive(Clone)]
struct App {
    visits: Sessions<Visits>,
    basket: Sessions<Basket>,
}

impl FromRef<App> for Sessions<Visits> {
    fn from_ref(app: &App) -> Self {
        app.visits.clone()
    }
}

impl FromRef<App> for Sessions<Basket> {
    fn from_ref(app: &App) -> Self {
        app.basket.clone()
    }
}

async fn show(live: Live<'_, (Visits, Basket)>) -> String {
    let (mut visits, basket) = live.split();
    visits.count += 1;
    format!("{} and {}", visits.count, basket.items.len())
}

fn main() {
    let app = App { visits: Sessions::in_cookie(Key::generate()), basket: Sessions::in_cookie(Key::generate()) };
    let _: Router = Router::new().route("/", get(with_session(show))).with_state(app);
}

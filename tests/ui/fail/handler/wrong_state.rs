// The state has no `FromRef` for the `Sessions` that the handler needs.
use axum::{Router, extract::FromRef, routing::get};
use session_axum::with_session;
use session_core::{Live, Session, Sessions};

#[derive(Session)]
struct Seen;
#[derive(Session)]
struct Basket {
    items: Vec<u32>,
}
#[derive(Clone)]
struct App(Sessions<Seen>, Sessions<Basket>);
impl FromRef<App> for Sessions<Seen> {
    fn from_ref(app: &App) -> Self {
        app.0.clone()
    }
}
async fn basket(basket: Live<'_, Basket>) -> String {
    format!("{:?}", basket.items)
}
fn main() {
    let _: Router<App> = Router::new().route("/", get(with_session(basket)));
}

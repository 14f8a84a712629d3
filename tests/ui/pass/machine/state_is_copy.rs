// A state may be `Clone`.
use session_core::{Live, Session, SessionState};

#[derive(Session)]
enum Shop {
    #[session(start)]
    Open(Open),
}

#[derive(SessionState, Default, Clone)]
struct Open {
    visits: u32,
}

async fn visit(shop: Live<'_, Open>) {
    let _ = shop.visits;
}

fn main() {
    let _ = visit;
}

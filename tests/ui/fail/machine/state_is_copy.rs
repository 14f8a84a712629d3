// A state is `Copy`, so that a handler could change a copy of it.
use session_core::{Live, Session, SessionState};

#[derive(Session)]
enum Shop {
    #[session(start)]
    Open(Open),
}

#[derive(SessionState, Default, Clone, Copy)]
struct Open {
    visits: u32,
}

async fn visit(shop: Live<'_, Open>) {
    let _ = shop.visits;
}

fn main() {
    let _ = visit;
}

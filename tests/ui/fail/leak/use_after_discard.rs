// There is no session after `discard`: what is written then would be lost.
use session_core::{Live, Session};

#[derive(Session)]
struct Basket {
    items: Vec<u32>,
}

async fn preview(mut basket: Live<'_, Basket>) -> String {
    basket.items.push(1);
    let page = format!("{} items", basket.items.len());
    basket.discard();
    basket.items.push(2);
    page
}

fn main() {
    let _ = preview;
}

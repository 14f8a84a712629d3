// A struct of the application may hold the handle for as long as the request lives.
use session_core::{Live, Session};

#[derive(Session)]
struct Basket {
    items: Vec<u32>,
}

struct Shop<'req> {
    basket: Live<'req, Basket>,
}

impl Shop<'_> {
    fn add(&mut self, item: u32) -> &[u32] {
        self.basket.items.push(item);
        &self.basket.items
    }
}

async fn buy(basket: Live<'_, Basket>) -> String {
    let mut shop = Shop { basket };
    shop.add(1);
    format!("{} items", shop.basket.items.len())
}

fn main() {
    let _ = buy;
}

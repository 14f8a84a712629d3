// The derive makes it one.

use session_core::SessionValue;
use session_core::schema::Shape;

#[derive(SessionValue)]
struct Item;

fn main() {
    const _: &'static Shape = Item::SHAPE;
}

// A type is made a session value by hand.

use session_core::SessionValue;
use session_core::schema::Shape;

struct Item;

impl SessionValue for Item {
    const SHAPE: &'static Shape = u32::SHAPE;
}

fn main() {}

// Floats have no order.
use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = max)]
    seen: f32,
}

fn main() {}

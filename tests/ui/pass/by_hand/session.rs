// The struct derives `Session`.

use session_core::Session;

#[derive(Session)]
struct Visits {
    count: u32,
}

fn main() {
    let _ = Visits { count: 0 };
}

// The struct derives `Session`.

use session_core::Session;
use session_core::schema::Schema;

#[derive(Session)]
struct Visits {
    count: u32,
}

fn main() {
    let _ = Visits { count: 0 };
}

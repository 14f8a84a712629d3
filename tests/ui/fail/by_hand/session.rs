// A session is implemented by hand.

use session_core::Session;
use session_core::schema::Schema;

struct Visits {
    count: u32,
}

impl Session for Visits {
    const SCHEMA: &'static Schema = panic!();
}

fn main() {
    let _ = Visits { count: 0 };
}

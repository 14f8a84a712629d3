// A variant holds one value, and here it has fields.
use session_core::SessionValue;

#[derive(SessionValue)]
enum Price {
    Free,
    Amount { cents: u32 },
}

#[derive(SessionValue)]
struct Amount {
    cents: u32,
}

fn main() {}

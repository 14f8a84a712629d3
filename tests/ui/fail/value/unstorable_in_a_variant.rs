// A variant has a value that serde can't write.
use session_core::SessionValue;

#[derive(SessionValue)]
enum Price {
    Free,
    Of(Amount),
}

#[derive(Clone)]
struct Amount {
    cents: u32,
}

fn main() {}

// The fields are in a struct of their own.
use session_core::SessionValue;

#[derive(SessionValue)]
enum Price {
    Free,
    Amount(Amount),
}

#[derive(SessionValue)]
struct Amount {
    cents: u32,
}

fn main() {}

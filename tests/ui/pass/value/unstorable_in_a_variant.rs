// Its type is a session value as well.
use session_core::SessionValue;

#[derive(SessionValue)]
enum Price {
    Free,
    Of(Amount),
}

#[derive(SessionValue)]
struct Amount {
    cents: u32,
}

fn main() {}

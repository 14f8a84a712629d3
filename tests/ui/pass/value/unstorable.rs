// Its type is a session value as well.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Item {
    size: Size,
}

#[derive(SessionValue)]
struct Size {
    width: u32,
}

fn main() {}

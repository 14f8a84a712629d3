// A value that borrows can't outlive its request.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Item<'a> {
    name: &'a str,
}

fn main() {}

// A session outlives the request that its texts came with.
use session_core::Session;

#[derive(Session)]
struct Account<'a> {
    name: &'a str,
}

fn main() {}

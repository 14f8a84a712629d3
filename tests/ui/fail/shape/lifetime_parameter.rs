// A session outlives the request that its data came with.
use session_core::Session;

#[derive(Session)]
struct Account<'a> {
    name: std::borrow::Cow<'a, str>,
}

fn main() {}

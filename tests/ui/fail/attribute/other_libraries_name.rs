// What others call `max_age` is called `lifetime` here.
use session_core::Session;

#[derive(Session)]
#[session(max_age = "12h")]
struct Account {
    user: Option<u64>,
}

fn main() {}

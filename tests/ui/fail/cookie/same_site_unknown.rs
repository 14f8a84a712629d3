// `SameSite` has three values.
use session_core::Session;

#[derive(Session)]
#[session(same_site = "strict")]
struct Account {
    user: Option<u64>,
}

fn main() {}

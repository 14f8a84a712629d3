// Three settings.
use session_core::Session;

#[derive(Session)]
#[session(lifetime = "12h", same_site = "Lax")]
struct Visits {
    count: u64,
}

fn main() {}

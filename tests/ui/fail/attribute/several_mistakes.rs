// Three mistakes are told together.
use session_core::Session;

#[derive(Session)]
#[session(lifetme = "12h", same_site = "lax")]
struct Visits {
    count: std::sync::atomic::AtomicU64,
}

fn main() {}

// A stored field is upgraded.
use session_core::Session;

#[derive(Session)]
#[session(encrypted)]
struct Account {
    #[session(upgrade = "lengthened")]
    note: u64,
}

fn lengthened(old: String) -> u64 {
    old.len() as u64
}

fn main() {}

// A skipped field has no stored value that could be upgraded.
use session_core::Session;

#[derive(Session)]
#[session(encrypted)]
struct Account {
    #[session(skip, upgrade = "lengthened")]
    note: u64,
}

fn lengthened(old: String) -> u64 {
    old.len() as u64
}

fn main() {}

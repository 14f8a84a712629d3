// A former cookie is identified by its name, Domain, Path and whether it is partitioned.
use session_core::Session;

#[derive(Session)]
#[session(was_cookie(name = "login"))]
struct Account {
    user: Option<u64>,
}

fn main() {}

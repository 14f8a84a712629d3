// What identifies a cookie is its name, Domain, Path and whether it is partitioned.
use session_core::Session;

#[derive(Session)]
#[session(was_cookie(name = "login", secure))]
struct Account {
    user: Option<u64>,
}

fn main() {}

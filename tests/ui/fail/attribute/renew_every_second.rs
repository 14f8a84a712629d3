// A ticket that is renewed more often than requests end.
use session_core::Session;

#[derive(Session)]
#[session(renew_every = "5s")]
struct Account {
    #[session(identity)]
    user: Option<u64>,
}

fn main() {
    let _ = Account::SCHEMA;
}

// A ticket that is renewed from time to time.
use session_core::Session;

#[derive(Session)]
#[session(renew_every = "15m")]
struct Account {
    #[session(identity)]
    user: Option<u64>,
}

fn main() {
    let _ = Account::SCHEMA;
}

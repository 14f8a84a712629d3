// Browsers drop a `SameSite=None` cookie without `Secure`.
use session_core::Session;

#[derive(Session)]
#[session(same_site = "None", secure = false)]
struct Account {
    user: Option<u64>,
}

fn main() {}

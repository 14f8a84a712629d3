// Version 2 comes after version 1.
use session_core::Session;

#[derive(Session)]
struct AccountV1 {
    user: u64,
}

#[derive(Session)]
#[session(version = 2, upgrade_from(AccountV1))]
struct Account {
    user: String,
}

impl From<AccountV1> for Account {
    fn from(old: AccountV1) -> Self {
        Self { user: old.user.to_string() }
    }
}

fn main() {}

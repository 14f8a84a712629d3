// What is made from the first version is the second.
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

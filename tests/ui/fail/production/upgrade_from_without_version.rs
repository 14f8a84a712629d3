// What is made from an older version has a number of its own.
use session_core::Session;

#[derive(Session)]
struct AccountV1 {
    user: u64,
}

#[derive(Session)]
#[session(upgrade_from(AccountV1))]
struct Account {
    user: String,
}

impl From<AccountV1> for Account {
    fn from(old: AccountV1) -> Self {
        Self { user: old.user.to_string() }
    }
}

fn main() {}

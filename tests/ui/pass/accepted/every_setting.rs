// Every setting of a type and of a field that can stand together.
use session_core::Session;

#[derive(Session)]
#[session(name = "account", cookie = "account", domain = "example.com", path = "/shop", same_site = "None", partitioned)]
#[session(http_only = true, secure = true, lifetime = "400d", idle = "30m", refresh = "10m", persistent)]
#[session(removed("email", "phone"), no_store, server_only, crate = "::session_core")]
struct Account {
    #[session(identity, rename = "u", alias = "user_id", alias = "uid")]
    user: Option<u64>,
    #[session(default = vec![1, 2], server_only)]
    basket: Vec<u32>,
    #[session(default)]
    name: String,
    #[session(skip, default = std::sync::atomic::AtomicU32::new(1))]
    hits: std::sync::atomic::AtomicU32,
}

fn main() {
    let account = Account::SCHEMA;
    assert_eq!(account.cookie().path, "/shop");
    assert_eq!(account.states()[0].removed(), ["email", "phone"]);
}

#[derive(SessionState)]
struct LoggedIn {
    user: u64,
    basket: Vec<u32>,
}

// A script has no session: one belongs to a request.
use session_core::{Session, Sessions, testing};

#[derive(Session)]
struct Visits {
    count: u32,
}

fn main() {
    let sessions = Sessions::<Visits>::in_cookie(testing::key(1));
    let mut visits = session_core::Live::new(&sessions);
    visits.count += 1;
    println!("{} visits", visits.count);
}

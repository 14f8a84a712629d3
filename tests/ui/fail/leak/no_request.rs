// A script has no session: one belongs to a request.
use session_core::{Live, Session, Sessions, testing};

#[derive(Session)]
struct Visits {
    count: u32,
}

fn add_one(mut visits: Live<'_, Visits>) -> u32 {
    visits.count += 1;
    visits.count
}

fn main() {
    let sessions = Sessions::<Visits>::in_cookie(testing::key(1));
    let count = add_one(Live::new());
    println!("{count} of {sessions:?}");
}

// A script makes a request of its own, with a `Cookie` header or without.
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
    let request = sessions.scope(None, async |visits| add_one(visits));
    let (count, _) = testing::block_on(request).unwrap();
    println!("{count} of {sessions:?}");
}

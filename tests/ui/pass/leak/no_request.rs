// A script makes a request of its own, with a `Cookie` header or without.
use session_core::{Session, Sessions, testing};

#[derive(Session)]
struct Visits {
    count: u32,
}

fn main() {
    let sessions = Sessions::<Visits>::in_cookie(testing::key(1));
    let request = sessions.scope(None, async |mut visits| visits.count += 1);
    let ((), closed) = testing::block_on(request).unwrap();
    println!("{closed:?}");
}

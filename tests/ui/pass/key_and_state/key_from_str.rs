// A key is at least 32 random bytes, made once and kept in the environment.
use session_core::{Key, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

fn serve(_key: Key) -> Sessions<Visits> {
    Sessions::<Visits>::in_cookie(_key)
}

fn main() {
    let _ = serve;
}

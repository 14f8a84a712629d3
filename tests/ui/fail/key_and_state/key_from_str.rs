// A text is not a key: it can be guessed.
use session_core::{Key, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

fn serve(_key: Key) -> Sessions<Visits> {
    Sessions::<Visits>::in_cookie("secret")
}

fn main() {
    let _ = serve;
}

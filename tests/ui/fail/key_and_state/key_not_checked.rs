// A key from the environment can be missing or too short.
use session_core::{Key, KeyError, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

fn sessions() -> Result<Sessions<Visits>, KeyError> {
    Ok(Sessions::in_cookie(Key::from_env("SESSION_KEY")))
}

fn main() {
    let _ = sessions;
}

// `?` ends the program then, and says why.
use session_core::{Key, KeyError, Session, Sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

fn sessions() -> Result<Sessions<Visits>, KeyError> {
    Ok(Sessions::in_cookie(Key::from_env("SESSION_KEY")?))
}

fn main() {
    let _ = sessions;
}

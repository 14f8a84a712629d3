// A secret from the environment can be missing.
use session_core::{Session, Sessions};
use session_flask::{FlaskKeyError, FlaskKeys, flask_sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

fn sessions() -> Result<Sessions<Visits>, FlaskKeyError> {
    Ok(flask_sessions(FlaskKeys::from_env("SECRET_KEY")))
}

fn main() {
    let _ = sessions;
}

// A text is no secret until it is said how Flask signs with it.
use session_core::{Session, Sessions};
use session_flask::{FlaskKeyError, flask_sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

fn sessions() -> Result<Sessions<Visits>, FlaskKeyError> {
    Ok(flask_sessions("the SECRET_KEY of the Flask application"))
}

fn main() {
    let _ = sessions;
}

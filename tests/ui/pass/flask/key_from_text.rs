// As Flask does by itself.
use session_core::{Session, Sessions};
use session_flask::{FlaskKeyError, FlaskKeys, flask_sessions};

#[derive(Session)]
struct Visits {
    count: u32,
}

fn sessions() -> Result<Sessions<Visits>, FlaskKeyError> {
    Ok(flask_sessions(FlaskKeys::new("the SECRET_KEY of the Flask application")?))
}

fn main() {
    let _ = sessions;
}

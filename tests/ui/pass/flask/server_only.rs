// What the visitor may read and present again can.
use session_core::{Session, Sessions};
use session_flask::{FlaskKeyError, FlaskKeys, flask_sessions};

#[derive(Session)]
struct Balance {
    cents: i64,
}

fn sessions() -> Result<Sessions<Balance>, FlaskKeyError> {
    Ok(flask_sessions(FlaskKeys::from_env("SECRET_KEY")?))
}

fn main() {
    let _ = sessions;
}

// What is `server_only` can't be kept in Flask's cookie, which its visitor can read and present again.
use session_core::{Session, Sessions};
use session_flask::{FlaskKeyError, FlaskKeys, flask_sessions};

#[derive(Session)]
#[session(server_only)]
struct Balance {
    cents: i64,
}

fn sessions() -> Result<Sessions<Balance>, FlaskKeyError> {
    Ok(flask_sessions(FlaskKeys::from_env("SECRET_KEY")?))
}

fn main() {
    let _ = sessions;
}

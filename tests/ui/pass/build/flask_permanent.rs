// Here it is `live.set_persistent(true)`.
use session_core::{Session, Sessions};
use session_flask::{FlaskKeys, flask_sessions};

#[derive(Session)]
struct Account {
    user: Option<String>,
}

fn main() {
    let keys = FlaskKeys::new("the SECRET_KEY of the Flask application").expect("it isn't empty");
    let _sessions: Sessions<Account> = flask_sessions(keys);
}

// What the visitor may read can be kept there.
use session_core::{Session, Sessions};
use session_flask::{FlaskKeys, flask_sessions};

#[derive(Session)]
struct Account {
    pin: Option<u32>,
}

fn main() {
    let keys = FlaskKeys::new("the SECRET_KEY of the Flask application").expect("it isn't empty");
    let _sessions: Sessions<Account> = flask_sessions(keys);
}

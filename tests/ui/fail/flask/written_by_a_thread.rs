// In Flask a write from a thread that outlives the request is lost without a word.
use session_core::{Live, Session, Sessions};
use session_flask::{FlaskKeyError, FlaskKeys, flask_sessions};

#[derive(Session)]
struct Account {
    #[session(rename = "_user_id")]
    user: Option<String>,
}

async fn log_in(mut account: Live<'_, Account>) -> &'static str {
    std::thread::spawn(move || account.user = Some("7".to_owned()));
    "Welcome"
}

fn sessions() -> Result<Sessions<Account>, FlaskKeyError> {
    Ok(flask_sessions(FlaskKeys::from_env("SECRET_KEY")?))
}

fn main() {
    let _ = (log_in, sessions);
}

// With serde's derives it can.
use session_core::{Session, Sessions};
use session_flask::{FlaskKeyError, FlaskKeys, flask_sessions};

#[derive(serde::Serialize, serde::Deserialize)]
struct Basket(Vec<u32>);

#[derive(Session)]
struct Shop {
    basket: Option<Basket>,
}

fn sessions() -> Result<Sessions<Shop>, FlaskKeyError> {
    Ok(flask_sessions(FlaskKeys::from_env("SECRET_KEY")?))
}

fn main() {
    let _ = sessions;
}

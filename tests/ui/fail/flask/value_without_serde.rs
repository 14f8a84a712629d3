// In Flask a value that can't be stored is a 500 after the view.
use session_core::{Session, Sessions};
use session_flask::{FlaskKeyError, FlaskKeys, flask_sessions};

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

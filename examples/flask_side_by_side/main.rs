//! One login for a Flask application and a Rust service. Some routes have moved to Rust, the
//! others are still Flask's, and a visitor sees one site with one session.
//!
//! ```text
//! cargo run --example flask_side_by_side
//! ```
//!
//! Open <http://localhost:3000>. Sign in at one application and look at a page of the other, count
//! in both, and sign out at the other. The log in the terminal shows the requests that went to
//! Flask.
//!
//! Start reading in `site/mod.rs`, which lists the routes that have moved. `README.md` beside this
//! file describes the other files.
//!
//! The example starts Flask itself, with the Python in `.venv` or the one that `SESSION_PYTHON`
//! names. To put it in front of an application that runs already, set
//! `FLASK_URL=http://127.0.0.1:5000`, and `SECRET_KEY` as in that application. `PORT` chooses
//! another port.

mod site;

use std::net::SocketAddr;
use std::process::Stdio;
use std::{env, error};

use session_core::Key;
use session_flask::FlaskKeys;
use tokio::net::TcpListener;

use site::flask::RunningFlask;

#[tokio::main]
async fn main() -> Result<(), Box<dyn error::Error>> {
    let (app, _flask) = if let Ok(url) = env::var("FLASK_URL") {
        (site::app(FlaskKeys::from_env("SECRET_KEY")?, url.parse()?)?, None)
    } else {
        // Any text will do, as long as both applications have the same.
        let secret = env::var("SECRET_KEY").unwrap_or_else(|_| Key::generate().to_base64().to_string());
        let flask = RunningFlask::start(&secret, Stdio::inherit())?;
        (site::app(FlaskKeys::new(secret)?, flask.url.clone())?, Some(flask))
    };

    let port = env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let address = listener.local_addr()?;
    println!("Listening on http://{address}");
    println!("Open http://localhost:{}", address.port());
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}

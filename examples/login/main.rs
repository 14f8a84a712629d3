//! A tea shop with a basket, a sign-in in two steps, and an account: sessions that are state
//! machines.
//!
//! ```text
//! cargo run --example login
//! ```
//!
//! Open <http://localhost:3000>. Put something into the basket, sign in as one of the two people
//! whose passwords the sign-in page shows, and read the code on this console. Sign out, and press
//! Back. The line at the foot of each page says which states your sessions are in.
//!
//! Start reading in `site/sessions.rs`: it has the states, and which state leads to which.
//! `README.md` beside this file describes the other files.
//!
//! To keep the sessions when the example restarts: `SESSION_KEY=$(openssl rand -base64 32) cargo
//! run --example login`, and the same key again. `PORT` chooses another port.

mod site;

use std::{env, error, process};

use session_core::{Key, KeyError, SystemClock};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn error::Error>> {
    let app = site::app(&key(), SystemClock, |user, code| println!("To {}: your code is {code}", user.name));

    let port = env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let address = listener.local_addr()?;
    println!("Listening on http://{address}");
    println!("Open http://localhost:{}", address.port());
    axum::serve(listener, app).await?;
    Ok(())
}

/// Returns the key that signs the cookies: `SESSION_KEY` or, to try things out, a new one.
fn key() -> Key {
    Key::from_env("SESSION_KEY").unwrap_or_else(|error| {
        if !matches!(error, KeyError::Missing { .. }) {
            eprintln!("SESSION_KEY: {error}");
            process::exit(1);
        }
        eprintln!("SESSION_KEY is not set: this run has a key of its own, and its sessions end with it.");
        eprintln!("To keep them, make a key with `openssl rand -base64 32`.");
        Key::generate()
    })
}

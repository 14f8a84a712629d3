//! A plant shop whose sessions are on the server: a basket that two tabs fill, a sign-out that is
//! one, and an order that is made once.
//!
//! ```text
//! export SESSION_KEY=$(openssl rand -base64 32)
//! cargo run --example shop
//! ```
//!
//! The first line is for the restart below: without it each run has a key of its own. Open
//! <http://localhost:3000>, and try this:
//!
//! * **Two tabs.** Open the shop in both, and add a plant in each, without reloading. Both plants
//!   are in the basket.
//! * **Sign in**, as one of the two people whose passwords the page shows. The basket goes along.
//!   Then add something in a tab that shows the shop as it was before: that form is refused.
//! * **A copied cookie.** In the browser's developer tools, copy the value of `__Host-visit`, and
//!   look at the account with it: `curl -si -b "__Host-visit=…" localhost:3000/account`. Sign out in
//!   the browser. The copy now leads to the sign-in page, which no session in a cookie could do.
//! * **The last one.** There is one bonsai. Put it into the baskets of Ada, in this browser, and of
//!   Grace, in a private window. Give both an address, and order in both: who comes second reads
//!   that there is none left. Press "Order" twice as fast as you can: it is ordered once.
//! * **A store that doesn't answer.** Lock the file, whose path the program has printed:
//!
//!   ```text
//!   python3 -c "import sqlite3
//!   file = sqlite3.connect('…/shop.sqlite'); file.execute('begin immediate'); input('locked ')"
//!   ```
//!
//!   Pages are shown, and what changes the session is answered by a 503, after two seconds. Press
//!   Enter there, and go on where you were.
//! * **A restart.** Press Ctrl-C, and start the program again, with the same key: you are still
//!   signed in, with your basket. Stock and orders are in memory, and begin anew.
//!
//! Start reading in `site/sessions.rs`: it says what becomes of each field if two tabs change it.
//! `README.md` beside this file describes the other files.
//!
//! `SHOP_DATABASE` chooses another file for the sessions, and `PORT` another port. With a
//! `DATABASE_URL` they are in PostgreSQL, and with a `REDIS_URL` in Redis: then several programs
//! with one `SESSION_KEY` are one shop, whichever of them a visitor reaches.

mod place;
mod site;

use std::{env, error, future, process};

use session_core::{Key, KeyError};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn error::Error>> {
    let (sessions, place) = place::sessions(key()).await?;

    let port = env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let address = listener.local_addr()?;
    println!("Sessions are kept in {place}");
    println!("Listening on http://{address}");
    println!("Open http://localhost:{}", address.port());
    axum::serve(listener, site::app(sessions.clone())).with_graceful_shutdown(ctrl_c()).await?;
    // A commit outlives its connection, and would be cut off by the end of the program.
    sessions.settled().await;
    Ok(())
}

/// Returns the key of the application: `SESSION_KEY` or, to try things out, a new one.
fn key() -> Key {
    Key::from_env("SESSION_KEY").unwrap_or_else(|error| {
        if !matches!(error, KeyError::Missing { .. }) {
            eprintln!("SESSION_KEY: {error}");
            process::exit(1);
        }
        eprintln!("SESSION_KEY is not set: this run has a key of its own, and its sessions end with it.");
        eprintln!("Those of earlier runs stay where they are until they expire, and nobody can open them.");
        eprintln!("To keep sessions, make a key with `openssl rand -base64 32`.");
        Key::generate()
    })
}

/// Waits until somebody presses Ctrl-C, or for ever where that can't be known.
async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        future::pending::<()>().await;
    }
}

//! A counter that knows each visitor: the smallest site with a session.
//!
//! ```text
//! cargo run --example visits
//! ```
//!
//! Open <http://localhost:3000> and visit it again: 1, 2, 3. Then look at the cookie
//! `__Host-visits` in the browser's developer tools, change a character of it, and visit once
//! more. Another browser, or a private window, counts for itself.
//!
//! To keep the counts when the example restarts: `SESSION_KEY=$(openssl rand -base64 32) cargo run
//! --example visits`, and the same key again. `PORT` chooses another port.

use std::{env, error, process};

use axum::Router;
use axum::http::Uri;
use axum::response::{Html, Redirect};
use axum::routing::{get, post};
use session_axum::with_session;
use session_core::{Arrival, Key, KeyError, Live, Session, Sessions};
use tokio::net::TcpListener;

#[derive(Session)]
struct Visits {
    count: u32,
}

async fn count(mut visits: Live<'_, Visits>, uri: Uri) -> Html<String> {
    visits.count += 1;
    let note = match visits.arrival() {
        Arrival::Refused(reason) => format!("Your cookie was refused: {reason}. You start at 1."),
        Arrival::Fresh if uri.query() == Some("again") => DROPPED.to_owned(),
        _ => String::new(),
    };
    page(visits.count, &note)
}

async fn forget(visits: Live<'_, Visits>) -> Redirect {
    visits.end();
    Redirect::to("/")
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn error::Error>> {
    let mut options = Sessions::<Visits>::options();
    if env::var_os("DANGER_ALLOW_HTTP").is_some_and(|value| value == "1") {
        options = options.danger_allow_http();
    }
    let site = Router::new()
        .route("/", get(with_session(count)))
        .route("/forget", post(with_session(forget)))
        .with_state(options.in_cookie(key()));

    let port = env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let address = listener.local_addr()?;
    println!("Listening on http://{address}");
    println!("Open http://localhost:{}", address.port());
    axum::serve(listener, site).await?;
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

const DROPPED: &str = "Your browser dropped the cookie. Safari keeps Secure cookies only over https, even on localhost: \
    run with DANGER_ALLOW_HTTP=1, for development only.";

fn page(count: u32, note: &str) -> Html<String> {
    Html(format!(
        r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Visits</title>
<style>{STYLE}</style>
<main>
  <h1>Visit number: {count}</h1>
  <p class="note">{note}</p>
  <a href="/?again">Visit again</a>
  <form method="post" action="/forget"><button>Forget me</button></form>
</main>
</html>
"#
    ))
}

const STYLE: &str = "
  body { margin: 0; font: 18px/1.5 system-ui, sans-serif; color: #223; background: #f6f5f1 }
  main { max-width: 26rem; margin: 18vh auto 0; padding: 2.5rem; background: #fff; border-radius: 12px; text-align: center }
  h1 { margin: 0 0 1.5rem; font-size: 1.9rem } form { display: inline }
  .note { padding: .6rem 1rem; background: #fdf3d8; border-radius: 8px; font-size: .9rem; text-wrap: balance }
  .note:empty { display: none }
  a, button { display: inline-block; margin: .25rem; padding: .5rem 1.1rem; border: 1px solid #2b59c3; border-radius: 8px }
  a { color: #fff; background: #2b59c3; text-decoration: none } button { font: inherit; color: #2b59c3; background: none }
";

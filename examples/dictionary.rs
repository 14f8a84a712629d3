//! The lines that use Flask's `session` dictionary, and their counterparts: set, read, change,
//! remove, flash.
//!
//! ```text
//! cargo run --example dictionary
//! ```
//!
//! Open <http://localhost:3000>, introduce yourself, fill the basket, and forget your name. In the
//! code, each line of Rust stands below the Flask line that it replaces. Then misspell a field
//! (`visitor.nmae`) and run the example again: it doesn't compile.
//!
//! To keep the sessions when the example restarts: `SESSION_KEY=$(openssl rand -base64 32) cargo
//! run --example dictionary`, and the same key again. `PORT` chooses another port.

use std::fmt::Write as _;
use std::{env, error, mem, process};

use axum::extract::Form;
use axum::response::{Html, Redirect};
use axum::routing::{get, post};
use axum::{Router, serve};
use serde::Deserialize;
use session_axum::with_session;
use session_core::{Key, KeyError, Live, Session, Sessions};
use tokio::net::TcpListener;

/// The dictionary's keys and their types, in one place. A missing key is a field's `None` or its
/// empty value.
#[derive(Session)]
struct Visitor {
    name: Option<String>,
    basket: Vec<String>,
    flashes: Vec<String>,
}

#[derive(Deserialize)]
struct Text {
    text: String,
}

async fn index(mut visitor: Live<'_, Visitor>) -> Html<String> {
    // messages = get_flashed_messages()
    // If there were none, nothing has changed and no cookie is sent.
    let messages = mem::take(&mut visitor.flashes);
    // name = session.get("name", "stranger")
    let name = visitor.name.as_deref().unwrap_or("stranger");
    // basket = session["basket"]
    page(&messages, name, &visitor.basket)
}

async fn introduce(mut visitor: Live<'_, Visitor>, Form(form): Form<Text>) -> Redirect {
    let name = short(&form.text);
    // flash(f"Nice to meet you, {name}.")
    visitor.flashes.push(format!("Nice to meet you, {name}."));
    // session["name"] = name
    visitor.name = Some(name);
    Redirect::to("/")
}

async fn forget_name(mut visitor: Live<'_, Visitor>) -> Redirect {
    // name = session.pop("name", None)
    let name = visitor.name.take();
    // if name is not None: …
    if let Some(name) = name {
        visitor.flashes.push(format!("Goodbye, {name}."));
    }
    Redirect::to("/")
}

async fn add(mut visitor: Live<'_, Visitor>, Form(form): Form<Text>) -> Redirect {
    // A cookie has at most 4096 bytes. If the session doesn't fit, nothing is cut off: the
    // response is a 500, and the visitor keeps the old cookie.
    if visitor.basket.len() == 10 {
        visitor.flashes.push("Your basket is full.".to_owned());
    } else {
        // session["basket"].append(text)    <- Flask loses it, unless session.modified = True
        visitor.basket.push(short(&form.text));
    }
    Redirect::to("/")
}

async fn start_over(visitor: Live<'_, Visitor>) -> Redirect {
    // session.clear()
    visitor.end();
    Redirect::to("/")
}

/// Returns the part of a visitor's text that is kept.
fn short(text: &str) -> String {
    text.trim().chars().take(40).collect()
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn error::Error>> {
    // app.secret_key = os.environ["SESSION_KEY"]
    let sessions = Sessions::<Visitor>::in_cookie(key());
    let site = Router::new()
        .route("/", get(with_session(index)))
        .route("/name", post(with_session(introduce)))
        .route("/name/forget", post(with_session(forget_name)))
        .route("/basket", post(with_session(add)))
        .route("/start-over", post(with_session(start_over)))
        .with_state(sessions);

    let port = env::var("PORT").unwrap_or_else(|_| "3000".to_owned());
    let listener = TcpListener::bind(format!("127.0.0.1:{port}")).await?;
    let address = listener.local_addr()?;
    println!("Listening on http://{address}");
    println!("Open http://localhost:{}", address.port());
    serve(listener, site).await?;
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

fn page(messages: &[String], name: &str, basket: &[String]) -> Html<String> {
    let (flashes, name, items) = (each("p", messages), escape(name), each("li", basket));
    Html(format!(
        r#"<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Dictionary</title>
<style>{STYLE}</style>
<main>
  {flashes}
  <h1>Hello, {name}</h1>
  <form method="post" action="/name">
    <input name="text" placeholder="Your name" aria-label="Your name" maxlength="40" required><button>That's me</button>
  </form>
  <h2>Your basket</h2>
  <ul>{items}</ul>
  <form method="post" action="/basket">
    <input name="text" placeholder="Something" aria-label="Something" maxlength="40" required><button>Add it</button>
  </form>
  <form method="post">
    <button formaction="/name/forget">Forget my name</button>
    <button formaction="/start-over">Start over</button>
  </form>
</main>
</html>
"#
    ))
}

/// Puts each text into an element of its own.
fn each(element: &str, texts: &[String]) -> String {
    texts.iter().fold(String::new(), |mut html, text| {
        let _ = write!(html, "<{element}>{}</{element}>", escape(text));
        html
    })
}

/// Returns a visitor's text as HTML: it shows what was typed, and can't be markup.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

const STYLE: &str = "
  body { margin: 0; font: 18px/1.5 system-ui, sans-serif; color: #223; background: #f6f5f1 }
  main { max-width: 26rem; margin: 10vh auto; padding: 2.5rem; background: #fff; border-radius: 12px }
  h1 { margin: 0 0 1rem; font-size: 1.9rem; overflow-wrap: anywhere } h2 { margin: 2rem 0 .5rem; font-size: 1.2rem }
  p { margin: 0 0 1rem; padding: .6rem 1rem; background: #e3f1e5; border-radius: 8px; overflow-wrap: anywhere }
  ul { padding-left: 1.2rem; overflow-wrap: anywhere } ul:empty::before { content: 'Nothing yet'; color: #778 }
  form { display: flex; gap: .6rem; margin-top: 1rem } h2 ~ form:last-child { margin-top: 2.5rem }
  input, button { font: inherit; padding: .45rem .9rem; border: 1px solid #b9bfce; border-radius: 8px }
  input { flex: 1; min-width: 0 } button { color: #2b59c3; background: none; border-color: #2b59c3; cursor: pointer }
";

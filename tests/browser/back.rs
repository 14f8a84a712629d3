//! Back after a sign-out: on a shared computer, the next person presses it.
//!
//! The same scenario runs on the example, on a tiny site with `no_store`, and on the same site
//! without it. The last one shows the old page, so this test can fail.
//!
//! Chromium keeps even `no-store` pages for Back, and forgets them when a cookie that is
//! `HttpOnly` changes. If the response that set the cookie redirected to the page, one such change
//! was found not to be enough (Chromium 156). The example changes two cookies at a sign-out, and
//! one of them again when the next page is shown. The tiny site changes one cookie, and its
//! visitor goes to the account in a step of its own.

use axum::Router;
use session_core::Key;

use crate::chromium::Profile;
use crate::person::Person;
use crate::server::{Server, Shop};

/// The page that Back shows after a sign-out.
#[derive(Debug, PartialEq)]
struct Shown {
    path: String,
    heading: String,
    /// Whether the server was asked for the account.
    asked: bool,
}

/// Signs out of the account that the person sees, and goes back.
async fn back_after_sign_out(person: &Person<'_>, server: &Server) -> Shown {
    assert_eq!(person.path().await, "/account");
    person.click("button[formaction='/sign-out']").await;
    person.arrive("/").await;
    server.take_log();
    person.window().back().await.expect("there is a page to go back to");
    person.until(async || person.path().await != "/", "Back leads somewhere").await;
    let asked = server.take_log().iter().any(|request| request == "GET /account");
    Shown { path: person.path().await, heading: person.heading().await, asked }
}

fn the_sign_in_page() -> Shown {
    Shown { path: "/sign-in".to_owned(), heading: "Sign in".to_owned(), asked: true }
}

/// Tests the account as the sign-in shows it first, and as it is shown again. The first page says
/// welcome, so its response changes a session and would be `no-store` in any case.
#[tokio::test(flavor = "multi_thread")]
async fn back_after_a_sign_out_shows_the_sign_in_page() {
    let (profile, shop) = (Profile::new(), Shop::start().await);
    let ada = Person::with(&profile, &shop.server).await;
    for looks in 1..=2 {
        ada.sign_in(&shop, false).await;
        for _ in 1..looks {
            ada.open("/account").await;
        }
        assert_eq!(back_after_sign_out(&ada, &shop.server).await, the_sign_in_page(), "after looking {looks} times");
    }
    ada.close().await;
}

/// A site whose account is one page, with these additional settings for the state `LoggedIn`.
macro_rules! tiny_site {
    ($name:ident $(, $setting:ident)*) => {
        mod $name {
            use axum::Router;
            use axum::response::{Html, Redirect};
            use axum::routing::{get, post};
            use session_axum::with_session;
            use session_core::{Key, Live, Session, SessionState, Sessions};

            #[derive(Session)]
            enum Login {
                #[session(start, to(LoggedIn resets_lifetime))]
                Anonymous(Anonymous),
                #[session(otherwise = "/sign-in" $(, $setting)*)]
                LoggedIn(LoggedIn),
            }

            #[derive(SessionState, Default)]
            struct Anonymous;

            #[derive(SessionState)]
            struct LoggedIn;

            async fn account(_: Live<'_, LoggedIn>) -> Html<&'static str> {
                Html("<h1>Account</h1><form method=post><button formaction='/sign-out'>Sign out</button></form>")
            }

            async fn sign_in(login: Live<'_, Anonymous>) -> Redirect {
                login.to(LoggedIn);
                Redirect::to("/")
            }

            async fn sign_out(login: Live<'_, LoggedIn>) -> Redirect {
                login.end();
                Redirect::to("/")
            }

            pub(super) fn app(key: Key) -> Router {
                let form = Html("<h1>Sign in</h1><form method=post><button>Sign in</button></form>");
                Router::new()
                    .route("/", get(Html("<h1>Welcome</h1>")))
                    .route("/sign-in", get(form).post(with_session(sign_in)))
                    .route("/account", get(with_session(account)))
                    .route("/sign-out", post(with_session(sign_out)))
                    .with_state(Sessions::<Login>::in_cookie(key))
            }
        }
    };
}

tiny_site!(with_no_store, no_store);
tiny_site!(without);

async fn on_a_tiny_site(app: Router) -> Shown {
    let (profile, server) = (Profile::new(), Server::start(app).await);
    let person = Person::with(&profile, &server).await;
    person.open("/sign-in").await;
    person.click("button").await;
    person.arrive("/").await;
    person.open("/account").await;
    let shown = back_after_sign_out(&person, &server).await;
    person.close().await;
    shown
}

#[tokio::test(flavor = "multi_thread")]
async fn no_store_is_what_makes_the_difference() {
    assert_eq!(on_a_tiny_site(with_no_store::app(Key::generate())).await, the_sign_in_page());
    let old = Shown { path: "/account".to_owned(), heading: "Account".to_owned(), asked: false };
    assert_eq!(on_a_tiny_site(without::app(Key::generate())).await, old, "without it, the browser shows what it remembers");
}

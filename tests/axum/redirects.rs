//! Redirects to a page that redirects again.

use std::collections::BTreeSet;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::LOCATION;
use axum::routing::get;
use reqwest::Url;
use session_axum::with_session;
use session_core::testing::key;
use session_core::{Live, Session, SessionState, Sessions};

use crate::first;

/// Follows redirects from `start` as a browser does, and returns the addresses that it asks for.
/// Fails if it asks for one twice, which it would do without an end.
async fn follow(site: &Router, start: &str) -> Vec<String> {
    let mut url = Url::parse("https://shop.example").and_then(|site| site.join(start)).expect("an address");
    let mut asked = Vec::new();
    loop {
        let address = match url.query() {
            Some(query) => format!("{}?{query}", url.path()),
            None => url.path().to_owned(),
        };
        assert!(!asked.contains(&address), "{address} redirects to itself: {asked:?}");
        let answer = first(site, &address).await;
        asked.push(address);
        match &*answer.all(LOCATION) {
            [] => return asked,
            [location] => url = url.join(location).expect("an address"),
            several => panic!("{several:?}"),
        }
    }
}

/// Mounts a page for `Inside` at the paths, with this `otherwise`, and follows each address.
macro_rules! pages {
    ($otherwise:literal: $($path:literal)*; $($start:literal => $asked:literal)*) => {{
        #[derive(Session)]
        enum Visit {
            #[session(start, to(Inside))]
            Outside(Outside),
            #[session(otherwise = $otherwise)]
            Inside(Inside),
        }

        #[derive(SessionState, Default)]
        struct Outside;

        #[derive(SessionState)]
        struct Inside;

        let page = || get(with_session(async |_: Live<'_, Inside>| StatusCode::OK));
        let site = Router::new()$(.route($path, page()))*.with_state(Sessions::<Visit>::in_cookie(key(1)));
        $(assert_eq!(follow(&site, $start).await.len(), $asked, "{} from {}", $otherwise, $start);)*
    }};
}

/// The path is what chooses the handler, and so the state that it asks for.
#[tokio::test]
async fn a_page_does_not_redirect_to_itself() {
    pages!("/in": "/in" "/other"; "/in" => 1 "/in?a=1" => 1 "/other" => 2 "/other?a=1" => 2);
    pages!("/in?from=page": "/in" "/other"; "/in" => 1 "/in?from=page" => 1 "/in?x" => 1 "/other" => 2);
    pages!("/in#form": "/in" "/other"; "/in" => 1 "/in?a" => 1 "/other" => 2);
    pages!("/a/../in": "/in" "/other"; "/in" => 1 "/a/../in" => 1 "/other" => 2);
    pages!("/%2e/in": "/in" "/other"; "/in" => 1 "/other" => 2);

    pages!("/?in": "/" "/other"; "/" => 1 "/?in" => 1 "/other" => 2);
}

/// A nested router sees only its part of the path, and the browser asks for all of it.
#[tokio::test]
async fn a_page_of_a_nested_router_does_not_redirect_to_itself() {
    #[derive(Session)]
    enum Visit {
        #[session(start, to(Inside))]
        Outside(Outside),
        #[session(otherwise = "/app/in?again")]
        Inside(Inside),
    }

    #[derive(SessionState, Default)]
    struct Outside;

    #[derive(SessionState)]
    struct Inside;

    let page = || get(with_session(async |_: Live<'_, Inside>| StatusCode::OK));
    let site = Router::new()
        .nest("/app", Router::new().route("/in", page()).route("/app/in", page()))
        .route("/in", page())
        .with_state(Sessions::<Visit>::in_cookie(key(1)));
    let mut asked = BTreeSet::new();
    for start in ["/app/in", "/app/app/in", "/in"] {
        asked.extend(follow(&site, start).await);
    }
    assert_eq!(asked.into_iter().collect::<Vec<_>>(), ["/app/app/in", "/app/in", "/app/in?again", "/in"]);
}

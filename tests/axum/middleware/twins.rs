//! Two `Sessions` of one type, and two of one cookie.

use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use session_axum::{Next, from_fn, with_session};
use session_core::testing::{ManualClock, key};
use session_core::{Live, Session, Sessions};

use super::{counting, names};
use crate::{Visits, again, count, first, sessions};

/// Makes two `Sessions` of one type: the same application on https and, for development, on plain
/// http, with different keys.
fn twins() -> (Sessions<Visits>, Sessions<Visits>) {
    (sessions(), Sessions::options().clock(ManualClock::default()).danger_allow_http().in_cookie(key(2)))
}

#[tokio::test]
async fn sessions_of_one_type_and_two_cookies_are_two() {
    let (outer, inner) = twins();
    let site = Router::new().route("/", get(with_session(count))).layer(from_fn(outer, counting)).with_state(inner);
    let one = first(&site, "/").await;
    assert_eq!(one.body, "Visit number: 1", "the handler's own session has seen nothing of the other");
    assert_eq!(names(&one), ["visits", "__Host-visits"]);
    let two = again(&site, "/", &one.cookies().join("; ")).await;
    assert_eq!(two.body, "Visit number: 2");
    assert_eq!(names(&two), ["visits", "__Host-visits"]);
}

/// The handler gets the session of the outermost layer, although another session of the same type
/// is open in between.
#[tokio::test]
async fn sessions_of_one_type_are_shared_past_one_another() {
    let (outer, between) = twins();
    let site = Router::new()
        .route("/", get(with_session(count)))
        .layer(from_fn(between, counting))
        .layer(from_fn(outer.clone(), counting))
        .with_state(outer);
    let one = first(&site, "/").await;
    assert_eq!(one.body, "Visit number: 2");
    assert_eq!(names(&one), ["visits", "__Host-visits"]);
}

/// `Sessions` that aren't clones are different ones, even with the same keys and the same cookie:
/// one would overwrite the other's cookie.
#[tokio::test]
async fn one_cookie_belongs_to_one_sessions() {
    let shared = sessions();
    for (other, how) in [
        (sessions(), "made anew"),
        (Sessions::options().leeway(Duration::ZERO).in_cookie(key(1)), "with another leeway"),
        (Sessions::in_cookie(key(2)), "with another key"),
    ] {
        let site = Router::new()
            .route("/", get(with_session(count)))
            .route("/page", get("a page"))
            .layer(from_fn(other, counting))
            .with_state(shared.clone());
        let refused = first(&site, "/").await;
        assert_eq!(refused.status, StatusCode::INTERNAL_SERVER_ERROR, "{how}");
        assert!(refused.cookies().len() <= 1, "{how}: {:?}", refused.cookies());
        assert_eq!(first(&site, "/page").await.cookies().len(), 1, "{how}: where there is only one");
    }
}

#[tokio::test]
async fn one_cookie_belongs_to_one_session_type() {
    #[derive(Session)]
    #[session(name = "other", cookie = "__Host-visits")]
    struct Other {
        count: u32,
    }
    async fn other(mut other: Live<'_, Other>, request: Request, next: Next) -> Response {
        other.count += 1;
        next.run(other, request).await.1
    }
    let layer = from_fn(Sessions::<Other>::in_cookie(key(1)), other);
    let site = Router::new().route("/", get(with_session(count))).layer(layer).with_state(sessions());
    assert_eq!(first(&site, "/").await.status, StatusCode::INTERNAL_SERVER_ERROR);
}

/// One response would set the cookie and delete it.
#[tokio::test]
async fn a_former_cookie_belongs_to_no_other_session() {
    #[derive(Session)]
    #[session(name = "moved", cookie = "__Host-moved", was_cookie(name = "__Host-visits"))]
    struct Moved {
        count: u32,
    }
    async fn moved(mut moved: Live<'_, Moved>, request: Request, next: Next) -> Response {
        moved.count += 1;
        next.run(moved, request).await.1
    }
    async fn move_on(mut moved: Live<'_, Moved>) {
        moved.count += 1;
    }
    let (visits, shared) = (sessions(), Sessions::<Moved>::in_cookie(key(1)));
    let outer = Router::new().route("/", get(with_session(count))).layer(from_fn(shared.clone(), moved));
    let inner = Router::new().route("/", get(with_session(move_on))).layer(from_fn(visits.clone(), counting));
    for (site, which) in [(outer.with_state(visits), "outside"), (inner.with_state(shared), "inside")] {
        let answer = again(&site, "/", "__Host-visits=some").await;
        assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR, "the session that moved is {which}");
    }
}

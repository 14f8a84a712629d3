//! What cookies a request may carry and a response may set.

use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::StatusCode;
use axum::routing::get;
use session_axum::with_session;
use session_core::testing::{ManualClock, key};
use session_core::{Arrival, Live, Refusal, Session, Sessions};

use crate::{Visits, again, count, first, request, send, sessions};

#[tokio::test]
async fn foreign_cookies_do_not_hide_ours() {
    let site = Router::new().route("/", get(with_session(count))).with_state(sessions());
    let ours = first(&site, "/").await.cookie();
    let ours = ours.as_bytes();
    let beside = |before: &[u8], after: &[u8]| [before, ours, after].concat();
    for fields in [
        vec![beside(b"name=Andr\xe9; ", b"; city=K\xf6ln")],
        vec![b"name=Andr\xe9".to_vec(), ours.to_vec()],
        vec![ours.to_vec(), b"\xff\xfe".to_vec()],
        vec![b"a=1".to_vec(), b"b=2; c".to_vec(), beside(b"d=4; ", b"; e=5"), b"f=6".to_vec()],
        vec![beside(b";;= ;visits=1; __Host-visit=2; ", b";")],
    ] {
        let fields: Vec<&[u8]> = fields.iter().map(Vec::as_slice).collect();
        let answer = send(&site, request("/", &fields)).await;
        assert_eq!(answer.body, "Visit number: 2", "{:?}", fields.iter().map(|field| field.escape_ascii().to_string()));
    }
}

#[tokio::test]
async fn a_handler_is_told_why_a_cookie_was_refused() {
    async fn arrival(visits: Live<'_, Visits>) -> String {
        format!("{:?}", visits.arrival())
    }
    let clock = ManualClock::default();
    let sessions = Sessions::<Visits>::options().clock(clock.clone()).in_cookie(key(1));
    let site =
        Router::new().route("/", get(with_session(arrival))).route("/count", get(with_session(count))).with_state(sessions);
    let cookie = first(&site, "/count").await.cookie();
    let refused = |why| format!("{:?}", Arrival::Refused(why));

    assert_eq!(first(&site, "/").await.body, "Fresh");
    assert_eq!(again(&site, "/", &cookie).await.body, "Resumed");
    let answer = again(&site, "/", "__Host-visits=nonsense").await;
    assert_eq!(answer.body, refused(Refusal::Malformed));
    assert!(answer.sets_no_cookie(), "a read deletes nothing");
    clock.advance(Duration::from_mins(30));
    assert_eq!(again(&site, "/", &cookie).await.body, refused(Refusal::Idle));
}

/// Where plain http is allowed there are no prefixes, and two different names may become the same.
#[tokio::test]
async fn names_that_become_one_are_found() {
    #[derive(Session)]
    #[session(name = "other", cookie = "visits")]
    struct Other {
        count: u32,
    }
    async fn outer(mut other: Live<'_, Other>) -> axum::response::Response {
        other.count += 1;
        let inner = Router::new()
            .route("/", get(with_session(count)))
            .with_state(Sessions::<Visits>::options().danger_allow_http().in_cookie(key(1)));
        let Ok(response) = tower::ServiceExt::oneshot(inner, request("/", &[])).await;
        response
    }
    let site = Router::new()
        .route("/", get(with_session(outer)))
        .with_state(Sessions::<Other>::options().danger_allow_http().in_cookie(key(1)));
    let answer = first(&site, "/").await;
    assert_eq!((answer.status, answer.sets_no_cookie()), (StatusCode::INTERNAL_SERVER_ERROR, true));
}

/// A token in an address, in another header or in a form is no session, however good it is.
#[tokio::test]
async fn a_session_is_taken_from_cookies_only() {
    let site = Router::new().route("/", get(with_session(count)).post(with_session(count))).with_state(sessions());
    let cookie = first(&site, "/").await.cookie();
    let token = cookie.split_once('=').expect("a pair").1;
    let begins_anew = async |request| send(&site, request).await.body == "Visit number: 1";
    for path in [format!("/?{cookie}"), format!("/?session={token}")] {
        assert!(begins_anew(request(&path, &[])).await, "{path}");
    }
    for name in ["authorization", "x-session", "__host-visits", "set-cookie", "cookie2", "x-cookie"] {
        for value in [cookie.clone(), token.to_owned(), format!("Bearer {token}")] {
            let request = Request::get("/").header(name, &value).body(Body::empty()).expect("a request");
            assert!(begins_anew(request).await, "{name}: {value}");
        }
    }
    let form = Request::post("/").header("content-type", "application/x-www-form-urlencoded");
    assert!(begins_anew(form.body(Body::from(cookie.clone())).expect("a request")).await);
    assert_eq!(again(&site, "/", &cookie).await.body, "Visit number: 2", "in a cookie it is");
}

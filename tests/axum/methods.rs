//! Methods that only ask for something.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::Method;
use axum::routing::any;
use session_axum::{Next, from_fn, with_session};
use session_core::testing::key;
use session_core::{Live, OsRng, Rng, RngError, Session, Sessions};

use crate::send;

/// A browser asks with OPTIONS before it sends a script's request to another site. Nothing is made
/// for it: not even an id is drawn.
#[tokio::test]
async fn a_preflight_costs_next_to_nothing() {
    #[derive(Clone, Default)]
    struct Counting(Arc<AtomicUsize>);

    impl Rng for Counting {
        fn fill(&self, bytes: &mut [u8]) -> Result<(), RngError> {
            self.0.fetch_add(1, Ordering::Relaxed);
            OsRng.fill(bytes)
        }
    }

    #[derive(Session)]
    #[session(encrypted)]
    struct Member {
        #[session(identity)]
        user: u64,
    }

    let draws = Counting::default();
    let sessions = Sessions::<Member>::options().rng(draws.clone()).in_cookie(key(1));
    let signs_in = async |mut member: Live<'_, Member>, request: Request, next: Next| {
        member.user = 7;
        next.run(member, request).await.1
    };
    let site = Router::new()
        .route("/", any(with_session(async |mut member: Live<'_, Member>| member.user += 1)))
        .layer(from_fn(sessions.clone(), signs_in))
        .with_state(sessions);
    for (method, draws_now) in [(Method::OPTIONS, false), (Method::TRACE, false), (Method::HEAD, false), (Method::GET, true)] {
        let before = draws.0.load(Ordering::Relaxed);
        let asked = Request::builder().method(method.clone()).uri("/").body(Body::empty()).expect("a path");
        let answer = send(&site, asked).await;
        let is_drawn = draws.0.load(Ordering::Relaxed) > before;
        assert_eq!((is_drawn, answer.sets_no_cookie()), (draws_now, !draws_now), "{method}");
    }
}

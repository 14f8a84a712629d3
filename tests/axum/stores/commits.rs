//! Handlers that commit before they are done, and ends that a store doesn't get.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use axum::Router;
use axum::extract::{FromRef, Request, State};
use axum::http::StatusCode;
use axum::http::header::SET_COOKIE;
use axum::routing::{get, post};
use session_axum::with_session;
use session_core::store::MemoryStore;
use session_core::{Live, Sessions};

use super::{App, Gate, Shop, app, ask, begun, conflict, cookie_of, meanwhile, order};

/// Commits an order before it does something outside. `paid` counts what it has done there.
async fn pay(mut shop: Live<'_, Shop>, State(app): State<App>, request: Request) -> String {
    let coupon = shop.coupon.clone();
    if request.uri().query() == Some("late") {
        meanwhile(&app, &cookie_of(&request), |shop| shop.orders += 1).await;
    }
    if request.uri().query() == Some("coupon") {
        meanwhile(&app, &cookie_of(&request), |shop| "spring".clone_into(&mut shop.coupon)).await;
    }
    shop.orders += 1;
    shop.coupon = format!("{coupon}!");
    let Ok(shop) = shop.commit().await else { return "not this text".to_owned() };
    format!("paid for order {}", shop.orders)
}

async fn pay_or_say_so(mut shop: Live<'_, Shop>, State(app): State<App>, request: Request) -> String {
    meanwhile(&app, &cookie_of(&request), |shop| shop.user = Some(7)).await;
    shop.orders += 1;
    match shop.commit().await {
        Ok(_) => "paid".to_owned(),
        Err(failed) => {
            let text = format!("not paid: {failed}");
            failed.discard();
            text
        }
    }
}

/// Signs in and commits that, and then writes what can't be stored.
async fn fails_later(mut shop: Live<'_, Shop>) {
    shop.user = Some(7);
    let Ok(mut shop) = shop.commit().await else { return };
    shop.coupon = "x".repeat(70_000);
}

fn paying() -> (Router, App) {
    let (_, app) = app(MemoryStore::new(1000));
    let router = Router::new()
        .route("/order", get(with_session(order)).post(with_session(order)))
        .route("/pay", get(with_session(pay)).post(with_session(pay)))
        .route("/pay-or-say-so", post(with_session(pay_or_say_so)))
        .route("/fails-later", post(with_session(fails_later)));
    (router.with_state(app.clone()), app)
}

#[tokio::test]
async fn a_handler_that_commits_knows_whether_it_holds() {
    let (router, _) = paying();
    let cookie = begun(&router).await;
    assert_eq!(ask(&router, "POST", "/pay", &cookie, &[]).await.body, "paid for order 2");
    assert_eq!(ask(&router, "POST", "/pay?late", &cookie, &[]).await.body, "paid for order 4");
    assert_eq!(ask(&router, "HEAD", "/pay", &cookie, &[]).await.status, StatusCode::OK);
    assert_eq!(ask(&router, "GET", "/order", &cookie, &[]).await.body, "orders: 5", "a HEAD changes nothing");
    for method in ["POST", "GET"] {
        let cookie = begun(&router).await;
        let answer = ask(&router, method, "/pay?coupon", &cookie, &[]).await;
        assert_eq!(conflict(&answer), (409, vec!["fields"]), "{method}");
        assert!(answer.body.starts_with("Conflict: "), "{}", answer.body);
    }
    let answer = ask(&router, "POST", "/pay-or-say-so", &cookie, &[]).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.body, "not paid: another request has renewed the session meanwhile");
}

#[tokio::test]
async fn an_error_after_a_commit_keeps_its_cookie() {
    let (router, app) = paying();
    let cookie = begun(&router).await;
    let answer = ask(&router, "POST", "/fails-later", &cookie, &[]).await;
    assert_eq!(answer.status, StatusCode::INTERNAL_SERVER_ERROR);
    let mut context = app.sessions.open(Some(&*answer.cookie())).await.expect("the store answers");
    assert_eq!(context.live().user, Some(7));
}

#[tokio::test]
async fn a_browser_forgets_a_session_whose_end_the_store_does_not_get() {
    async fn sign_out(shop: Live<'_, Shop>, State(is_down): State<Arc<AtomicBool>>) {
        is_down.store(true, Ordering::SeqCst);
        shop.end();
    }
    let store = Gate::default();
    let is_down = Arc::clone(&store.is_down);
    let (router, app) = app(store);
    let cookie = begun(&router).await;
    let state = SignOut { sessions: app.sessions, is_down };
    let router = Router::new().route("/", post(with_session(sign_out))).with_state(state);
    let answer = ask(&router, "POST", "/", &cookie, &[]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    let deletions = answer.all(SET_COOKIE);
    assert!(matches!(deletions[..], [deletion] if deletion.contains("Max-Age=0")), "{deletions:?}");
}

#[derive(Clone)]
struct SignOut {
    sessions: Sessions<Shop>,
    is_down: Arc<AtomicBool>,
}

impl FromRef<SignOut> for Sessions<Shop> {
    fn from_ref(app: &SignOut) -> Self {
        app.sessions.clone()
    }
}

impl FromRef<SignOut> for Arc<AtomicBool> {
    fn from_ref(app: &SignOut) -> Self {
        Arc::clone(&app.is_down)
    }
}

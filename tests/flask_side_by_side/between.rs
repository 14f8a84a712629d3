//! What is passed on between a visitor and Flask, and what isn't.

use crate::visitor::{Visitor, World};

#[tokio::test]
async fn a_route_that_has_not_moved_is_flasks() {
    let world = World::start().await;
    let visitor = world.stayer();
    let missing = visitor.get("/no/such/page?x=1").await;
    assert_eq!(missing.status, 404);
    assert!(missing.headers["server"].to_str().is_ok_and(|server| server.starts_with("Werkzeug")), "{missing:?}");
    assert!(!visitor.get("/style.css").await.headers.contains_key("server"), "this one has moved");

    let redirect = visitor.press("/flask", "/flask/count").await;
    assert_eq!((redirect.status, redirect.headers["location"].to_str().ok()), (303, Some("/flask")));
    assert!(redirect.sets_cookie());
}

#[tokio::test]
async fn what_stands_in_a_path_never_leads_elsewhere() {
    let world = World::start().await;
    for path in ["//127.0.0.1:1/flask", "/@127.0.0.1:1/", "/%2f%2f127.0.0.1:1/", "/http://127.0.0.1:1/"] {
        assert_eq!(world.visitor().get(path).await.status, 404, "{path} is one of Flask's, which has no such page");
    }
}

#[tokio::test]
async fn a_form_leads_back_to_one_of_two_pages() {
    let world = World::start().await;
    let visitor = world.stayer();
    for path in ["/flask/count", "/rust/count", "/flask/say", "/rust/log-out"] {
        for (back, leads_to) in [("/flask", "/flask"), ("/", "/"), ("//evil.example/", "/"), ("https://evil.example/", "/")] {
            let answer = visitor.post(path, &format!("back={back}")).await;
            assert_eq!(answer.headers["location"], leads_to, "{path}");
        }
    }
}

#[tokio::test]
async fn only_this_sites_own_pages_send_forms() {
    let world = World::start().await;
    let visitor = world.visitor();
    for path in ["/flask/count", "/rust/count", "/flask/log-in", "/rust/log-out"] {
        for (header, value, status) in [
            ("sec-fetch-site", "same-origin", 200),
            ("sec-fetch-site", "same-site", 403),
            ("sec-fetch-site", "cross-site", 403),
            ("origin", "http://evil.example", 403),
            ("origin", "null", 403),
        ] {
            let answer = Visitor::answer(visitor.form(path, "back=/&user=1").header(header, value)).await;
            assert_eq!(answer.status, status, "{path} {header}: {value}");
        }
    }
    assert_eq!(visitor.get("/").await.counts(), [1, 1]);
}

/// A visitor who claims another address isn't believed.
#[tokio::test]
async fn the_visitors_address_is_the_one_that_is_seen() {
    let world = World::start().await;
    let visitor = world.visitor();
    let form = visitor.form("/flask/log-in", "back=/flask&user=1").header("x-forwarded-for", "203.0.113.7");
    Visitor::answer(form).await;
    let id = visitor.inside().await["_id"].clone();
    visitor.press("/", "/rust/log-in").await;
    assert_eq!(visitor.inside().await["_id"], id);
}

#[tokio::test]
async fn a_form_that_is_too_large_is_not_passed_on() {
    let world = World::start().await;
    let form = "x".repeat(64 * 1024 + 1);
    assert_eq!(world.visitor().post("/flask/count", &form).await.status, 413);
    assert_eq!(world.visitor().post("/rust/log-in", "nothing of a form").await.status, 422);
}

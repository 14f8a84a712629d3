//! Each application reads what the other writes.

use reqwest::Client;
use reqwest::header::HeaderValue;
use serde_json::json;

use crate::visitor::World;

const PAGES: [(&str, &str); 2] = [("Rust", "/"), ("Flask", "/flask")];

#[tokio::test]
async fn who_signs_in_at_one_is_known_at_the_other_and_signs_out_at_either() {
    let world = World::start().await;
    for at in ["/flask/log-in", "/rust/log-in"] {
        for from in ["/flask/log-out", "/rust/log-out"] {
            let visitor = world.visitor();
            visitor.press("/", at).await;
            for (language, path) in PAGES {
                let page = visitor.get(path).await;
                assert_eq!((page.language(), page.user()), (language, Some("Ada")), "{at}");
            }
            visitor.press("/", from).await;
            for (language, path) in PAGES {
                let page = visitor.get(path).await;
                assert_eq!((page.language(), page.user()), (language, None), "{at} {from}");
            }
        }
    }
}

/// Flask-Login finds its own fingerprint of the browser, whatever the browser's name, so that the
/// session is fresh and stays so.
#[tokio::test]
async fn a_sign_in_here_is_as_good_as_one_at_flask() {
    let world = World::start().await;
    let browsers: [Option<&[u8]>; 6] = [
        None,
        Some(b""),
        Some(b"Mozilla/5.0 (X11; Linux x86_64)"),
        Some(b"it's one"),
        Some(b"it's \"one\" \\ browser"),
        Some(b"caf\xe9 \xff\tbrowser"),
    ];
    for browser in browsers {
        let client = || match browser {
            Some(browser) => Client::builder().user_agent(HeaderValue::from_bytes(browser).expect("a header")),
            None => Client::builder(),
        };
        let [here, there] = [world.visitor_with(client()), world.visitor_with(client())];
        here.press("/flask", "/rust/log-in").await;
        there.press("/flask", "/flask/log-in").await;
        let (here, there) = (here.inside().await, there.inside().await);
        for key in ["_user_id", "_fresh", "_id"] {
            assert_eq!(here[key], there[key], "{key} of {browser:?}");
        }
        assert_eq!(here["_fresh"], true);
    }
}

#[tokio::test]
async fn both_count_in_one_session() {
    let (world, mut expected) = (World::start().await, [0, 0]);
    let (visitor, other) = (world.visitor(), world.visitor());
    for (place, button) in
        [(1, "/rust/count"), (0, "/flask/count"), (0, "/flask/count"), (1, "/rust/count"), (1, "/rust/count")]
    {
        expected[place] += 1;
        visitor.press("/", button).await;
        for (_, path) in PAGES {
            assert_eq!(visitor.get(path).await.counts(), expected);
        }
    }
    assert_eq!(other.get("/").await.counts(), [0, 0], "another visitor counts apart");
}

#[tokio::test]
async fn what_one_says_the_other_shows_once() {
    let world = World::start().await;
    let visitor = world.visitor();
    for ((language, said), (shown_by, path)) in
        [("Flask", "/flask/say"), ("Rust", "/rust/say")].into_iter().flat_map(|said| PAGES.map(|page| (said, page)))
    {
        let page = visitor.press(path, said).await;
        assert_eq!(page.language(), shown_by);
        assert_eq!(page.messages(), [("message", &*format!("{language} says hello."))]);
        assert_eq!(visitor.get(path).await.messages(), []);
    }

    // Both applications add a message before a page shows them, and one message is an error.
    let visitor = world.stayer();
    visitor.press("/", "/flask/say").await;
    visitor.post("/rust/log-in", "back=/&user=nobody").await;
    visitor.press("/", "/flask/say").await;
    let [hello, nobody] = [("message", "Flask says hello."), ("error", "Nobody of that name is known.")];
    assert_eq!(visitor.get("/").await.messages(), [hello, nobody, hello]);
}

/// `visited` is Flask's key, which this service doesn't know.
#[tokio::test]
async fn what_only_flask_knows_outlives_all_that_is_written_here() {
    let world = World::start().await;
    let visitor = world.visitor();
    visitor.press("/", "/flask/log-in").await;
    for button in ["/rust/count", "/rust/say", "/rust/log-out", "/rust/log-in", "/rust/count"] {
        visitor.press("/", button).await;
    }
    let inside = visitor.inside().await;
    assert_eq!(inside["visited"], json!(["Flask", "/flask/log-in"]));
    assert_eq!(inside["rust_count"], 2);
}

/// Both applications render one template, with two engines.
#[tokio::test]
async fn both_pages_are_the_same_but_for_who_made_them() {
    let world = World::start().await;
    let visitor = world.visitor();
    for button in ["/flask/count", "/rust/count", "/rust/log-in"] {
        visitor.press("/flask", button).await;
        let (rust, flask) = (visitor.get("/").await.page, visitor.get("/flask").await.page);
        let current = " aria-current=\"page\"";
        let neutral = |page: &str, language, here| {
            let back = format!("name=\"back\" value=\"{here}\"");
            page.replace(current, "").replace(&back, "").replace(language, "…")
        };
        assert!(rust.contains(current) && flask.contains(current));
        // The buttons also name the language, on both pages.
        assert_eq!(
            neutral(&neutral(&rust, "Rust", "/"), "Flask", "/flask"),
            neutral(&neutral(&flask, "Rust", "/"), "Flask", "/flask")
        );
    }
}

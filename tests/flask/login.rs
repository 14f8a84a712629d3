//! The keys that Flask's extensions keep in a session are read here, and stay.

use serde_json::json;
use session_core::{Flash, FlashMessage, Session, Sessions};
use session_flask::FlaskKeys;

use crate::peer::{self, Flask, SECRET, request, sent_back};

/// The session of a service that shares a login.
#[derive(Session)]
struct Account {
    #[session(rename = "_user_id", identity)]
    user: Option<String>,
    #[session(rename = "_flashes")]
    flash: Flash,
    #[session(rename = "_remember")]
    remember: Option<String>,
}

/// The session of a service that only shows who is signed in.
#[derive(Session)]
struct Visits {
    visits: Option<u32>,
}

const NOW: u64 = 1_700_000_000;

fn sessions<S: session_core::InCookie>() -> Sessions<S> {
    peer::sessions(FlaskKeys::new(SECRET).expect("it isn't empty"))
}

#[test]
fn a_login_outlives_what_a_service_writes_that_knows_nothing_of_it() {
    let flask = Flask::new(SECRET);
    let steps = json!([
        ["log in", "7"],
        ["set", "csrf_token", { "t": "str", "v": "5d41402abc4b2a76b9719d911017c592aaf4c61d" }],
        ["flash", "Welcome.", "info"],
    ]);
    let signed_in = flask.request(NOW, None, steps);
    let (_, written) =
        request(&sessions::<Visits>(), NOW + 60, Some(signed_in.cookie()), |mut live| live.visits = Some(1)).expect("stored");

    let asked = json!([["who"], ["take flashes"]]);
    let answer = flask.request(NOW + 120, Some(sent_back(&written[0])), asked);
    assert_eq!(answer.gave, json!([{ "user": "7", "is_fresh": true }, [["info", "Welcome."]]]));
    let keys: Vec<_> = answer.session["v"].as_array().expect("a dict").iter().map(|entry| entry[0].clone()).collect();
    assert_eq!(keys, ["_fresh", "_id", "_user_id", "csrf_token", "visits"]);
}

#[test]
fn a_service_sees_who_is_signed_in_and_signs_out() {
    let (flask, here) = (Flask::new(SECRET), sessions::<Account>());
    let signed_in = flask.request(NOW, None, json!([["log in", "7"]]));
    let (user, written) = request(&here, NOW, Some(signed_in.cookie()), |mut live| live.user.take()).expect("stored");
    assert_eq!(user.as_deref(), Some("7"));

    // `_id` and `_fresh` stay, and belong to no user.
    let cookie = sent_back(&written[0]);
    assert_eq!(flask.request(NOW, Some(cookie), json!([["who"]])).gave, json!([{ "user": null, "is_fresh": true }]));

    let (_, ended) = request(&here, NOW, Some(signed_in.cookie()), |live| {
        live.end();
    })
    .expect("nothing is written");
    assert_eq!(ended, flask.request(NOW, Some(signed_in.cookie()), json!([["clear"]])).set_cookie);
}

/// Flask-Login has a second cookie then, which only Flask can delete.
#[test]
fn who_is_remembered_is_forgotten_by_a_word() {
    let (flask, here) = (Flask::new(SECRET), sessions::<Account>());
    let signed_in = flask.request(NOW, None, json!([["log in", "7", true]]));
    let cookie = |name: &str| {
        let mut set_cookie = signed_in.set_cookie.iter().map(|set_cookie| sent_back(set_cookie));
        set_cookie.find(|cookie| cookie.starts_with(name)).expect("Flask has two")
    };
    let (remembering, session) = (cookie("remember_token="), cookie("session="));

    for (word, user) in [(None, json!("7")), (Some("clear"), json!(null))] {
        let (_, signed_out) = request(&here, NOW, Some(session), |mut live| {
            live.user = None;
            live.remember = word.map(str::to_owned);
        })
        .expect("stored");
        let cookies = format!("{}; {remembering}", sent_back(&signed_out[0]));
        let answer = flask.request(NOW, Some(&cookies), json!([["who"]]));
        assert_eq!(answer.gave[0]["user"], user);
        let takes_back = answer.set_cookie.iter().any(|set_cookie| set_cookie.starts_with("remember_token=;"));
        assert_eq!(takes_back, word.is_some(), "{answer:?}");
    }
}

#[test]
fn messages_cross_over_in_both_directions() {
    let (flask, here) = (Flask::new(SECRET), sessions::<Account>());
    let said = flask.request(NOW, None, json!([["flash", "Zap", "message"], ["flash", "Oops <b>", "error"]]));
    let (messages, taken) = request(&here, NOW, Some(said.cookie()), |mut live| live.flash.take()).expect("stored");
    let pairs: Vec<_> = messages.iter().map(|message: &FlashMessage| (message.category(), message.text())).collect();
    assert_eq!(pairs, [("message", "Zap"), ("error", "Oops <b>")]);
    // As in Flask, the session is empty and the cookie is deleted.
    assert_eq!(taken, flask.request(NOW, Some(said.cookie()), json!([["take flashes"]])).set_cookie);

    let (_, said_here) = request(&here, NOW, None, |mut live| {
        live.flash.push("Zap");
        live.flash.push_as("error", "Oops <b>");
    })
    .expect("stored");
    assert_eq!(said_here, said.set_cookie);
    let both = flask.request(NOW, Some(sent_back(&said_here[0])), json!([["flash", "and one of Flask’s", "info"]]));
    let (texts, _) = request(&here, NOW, Some(both.cookie()), |mut live| {
        live.flash.take().iter().map(|message| message.text().to_owned()).collect::<Vec<_>>()
    })
    .expect("stored");
    assert_eq!(texts, ["Zap", "Oops <b>", "and one of Flask’s"]);
}

//! The stories of `tests/vectors/flask.json`: requests in a row, and what Flask sent. The same
//! requests here send the same, except where this crate does better on purpose.

use std::time::Duration;

use serde_json::Value as Json;
use session_core::{Flash, Live, Session};
use session_flask::{FlaskConfig, FlaskKeys};

use crate::peer::{self, request};

#[derive(Session)]
struct Story {
    x: Option<i64>,
    y: Option<i64>,
    l: Option<Vec<i64>>,
    #[session(rename = "_flashes")]
    flash: Flash,
}

/// The description of a step in a story, and the same step here.
type Step = (&'static str, fn(Live<'_, Story>));

/// Steps after which both sides send the same.
const ALIKE: [Step; 17] = [
    ("session['x']=1", set_x),
    ("session['x']=1; session.permanent=True", |mut live| {
        live.set_persistent(true);
        set_x(live);
    }),
    ("session['y']=2 at +61 (old data gone)", |mut live| live.y = Some(2)),
    ("session['l']=[1]", |mut live| live.l = Some(vec![1])),
    ("session['l'].append(2); session.modified=True", append),
    ("session.permanent=True", |mut live| live.set_persistent(true)),
    ("session.permanent=False", |mut live| live.set_persistent(false)),
    ("session.clear()", end),
    ("flash('Zap'); flash('Oops','error')", |mut live| {
        live.flash.push("Zap");
        live.flash.push_as("error", "Oops");
    }),
    ("get_flashed_messages(with_categories=True) twice", |mut live| drop((live.flash.take(), live.flash.take()))),
    ("get_flashed_messages() when none", |mut live| drop(live.flash.take())),
    ("do not touch the session", |_| ()),
    ("read session.get('x')", |live| assert!(live.x.is_none_or(|x| x == 1))),
    ("session.setdefault('x',9)  (key exists: not modified)", |mut live| assert_eq!(*live.x.get_or_insert(9), 1)),
    ("session.pop('nope',None)  (missing: not modified)", take_nothing),
    ("session.pop('nope',None) when empty", take_nothing),
    ("unknown URL, permanent session absent", |_| ()),
];

/// Steps after which this side sends something else, with the reason.
const UNLIKE: [(Step, &[&str]); 6] = [
    // A change inside of a value counts as a change here; Flask loses it.
    (
        ("session['l'].append(2)  (nested mutation is NOT detected)", append),
        &["session=eyJsIjpbMSwyXSwieCI6MX0.ZVPxAA.xv0IzqXC4TOGps-nhsHe33wuWcs; HttpOnly; Path=/"],
    ),
    // A value that is equal afterwards hasn't changed.
    (("session.update({})  (counts as modified)", |mut live| live.x = live.x.take()), &[]),
    (("session['x']=1 again, same value (counts as modified)", set_x), &[]),
    (("session['x']=1; abort(404)", set_x), &[]),
    // There is no cookie to delete.
    (("session.clear() when already empty (deletion header again)", end), &[]),
    (("session.modified=True when empty", take_nothing), &[]),
];

/// Steps that can't be written here: a value that can't be stored, a field that doesn't exist, a
/// key without a meaning. Also a panic, which changes nothing.
const NOT_HERE: [&str; 6] = [
    "session['s']={1,2}",
    "session['o']=object()",
    "session['d']={1:1,'a':2} (mixed key types, sort_keys)",
    "del session['nope'] (KeyError, 500)",
    "session.pop('_permanent')",
    "session['x']=1; raise ZeroDivisionError",
];

fn set_x(mut live: Live<'_, Story>) {
    live.x = Some(1);
}

fn append(mut live: Live<'_, Story>) {
    if let Some(list) = &mut live.l {
        list.push(2);
    }
}

fn end(live: Live<'_, Story>) {
    live.end();
}

fn take_nothing(mut live: Live<'_, Story>) {
    assert_eq!(live.y.take(), None);
}

#[test]
fn the_same_requests_send_the_same() {
    let all: Json = serde_json::from_str(include_str!("../vectors/flask.json")).expect("it is JSON");
    let stories = all["vectors"].as_array().expect("a list").iter().filter(|vector| vector["kind"] == "http");
    let mut steps = 0;
    for story in stories {
        let keys = FlaskKeys::new(text(&story["secret_key_utf8"])).expect("it isn't empty");
        let sessions = peer::configured::<Story>(&configured(&story["config"]), keys);
        for step in story["steps"].as_array().expect("a list") {
            let what = text(&step["do"]);
            if NOT_HERE.contains(&what) {
                continue;
            }
            let alike = ALIKE.iter().find(|(known, _)| *known == what).map(|(_, act)| (act, list(&step["set_cookie"])));
            let unlike = || UNLIKE.iter().find(|((known, _), _)| *known == what).map(|((_, act), sends)| (act, sends.to_vec()));
            let (act, expected) = alike.or_else(unlike).unwrap_or_else(|| panic!("nobody knows the step {what}"));
            let cookie = step["request_cookie"].as_str().map(|value| format!("session={value}"));
            let now = step["now"].as_u64().expect("a time");
            let (_, sent) = request(&sessions, now, cookie.as_deref(), act).expect("it is stored");
            assert_eq!(sent, expected, "{}: {what}", story["id"]);
            steps += 1;
        }
    }
    assert!(steps >= ALIKE.len() + UNLIKE.len(), "every step is a step of a story");
}

/// Makes a configuration from Flask's names.
fn configured(words: &Json) -> FlaskConfig {
    let mut config = FlaskConfig::default();
    for (name, value) in words.as_object().expect("a map") {
        match name.as_str() {
            "PERMANENT_SESSION_LIFETIME" => {
                config.permanent_session_lifetime = Duration::from_secs(text(value).parse().expect("seconds"));
            }
            other => panic!("nobody knows the setting {other}"),
        }
    }
    config
}

fn text(value: &Json) -> &str {
    value.as_str().expect("a text")
}

fn list(value: &Json) -> Vec<&str> {
    value.as_array().expect("a list").iter().map(text).collect()
}

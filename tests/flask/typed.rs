//! Random fields of the types that services have: their values in Python, and back.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use proptest::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};
use session_core::{Arrival, Session, Sessions};
use session_flask::{FlaskKeys, Markup, Tagged, Value};

use crate::node::{key, node, text};
use crate::peer::{self, Flask, SECRET, request};

#[derive(Session, Clone, Debug, PartialEq)]
struct Fields {
    flag: bool,
    number: i64,
    large: u128,
    name: String,
    digest: Tagged<Vec<u8>>,
    at: Option<Tagged<SystemTime>>,
    notice: Option<Markup>,
    pair: (i8, String),
    items: Vec<Item>,
    counts: BTreeMap<String, u32>,
}

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Item {
    price: f64,
    colour: Option<Colour>,
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Colour {
    Red,
    Green,
}

fn item() -> impl Strategy<Value = Item> {
    let colour = prop::option::of(prop::sample::select(&[Colour::Red, Colour::Green][..]));
    // A NaN isn't equal to itself, so it couldn't be compared.
    let price = any::<f64>().prop_filter("a number", |price| !price.is_nan());
    (price, colour).prop_map(|(price, colour)| Item { price, colour })
}

fn fields() -> impl Strategy<Value = Fields> {
    let time = (-59_011_459_200..=253_402_300_799_i64).prop_map(|seconds| {
        let distance = Duration::from_secs(seconds.unsigned_abs());
        let time = if seconds < 0 { SystemTime::UNIX_EPOCH - distance } else { SystemTime::UNIX_EPOCH + distance };
        Tagged::from(time)
    });
    let plain = (any::<bool>(), any::<i64>(), any::<u128>(), text());
    let tagged = (prop::collection::vec(any::<u8>(), 0..30), prop::option::of(time), prop::option::of(text()));
    let nested =
        ((any::<i8>(), text()), prop::collection::vec(item(), 0..4), prop::collection::btree_map(key(), any::<u32>(), 0..4));
    (plain, tagged, nested).prop_map(|((flag, number, large, name), (digest, at, notice), (pair, items, counts))| Fields {
        flag,
        number,
        large,
        name,
        digest: digest.into(),
        at,
        notice: notice.map(Markup::new),
        pair,
        items,
        counts,
    })
}

/// Returns the same session in Python, key by key. A field that is `None` is a missing key.
fn in_python(fields: &Fields) -> Vec<(&'static str, Json)> {
    let text = |text: &str| node(&Value::from(text));
    let integer = |number: i128| node(&Value::from(number));
    let item = |item: &Item| {
        let colour = item.colour.map_or(json!({ "t": "null" }), |colour| text(&format!("{colour:?}")));
        json!({ "t": "dict", "v": [["price", node(&Value::Float(item.price))], ["colour", colour]] })
    };
    let counts: Vec<_> = fields.counts.iter().map(|(key, count)| json!([key, integer((*count).into())])).collect();
    let mut all = vec![
        ("flag", json!({ "t": "bool", "v": fields.flag })),
        ("number", integer(fields.number.into())),
        ("large", node(&Value::from(fields.large))),
        ("name", text(&fields.name)),
        ("digest", node(&Value::Bytes(fields.digest.to_vec()))),
        ("pair", json!({ "t": "tuple", "v": [integer(fields.pair.0.into()), text(&fields.pair.1)] })),
        ("items", json!({ "t": "list", "v": fields.items.iter().map(item).collect::<Vec<_>>() })),
        ("counts", json!({ "t": "dict", "v": counts })),
    ];
    all.extend(fields.notice.as_ref().map(|notice| ("notice", node(&Value::Markup((&**notice).into())))));
    all.extend(fields.at.map(|at| {
        let seconds = match at.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) => i128::from(since.as_secs()),
            Err(before) => -i128::from(before.duration().as_secs()),
        };
        ("at", json!({ "t": "datetime", "unix": i64::try_from(seconds).expect("a year that is known") }))
    }));
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn fields_are_what_python_takes_them_for(fields in fields(), now in 1_600_000_000..1_900_000_000_u64) {
        let sessions: Sessions<Fields> = peer::sessions(FlaskKeys::new(SECRET).expect("it isn't empty"));
        // Something has to change.
        prop_assume!(fields.number != 0);
        let (_, ours) = request(&sessions, now, None, |mut live| *live = fields.clone()).expect("it is stored");
        let steps = in_python(&fields).into_iter().map(|(key, node)| json!(["set", key, node])).collect();
        let theirs = Flask::new(SECRET).request(now, None, steps);
        prop_assert_eq!(&ours, &theirs.set_cookie);

        let ((arrival, read), _) =
            request(&sessions, now, Some(theirs.cookie()), |live| (live.arrival(), (*live).clone())).expect("nothing is written");
        prop_assert_eq!(arrival, Arrival::Resumed);
        prop_assert_eq!(read, fields);
    }
}

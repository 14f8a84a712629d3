//! Counts the values that are visited, for the tests of how much work a cookie makes. They count
//! the bytes that are allocated as well.

#[cfg(test)]
thread_local! {
    static VISITS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// Notes that a value is parsed, read, written or compared. Costs nothing outside of tests.
pub(crate) fn note() {
    #[cfg(test)]
    VISITS.with(|visits| visits.set(visits.get() + 1));
}

/// Returns how many values `work` visits.
#[cfg(test)]
pub(crate) fn of<T>(work: impl FnOnce() -> T) -> (T, usize) {
    let count = || VISITS.with(std::cell::Cell::get);
    let before = count();
    let result = work();
    (result, count() - before)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use serde::{Deserialize, Serialize, Serializer};
    use session_core::testing::{ManualClock, block_on};
    use session_core::{Arrival, CloseError, Session, SessionError, Sessions};

    use super::{note, of};
    use crate::payload;
    use crate::signer::Signer;
    use crate::timestamp::Timestamp;
    use crate::value::Value;
    use crate::zlib::Zlib;
    use crate::{FlaskConfig, FlaskKeys};

    #[derive(Session)]
    struct Shop {
        #[session(rename = "_user_id")]
        user: Option<String>,
        csrf_token: Option<String>,
        cart: Vec<(u32, u32)>,
        recent: Vec<Counted>,
        floats: Vec<f64>,
        set: HashSet<u32>,
        numbered: BTreeMap<u32, f64>,
        any: Option<Value>,
        other: u32,
    }

    /// A number that is counted whenever it is written, as a [`Value`] is.
    #[derive(Clone, Deserialize)]
    struct Counted(u32);

    impl Serialize for Counted {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            note();
            self.0.serialize(serializer)
        }
    }

    const NOW: u64 = 1_700_000_000;

    fn keys() -> FlaskKeys {
        FlaskKeys::new("a secret of 32 bytes, or more for it").expect("a secret")
    }

    fn sessions() -> Sessions<Shop> {
        FlaskConfig::default().sessions_with(keys(), Sessions::options().clock(ManualClock::at(NOW))).expect("Flask's own")
    }

    /// Returns the cookie that Flask makes of a JSON text.
    fn cookie(json: &str) -> String {
        Signer::new(&keys()).sign(payload::write(json.as_bytes(), &Zlib::default()), Timestamp(NOW))
    }

    /// How many bytes decompression counts as allocating: as many as stock zlib allocates for each
    /// cookie. The memory that is kept for it is 47 KB, and would hide what a cookie does.
    const DECOMPRESSION: u64 = 7 * 1024;

    /// What a request with one cookie did.
    struct Cost {
        arrival: Arrival,
        /// How many values it visited for each byte of its cookie. A cookie of less than 256 bytes
        /// counts as one of 256.
        visits: f64,
        /// How many bytes it allocated, in all, for each byte of its cookie.
        allocated: f64,
        /// How many bytes it had at most at one time, for each byte of its cookie.
        at_once: f64,
    }

    /// Makes a request with this cookie, which reads it and then makes a `change`, if there is one.
    #[expect(clippy::cast_precision_loss, reason = "thousands of visits")]
    fn cost(cookie: &str, change: Option<fn(&mut Shop)>) -> Cost {
        let sessions = sessions();
        let field = format!("session={cookie}");
        let _ = block_on(sessions.scope(&field, async |_| ())).expect("a read");
        let mut measured = None;
        let memory = allocation_counter::measure(|| {
            measured = Some(of(|| {
                block_on(sessions.scope(&field, async |mut shop| {
                    let arrival = shop.arrival();
                    if let Some(change) = change {
                        change(&mut shop);
                    }
                    arrival
                }))
            }));
        });
        let (result, visits) = measured.expect("it ran");
        let arrival = match result {
            Ok((arrival, _)) => arrival,
            Err(SessionError::Close(CloseError::TooLarge { .. })) => Arrival::Resumed,
            Err(error) => panic!("{error}"),
        };
        let each = |count: u64| count as f64 / cookie.len().max(256) as f64;
        Cost {
            arrival,
            visits: each(visits as u64),
            allocated: each(memory.bytes_total + DECOMPRESSION),
            at_once: each(memory.bytes_max + DECOMPRESSION),
        }
    }

    fn touches(_: &mut Shop) {}

    fn writes(shop: &mut Shop) {
        shop.other += 1;
    }

    /// Another order of the same items: one who asks whether it is a set has most to compare.
    fn reverses(shop: &mut Shop) {
        if let Some(Value::List(items)) = &mut shop.any {
            items.reverse();
        }
        shop.floats.reverse();
    }

    /// What is common in a shop: a user, a form's token, a cart of a few items, what was seen last.
    fn usual() -> String {
        let cart: Vec<_> = (0..8).map(|item| format!("[{},{}]", item * 37 % 997, item % 3 + 1)).collect();
        let recent: Vec<_> = (0..20).map(|item| (item * 7919 % 997).to_string()).collect();
        let (cart, recent) = (cart.join(","), recent.join(","));
        let token = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4";
        format!(r#"{{"_user_id":"4711","csrf_token":"{token}","any":[{cart}],"recent":[{recent}]}}"#)
    }

    /// Sessions of about `values` values, as many as possible for the length of their cookie.
    fn dense(values: usize) -> [(&'static str, String); 20] {
        let list = |item: &str, count: usize| format!("[{}]", vec![item; count].join(","));
        let tower = ["[".repeat(62), "]".repeat(62)].concat();
        let tall_dict = ["{\"\":".repeat(62), "0".to_owned(), "}".repeat(62)].concat();
        let numbers: Vec<_> = (0..values).map(|number| number.to_string()).collect();
        let numbered: Vec<_> = numbers.iter().map(|number| format!(r#""{number}":0"#)).collect();
        [
            ("zeros", "recent", list("0", values)),
            ("zeros of any type", "any", list("0", values)),
            ("floats", "floats", list("1e9", values)),
            ("integers that are read as floats", "floats", list("0", values)),
            ("values that aren't equal to themselves", "any", list("NaN", values)),
            ("deep lists", "any", list(&tower, values / 62)),
            ("deep lists of which nobody knows", "unknown", list(&tower, values / 62)),
            ("deep dicts", "any", list(&tall_dict, values / 63)),
            ("deep dicts of which nobody knows", "unknown", list(&tall_dict, values / 63)),
            ("dicts", "any", list(r#"{"":0}"#, values / 2)),
            ("escaped dicts", "any", list(r#"{" di":{" t__":0}}"#, values / 3)),
            ("bytes", "any", list(r#"{" b":""}"#, values / 2)),
            ("texts", "any", list("\"\"", values)),
            ("large integers", "any", list("9223372036854775808", values)),
            ("a tuple", "any", format!(r#"{{" t":{}}}"#, list("0", values))),
            ("dates that can't be read", "any", list(r#"{" d":""}"#, values / 2)),
            ("tuples", "any", list(r#"{" t":[]}"#, values / 2)),
            ("two items in turn", "any", list("0,[1,2]", values / 4)),
            ("a set", "set", format!("[{}]", numbers.join(","))),
            ("a map", "numbered", format!("{{{}}}", numbered.join(","))),
        ]
        .map(|(what, field, value)| (what, format!(r#"{{"csrf_token":"{SALT}","{field}":{value}}}"#)))
    }

    /// A text that makes a cookie as long as the attack's.
    const SALT: &str =
        "0f1e2d3c4b5a69788796a5b4c3d2e1f0cafebabedeadbeef0123456789abcdef7171c4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f80";

    /// Each session is tried with as many values as are read, and with more. The work is values
    /// that are visited, and bytes that are allocated: all of them, and the most at one time.
    #[test]
    fn no_cookie_makes_more_than_20_times_the_work_of_a_usual_one_for_its_length() {
        let changes = [None, Some(touches as fn(&mut Shop)), Some(writes), Some(reverses)];
        let usual = changes.map(|change| cost(&cookie(&usual()), change));
        assert!(usual.iter().all(|usual| usual.arrival == Arrival::Resumed));
        for (kind, (what, _)) in dense(100).into_iter().enumerate() {
            let cookie = |values: usize| cookie(&dense(values)[kind].1);
            let (mut most, mut beyond) = (100_usize, 4000);
            while most + 1 < beyond {
                let values = most.midpoint(beyond);
                *if cost(&cookie(values), None).arrival == Arrival::Resumed { &mut most } else { &mut beyond } = values;
            }
            for values in [most, beyond, 64_000] {
                let cookie = cookie(values);
                for (change, usual) in changes.iter().zip(&usual) {
                    let cost = cost(&cookie, *change);
                    for (measure, cost, usual) in [
                        ("values visited", cost.visits, usual.visits),
                        ("bytes allocated", cost.allocated, usual.allocated),
                        ("bytes at once", cost.at_once, usual.at_once),
                    ] {
                        let times = cost / usual;
                        assert!(times <= 20.0, "{values} of {what}: {times:.1} times the {measure}");
                    }
                }
            }
        }
    }

    /// What real applications keep, where it has most values for the length of its cookie.
    #[test]
    fn boards_and_histories_are_read() {
        let row = |value: &str, count: usize| format!("[{}]", vec![value; count].join(","));
        let board = format!(r#"{{"any":{}}}"#, row(&row("0", 30), 16));
        let words = ["home", "shop", "cart", "about", "blog"];
        let mut random = 1_u64;
        let mut word = || {
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            format!("\"{}\"", words[usize::try_from(random >> 60).expect("four bits") % words.len()])
        };
        let history: Vec<_> = (0..3000).map(|_| word()).collect();
        let history = format!(r#"{{"any":[{}]}}"#, history.join(","));
        let item = r#"{"name":"item","qty":1,"price":9.99,"text":"the same in each of the rows"}"#;
        let rows = format!(r#"{{"any":{}}}"#, row(item, 80));
        let numbers: Vec<_> = (0..900).map(|number| (number * 7919 % 10_007).to_string()).collect();
        let numbers = format!(r#"{{"recent":[{}]}}"#, numbers.join(","));
        for json in [board, history, rows, numbers] {
            let cookie = cookie(&json);
            assert_eq!(cost(&cookie, Some(writes)).arrival, Arrival::Resumed, "{} bytes", cookie.len());
        }
    }

    /// A cookie that is written is read. What has no room when it is compressed is written without
    /// compression, as long as it fits.
    #[test]
    fn nothing_is_written_that_would_not_be_read() {
        let (sessions, mut plain, mut too_large) = (sessions(), 0, 0);
        for count in (400..2000).step_by(25) {
            let written = block_on(sessions.scope(None, async |mut shop| shop.recent = vec![Counted(0); count]));
            let closed = match written {
                Ok(((), closed)) => closed,
                Err(SessionError::Close(CloseError::TooLarge { .. })) => {
                    too_large += 1;
                    continue;
                }
                Err(error) => panic!("{count}: {error}"),
            };
            assert_eq!(too_large, 0, "{count} fit, and less didn't");
            let value = closed.set_cookie().expect("written").value().to_owned();
            plain += usize::from(!value.starts_with('.'));
            let field = format!("session={value}");
            let read = block_on(sessions.scope(&field, async |shop| (shop.arrival(), shop.recent.len())));
            assert_eq!(read.expect("a read").0, (Arrival::Resumed, count));
        }
        assert!(plain > 20 && too_large > 10, "{plain} without compression, {too_large} too large");
    }
}

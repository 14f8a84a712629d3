// Every policy, on every type that it is for. In a cookie the last request wins all the same.
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::time::Duration;

use session_core::testing::{Browser, key};
use session_core::{Flash, Session, SessionState, SessionValue, Sessions};

#[derive(Session)]
struct Numbers {
    #[session(merge = add)]
    visits: u64,
    #[session(merge = add)]
    balance: isize,
    #[session(merge = add)]
    watched: Duration,
    #[session(merge = add)]
    basket: BTreeMap<u32, u8>,
    #[session(merge = add)]
    times: HashMap<String, Duration>,
    #[session(merge = max)]
    seen: u128,
    #[session(merge = min)]
    cheapest: Option<u32>,
}

#[derive(Session)]
#[session(encrypted)]
struct Collections {
    #[session(merge = union)]
    sorted: BTreeSet<String>,
    #[session(merge = union)]
    hashed: HashSet<u32>,
    #[session(merge = union)]
    names: BTreeMap<u32, String>,
    #[session(merge = union)]
    sizes: HashMap<u32, (u8, u8)>,
    #[session(merge = append, max_len = 8)]
    history: Vec<f64>,
    #[session(merge = append, secret)]
    newest: VecDeque<String>,
    #[session(merge = append, upgrade = "list")]
    list: Vec<String>,
}

fn list(one: String) -> Vec<String> {
    vec![one]
}

#[derive(SessionValue, Default)]
enum Theme {
    #[default]
    Light,
    Dark,
}

impl Theme {
    fn lighter(_base: &Self, mine: Self, theirs: &Self) -> Self {
        if matches!(theirs, Self::Light) { Self::Light } else { mine }
    }
}

fn longer(_base: &str, mine: String, theirs: &str) -> String {
    if theirs.len() > mine.len() { theirs.to_owned() } else { mine }
}

#[derive(SessionState, Default)]
struct Others {
    #[session(merge = last)]
    page: u32,
    #[session(merge = keep)]
    referrer: Option<String>,
    #[session(merge = refuse)]
    voucher: Vec<u8>,
    #[session(merge = "Theme::lighter")]
    theme: Theme,
    #[session(merge = "longer")]
    note: String,
    #[session(merge = last)]
    flash: Flash,
    #[session(group = "tour")]
    step: u32,
    #[session(group = "tour", rename = "d")]
    is_done: bool,
}

#[derive(Session)]
enum Shop {
    #[session(start)]
    Others(Others),
}

fn main() {
    let field = |name| Shop::SCHEMA.states()[0].fields().iter().find(|field| field.rust_name() == name).expect("a field");
    assert_eq!((field("theme").merge(), field("voucher").merge()), (Some("Theme::lighter"), Some("refuse")));
    assert_eq!((field("is_done").group(), field("is_done").merge()), (Some("tour"), None));

    let mut browser = Browser::new(&Sessions::<Numbers>::in_cookie(key(1)));
    browser.visit(|mut numbers| numbers.visits += 1);
    assert_eq!(browser.visit(|numbers| numbers.visits), 1);
    let mut browser = Browser::new(&Sessions::<Collections>::in_cookie(key(1)));
    browser.visit(|mut collections| collections.list.push("one".to_owned()));
    assert_eq!(browser.visit(|collections| collections.list.len()), 1);
    let mut browser = Browser::new(&Sessions::<Shop>::in_cookie(key(1)));
    browser.visit(|shop| shop.in_state::<Others>().expect("the only state").step += 1);
}

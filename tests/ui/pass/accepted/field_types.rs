// What serde writes and reads, owned, at any depth.
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use session_core::Session;

#[derive(Session)]
struct Everything {
    text: Cow<'static, str>,
    boxed: Box<str>,
    list: Vec<Option<(u8, char)>>,
    map: HashMap<String, BTreeMap<i64, f64>>,
    array: [u8; 16],
    time: Option<SystemTime>,
    r#type: Duration,
    #[session(skip)]
    shared: Arc<str>,
}

fn main() {}

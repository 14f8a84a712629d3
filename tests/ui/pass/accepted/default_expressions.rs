// Any expression can be a starting value.
use std::collections::HashMap;

use session_core::Session;

const LIMIT: u32 = 5;

#[derive(Session)]
struct Everything {
    #[session(default = <HashMap<String, u32>>::new())]
    by_path: HashMap<String, u32>,
    #[session(default = <HashMap<String, u32> as Default>::default(), rename = "t")]
    by_trait: HashMap<String, u32>,
    #[session(default = HashMap::<String, u32>::from([("a".to_owned(), 1), ("b".to_owned(), 2)]), alias = "old")]
    by_turbofish: HashMap<String, u32>,
    #[session(default = if LIMIT < 6 { (1, [2, 3]) } else { (4, [5, 6]) })]
    by_choice: (u8, [u8; 2]),
    #[session(default = { let limit = LIMIT; limit * 2 })]
    by_block: u32,
    #[session(default = (|| LIMIT < 3)())]
    by_closure: bool,
}

fn main() {
    let it: Everything = session_core::format::Record::fresh();
    assert_eq!((it.by_path.len(), it.by_trait.len(), it.by_turbofish["b"]), (0, 0, 2));
    assert_eq!((it.by_choice, it.by_block, it.by_closure), ((1, [2, 3]), 10, false));
}

// Texts have no sum.
use std::collections::BTreeMap;

use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = add)]
    basket: BTreeMap<u32, String>,
}

fn main() {}

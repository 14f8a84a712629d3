// Numbers have one.
use std::collections::BTreeMap;

use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = add)]
    basket: BTreeMap<u32, u8>,
}

fn main() {}

// A set has each item once.
#[allow(unused_imports)]
use std::collections::BTreeSet;

use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = union)]
    watched: BTreeSet<u32>,
}

fn main() {}

// Two equal items of a list can't be told apart.
#[allow(unused_imports)]
use std::collections::BTreeSet;

use session_core::Session;

#[derive(Session)]
struct Shop {
    #[session(merge = union)]
    watched: Vec<u32>,
}

fn main() {}

// This type can be cloned.
use session_core::{Session, SessionValue};

#[derive(SessionValue, Clone, Default)]
struct Tour {
    step: u32,
}

#[derive(Session)]
struct Shop {
    #[session(merge = keep)]
    tour: Tour,
}

fn main() {}

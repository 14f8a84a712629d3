// A value is merged as a whole.
use session_core::{Session, SessionValue};

#[derive(SessionValue, Default)]
struct Tour {
    #[session(merge = max)]
    step: u32,
}

#[derive(Session)]
struct Shop {
    tour: Tour,
}

fn main() {}

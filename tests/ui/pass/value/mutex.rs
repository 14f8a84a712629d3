// What changes by `&mut` is noticed.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Counter(u32);

fn main() {}

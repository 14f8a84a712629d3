// What changes behind `&` would be lost.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Counter(std::sync::Mutex<u32>);

fn main() {}

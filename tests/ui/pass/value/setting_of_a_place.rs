// A field with a name has some.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Size { width: u32, #[session(default = 1)] height: u32 }

fn main() {}

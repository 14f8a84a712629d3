// A field without a name has no settings.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Size(u32, #[session(default = 1)] u32);

fn main() {}

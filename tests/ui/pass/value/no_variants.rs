// An enum with a variant has a value.
use session_core::SessionValue;

#[derive(SessionValue)]
enum Nothing { Yet }

fn main() {}

// There is no value of such an enum.
use session_core::SessionValue;

#[derive(SessionValue)]
enum Nothing {}

fn main() {}

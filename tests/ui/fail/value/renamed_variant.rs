// `rename` is for a field.
use session_core::SessionValue;

#[derive(SessionValue)]
enum Theme {
    Light,
    #[session(rename = "Black")]
    Dark,
}

fn main() {}

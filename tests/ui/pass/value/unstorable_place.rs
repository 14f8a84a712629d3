// Its type is a session value as well.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Parcel(u32, Size);

#[derive(SessionValue)]
struct Size {
    width: u32,
}

fn main() {}

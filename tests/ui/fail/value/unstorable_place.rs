// A field without a name has a type that serde can't write.
use session_core::SessionValue;

#[derive(SessionValue)]
struct Parcel(u32, Size);

#[derive(Clone)]
struct Size {
    width: u32,
}

fn main() {}

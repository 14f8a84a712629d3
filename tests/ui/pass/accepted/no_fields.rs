// A session without fields: that it is there says something.
use session_core::Session;

#[derive(Session)]
struct Seen;

#[derive(Session)]
struct Known {}

fn main() {
    assert_eq!(Seen::SCHEMA.cookie().name, "__Host-seen");
    assert_eq!(Known::SCHEMA.cookie().name, "__Host-known");
}

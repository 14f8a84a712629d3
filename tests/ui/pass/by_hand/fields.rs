// The derive reads and writes them.

use session_core::format::{FieldReader, FieldWriter};
use session_core::schema::Field;

#[derive(session_core::Session)]
struct Visits {
    count: u32,
}

impl Visits {
    const FIELDS: &'static [&'static Field] = &[];
    const REMOVED: &'static [&'static str] = &[];
    fn read_fields<R: FieldReader>(_: &mut R) -> Result<Self, R::Error> {
        panic!()
    }
    fn write_fields<W: FieldWriter>(&self, _: &mut W) -> Result<(), W::Error> {
        panic!()
    }
}

fn main() {
    let _ = Visits { count: 0 };
}

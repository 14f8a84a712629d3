// A struct's fields are read and written by hand.

use session_core::format::{FieldReader, FieldWriter, Fields};
use session_core::schema::Field;

struct Visits {
    count: u32,
}

impl Fields for Visits {
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

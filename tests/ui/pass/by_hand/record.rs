// The derive implements it.

use session_core::format::{FieldReader, FieldWriter};
use session_core::schema::State;

#[derive(session_core::Session)]
struct Visits {
    count: u32,
}

impl Visits {
    fn state(&self) -> &'static State {
        panic!()
    }
    fn read<R: FieldReader>(_: &mut R) -> Result<Self, R::Error> {
        panic!()
    }
    fn write<W: FieldWriter>(&self, _: &mut W) -> Result<(), W::Error> {
        panic!()
    }
}

fn main() {
    let _ = Visits { count: 0 };
}

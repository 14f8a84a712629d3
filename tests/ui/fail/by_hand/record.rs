// What a token holds is implemented by hand.

use session_core::format::{FieldReader, FieldWriter, Record};
use session_core::schema::State;

struct Visits {
    count: u32,
}

impl Record for Visits {
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

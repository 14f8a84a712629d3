//! The record of what a session type stores in cookies, as a file that is committed.

mod judge;
mod names;
mod record;
mod types;

use std::path::Path;
use std::{env, fs};

use crate::live::Session;
use judge::Judgement;
use record::Fact;

/// Compares what a session type stores in cookies with what is recorded in a file of the project.
/// Panics if they differ, and says what live sessions would lose and what to write so that they
/// don't.
///
/// The path is relative to the package's folder. To record the current schema, run the test with
/// `BLESS=1`, read the difference, and commit it with the change.
///
/// ```no_run
/// use session_core::testing::assert_schema;
/// # use session_core::Session;
///
/// #[derive(Session)]
/// struct Visits {
///     count: u32,
/// }
///
/// assert_schema!(Visits, "tests/schema/visits.txt");
/// ```
///
/// Structs and enums inside of a field that derive [`SessionValue`](macro@crate::SessionValue) are
/// compared as the session itself is, at any depth.
///
/// # What it doesn't see
///
/// Foreign types, which serde alone knows, are compared by their names. The following changes
/// aren't seen: a field that is added to such a struct, a variant that is renamed in such an enum,
/// serde's attributes there, and another version of the crate that a type is from. Derive
/// `SessionValue` for types of your own; of another crate's type, keep an example in a test, as the
/// text that serde writes for it, and check that it can still be read.
///
/// The meaning of a value isn't seen either: cents where there were euros, or a changed function of
/// `upgrade` or `From`. Recording with `BLESS=1` forgets what was recorded before, so read every
/// difference when you record it.
#[macro_export]
#[doc(hidden)]
macro_rules! __assert_schema {
    ($session:ty, $path:literal $(,)?) => {
        $crate::testing::check_schema::<$session>(::core::concat!(::core::env!("CARGO_MANIFEST_DIR"), "/", $path))
    };
}

#[doc(hidden)]
#[track_caller]
pub fn check_schema<S: Session>(path: &str) {
    let now = Fact::of(S::SCHEMA).to_string();
    let path = Path::new(path);
    if env::var_os("BLESS").is_some_and(|bless| bless == "1") {
        let folder = path.parent().unwrap_or(path);
        fs::create_dir_all(folder).and_then(|()| fs::write(path, &now)).expect("the file of the schema can be written");
        return;
    }
    let Ok(recorded) = fs::read_to_string(path) else {
        panic!("{} doesn't exist yet; run this test with BLESS=1 and commit the file", path.display());
    };
    let recorded = recorded.replace("\r\n", "\n");
    assert!(
        recorded == now,
        "what `{}` stores in cookies differs from {}.\n{}\nRun this test with BLESS=1 to record it as it is now.\n\n--- recorded\n{recorded}\n--- now\n{now}",
        S::SCHEMA.name(),
        path.display(),
        Judgement::of::<S>(&Fact::parse(&recorded)),
    );
}

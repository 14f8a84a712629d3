//! Tools for the tests of applications, with the feature `testing`: a browser that keeps cookies
//! between requests, a clock that is turned by hand, and keys that are always the same.
//!
//! ```toml
//! [dev-dependencies]
//! session-core = { version = "0.1", features = ["testing"] }
//! ```

mod browser;
mod clock;
mod jar;
mod schema;
#[cfg(feature = "proptest")]
mod walk;

use std::pin::pin;
use std::task::{Context, Poll, Waker};

pub use browser::Browser;
pub use clock::ManualClock;
#[doc(hidden)]
pub use schema::check_schema;
#[cfg(feature = "proptest")]
pub use walk::{Step, Walk, walk};

#[doc(inline)]
pub use crate::__assert_schema as assert_schema;
use crate::token::Key;

/// Returns a key that is the same in every run, for tests that compare tokens. Anyone can compute
/// it, so [`Key::from_base64`](Key::from_base64) and `from_env` refuse it.
pub fn key(number: u8) -> Key {
    Key::published(number)
}

/// Runs a future that never waits. The futures of sessions in cookies never do.
///
/// # Panics
///
/// If the future waits for something: use your async runtime for such a future.
pub fn block_on<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("this future waits for something; run it on your async runtime"),
    }
}

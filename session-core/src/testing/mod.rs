//! Tools for tests, with the feature `testing`. For those of applications there are a browser that
//! keeps cookies between requests, a clock that is turned by hand, and keys that are always the
//! same. For those of a store there are the laws that every store keeps.
//!
//! ```toml
//! [dev-dependencies]
//! session-core = { version = "0.1", features = ["testing"] }
//! ```

mod block_on;
mod browser;
mod clock;
mod jar;
mod schema;
#[doc(hidden)]
pub mod store_laws;
#[cfg(feature = "proptest")]
mod walk;

pub use block_on::block_on;
pub use browser::Browser;
pub use clock::ManualClock;
#[doc(hidden)]
pub use schema::check_schema;
#[cfg(feature = "proptest")]
pub use walk::{Step, Walk, walk};

#[doc(inline)]
pub use crate::__assert_schema as assert_schema;
#[doc(inline)]
pub use crate::__store_laws as store_laws;
use crate::token::Key;

/// Returns a key that is the same in every run, for tests that compare tokens. Anyone can compute
/// it, so [`Key::from_base64`](Key::from_base64) and `from_env` refuse it.
pub fn key(number: u8) -> Key {
    Key::published(number)
}

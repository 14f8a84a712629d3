//! A clock that is passed in, what a type declares of time, and a session's times judged against
//! it.

mod clock;
mod timeline;
mod timeouts;
mod timestamp;

pub use clock::{Clock, SystemClock};
pub use timeline::Timeline;
pub use timeouts::{TimeoutRules, Timeouts};
pub use timestamp::Timestamp;

#[cfg(feature = "testing")]
pub(crate) use timeouts::format_duration;

//! Time: a clock that is passed in, the timeouts that a session type declares, and how a session's
//! timeline is judged against them.

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

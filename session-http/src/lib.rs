#![doc = include_str!("lib.md")]

mod answer;
mod conflict;
pub mod csrf;
mod event;
mod exchange;
mod head;
#[cfg(feature = "http")]
mod http1;
mod loan;
mod spawn;
mod unavailable;
mod wrong_state;

pub use answer::{Answer, Reason};
pub use conflict::Conflict;
pub use exchange::Exchange;
pub use head::{RequestHead, ResponseHead};
pub use loan::{LendGuard, LoanSlots, Obtain};
pub use spawn::{InPlace, Spawn};
pub use unavailable::Unavailable;

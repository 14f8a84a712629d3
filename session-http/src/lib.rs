#![doc = include_str!("lib.md")]

mod answer;
mod back;
pub mod csrf;
mod event;
mod exchange;
mod head;
#[cfg(feature = "http")]
mod http1;
mod loan;
mod reason;
mod spawn;
mod unavailable;
mod wrong_state;

pub use answer::Answer;
pub use exchange::Exchange;
pub use head::{RequestHead, ResponseHead};
pub use loan::{LendGuard, LoanSlots, Obtain};
pub use reason::{Conflict, Reason};
pub use spawn::{InPlace, Spawn};
pub use unavailable::Unavailable;

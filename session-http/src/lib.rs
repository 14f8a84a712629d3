#![doc = include_str!("lib.md")]

pub mod csrf;
mod exchange;
mod head;
#[cfg(feature = "http")]
mod http1;
mod loan;
mod wrong_state;

pub use exchange::{Exchange, Unavailable};
pub use head::{RequestHead, ResponseHead};
pub use loan::{GiveBack, LendGuard, LoanSlot, LoanSlots, Obtain};
pub use wrong_state::redirect;

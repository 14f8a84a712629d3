//! The example `login` as its visitors see it, without a browser: requests through its router, on
//! a clock to turn by hand.

#[path = "../../examples/login/site/mod.rs"]
mod site;

mod codes;
mod forms;
mod readme;
mod sign_in;
mod users;
mod visitor;
mod walks;

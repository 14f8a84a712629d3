//! The example `login` as its visitors see it, without a browser: requests through its router,
//! with a clock that is turned by hand.

#[path = "../../examples/login/site/mod.rs"]
mod site;

mod codes;
mod forms;
mod passwords;
mod readme;
mod sign_in;
mod twice;
mod users;
mod visitor;
mod walks;

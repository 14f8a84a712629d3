//! Sessions against a plain model, the whole lifecycle: state machines, and a struct, which is a
//! machine of one state that has no name.
//!
//! A life is a random sequence of requests, in two browsers and against two instances of an
//! application. Handlers write, ask for states and make transitions. Time passes up to each limit.
//! Keys rotate, and cookies are tampered with, forged and replayed. Responses arrive late or never.
//! After each request the model says from `docs/lifecycle.md` what the handler ought to have seen
//! and what ought to have been sent.
//!
//! The walks go through machines that are made up from seeds, a machine that is derived, the one of
//! the example `login`, and a struct. Then they go the same ways with planted faults, each of which
//! has to be found.

mod check;
mod course;
mod declarations;
mod derived;
mod events;
mod exact;
mod example;
mod family;
mod faults;
mod keys;
mod plain;
mod plan;
mod planted;
mod reference;
mod run;
mod schema;
mod subject;
mod table;
mod tokens;
mod versions;
mod views;
mod visit;
mod walks;
mod wire;
mod world;
mod writes;

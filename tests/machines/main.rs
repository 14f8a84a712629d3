//! State machines against a plain model.
//!
//! Random sequences of requests, in two browsers and against two instances of an application, with handlers that ask for states
//! and make transitions, time passing up to each limit, keys rotating, cookies tampered with, forged and replayed: after each
//! request the model says from the rules of machines and `docs/lifecycle.md` what the handler ought to have seen and what ought to
//! have been sent. It walks through machines that are made up from seeds, through one that is derived, and through the one of
//! the example `login`. Then the same with
//! planted faults, each of which has to be found.

mod check;
mod derived;
mod events;
mod exact;
mod example;
mod family;
mod faults;
#[path = "../model/wire.rs"]
#[expect(dead_code, reason = "a machine's header has other parts; its keys are the same")]
mod keys;
mod plan;
mod reference;
mod schema;
mod subject;
#[path = "../model/table.rs"]
mod table;
mod tokens;
mod versions;
mod views;
mod walks;
mod wire;
mod world;

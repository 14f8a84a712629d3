//! Compares the whole lifecycle of sessions with a plain model. The sessions are state machines and
//! a struct. To the model, a struct is a machine of one state that has no name.
//!
//! A life is a random sequence of requests, in two browsers and against two instances of an
//! application. Handlers write, ask for states, make transitions, and commit in between. They lend
//! their session to code inside, which may panic or be dropped, and is then tried again. Time
//! passes up to each limit. Keys rotate, and cookies are tampered with, forged and replayed.
//! Responses arrive late or never. For each request, the model derives from `docs/lifecycle.md`
//! what the handler has to see and what the response has to send. The test compares that with what
//! the session does.
//!
//! The sessions are in cookies, in a store in memory and in one of SQLite. What is read, refused
//! and ended follows one table for all of them (`table.rs`). A second one says what a session in a
//! store puts there and sends (`in_store/puts.rs`). Both are read from the page. What else differs
//! between the places is behind the trait in `place.rs`. Two requests at once aren't part of these
//! lives: `tests/store_model/` explores them.
//!
//! The walks go through machines that are computed from seeds, a machine that the derive made, the
//! machine of the example `login`, and a struct. The walks are repeated with planted faults and
//! have to find each of them.

mod check;
mod cookies;
mod course;
mod declarations;
mod derived;
mod events;
mod exact;
mod example;
mod family;
mod faults;
mod handler;
mod in_store;
mod kept;
mod keys;
mod place;
mod plain;
mod plan;
mod planted;
mod play;
mod reference;
mod run;
mod schema;
mod seal;
mod shelf;
mod subject;
mod table;
mod tokens;
mod versions;
mod views;
mod visit;
mod walks;
mod walks_in_stores;
mod wire;
mod world;
mod writes;

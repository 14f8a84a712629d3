//! What holds for every session, every token and every header: properties, each with the generator that reaches it.

mod activity;
mod bounds;
mod change;
mod cookies;
mod encrypted;
mod evolution;
mod flash;
mod forge;
mod former;
mod hostile;
mod key_list;
mod limits;
mod machines;
mod migrating;
mod rotation;
mod round_trip;
mod tampering;
mod versions;

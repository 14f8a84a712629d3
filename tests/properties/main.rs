//! What holds for every session, every token and every header: properties, each with the generator that reaches it.

mod change;
mod cookies;
mod forge;
mod hostile;
mod limits;
mod machines;
mod round_trip;
mod tampering;
mod versions;

//! The events that an operator is told, and the secrets that none of them contains.

mod capture;
mod keys;
mod lending;
mod secrets;

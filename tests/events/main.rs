//! The events that an operator is told, and the secrets that none of them contains.

mod answers;
mod capture;
mod form_tokens;
mod keys;
mod lending;
mod names;
mod observer;
mod outcomes;
mod secrets;
mod unknown;

//! What an operator is told, and what nobody is.

mod capture;
mod keys;
mod lending;
mod secrets;

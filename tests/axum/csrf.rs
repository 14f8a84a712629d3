//! Forms that another site makes a visitor's browser send.

mod life;
mod requests;
mod secrets;
mod site;

//! Sessions in a store, through the same handles as sessions in cookies.

mod flow;
mod world;

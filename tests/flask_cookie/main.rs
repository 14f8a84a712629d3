//! Flask's cookie through the interface that applications use: cookies that a real Flask made
//! (`tests/vectors/flask.json`), and the promises of every session.

mod into_store;
mod keys;
mod made_by_flask;
mod migrating;
mod promises;
mod refused;
mod times;
mod vectors;

//! The derive in hostile surroundings: it may rely on nothing that a user's module can change.

mod attributes;
mod defaults;
mod diagram;
mod hygiene;
mod lints;
mod renamed;
mod states;
mod whole_default;

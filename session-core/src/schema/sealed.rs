//! What closes the traits that only a derive implements.

/// The type that the traits of sessions ask for, so that only a derive can implement them. Nothing
/// else names it.
#[derive(Clone, Copy, Debug)]
pub struct Derived;

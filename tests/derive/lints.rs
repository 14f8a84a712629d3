//! Generated code is as quiet as the user's own.

#![deny(
    warnings,
    missing_docs,
    unused_qualifications,
    unused_results,
    unreachable_pub,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    variant_size_differences,
    missing_debug_implementations,
    clippy::all,
    clippy::pedantic,
    clippy::nursery
)]

use session_core::Session;

/// A session whose type is documented and deprecated nowhere.
#[derive(Debug, Session)]
#[session(idle = "30m", lifetime = "12h", persistent, removed("old"))]
struct Quiet {
    /// Who.
    #[session(identity)]
    user: Option<u64>,
    /// What.
    #[session(alias = "cart", default = Vec::with_capacity(4))]
    basket: Vec<u32>,
    /// Not kept.
    #[session(skip)]
    cache: u8,
}

#[test]
fn it_compiles_without_a_warning() {
    let fresh = <Quiet as session_core::record::Record>::fresh();
    assert_eq!((fresh.user, fresh.basket.len(), fresh.cache), (None, 0, 0));
}

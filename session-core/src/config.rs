//! What the sessions of an application share.

use std::sync::Arc;
use std::time::Duration;

use crate::cookie::Effective;
use crate::rng::Rng;
use crate::seal::{Keys, Nonces, Ring};
use crate::time::Clock;

/// What all clones of a [`Sessions`](crate::Sessions) share, and every request of them.
#[derive(Clone)]
pub(crate) struct Config {
    pub(crate) keys: Keys,
    pub(crate) ring: Ring,
    pub(crate) cookie: Effective,
    /// Cookies of earlier days, to be deleted.
    pub(crate) former: Vec<Effective>,
    pub(crate) clock: Arc<dyn Clock>,
    pub(crate) rng: Arc<dyn Rng>,
    pub(crate) nonces: Arc<Nonces>,
    pub(crate) leeway: Duration,
    /// Whether every request reads back what it seals, and looks for changes behind shared references.
    pub(crate) checked: bool,
}

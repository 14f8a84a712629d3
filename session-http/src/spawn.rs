//! A future that runs to its end although nobody waits for it any more.

/// Runs a future in a task of its own, so that it ends although the client has hung up and the
/// request's future was dropped.
///
/// An integration implements it for its framework's runtime, for
/// [`Exchange::close`](crate::Exchange::close).
pub trait Spawn {
    /// Starts the future at once and waits for its result. If the future panics, so does this.
    fn run<F>(&self, future: F) -> impl Future<Output = F::Output> + Send
    where
        F: Future<Output: Send + 'static> + Send + 'static;
}

/// Runs a future where it is awaited. A commit is cut off then when the client hangs up: the store
/// has the session as before or as after.
#[derive(Clone, Copy, Debug, Default)]
#[expect(clippy::exhaustive_structs, reason = "it has nothing to say")]
pub struct InPlace;

impl Spawn for InPlace {
    fn run<F>(&self, future: F) -> impl Future<Output = F::Output> + Send
    where
        F: Future<Output: Send + 'static> + Send + 'static,
    {
        future
    }
}

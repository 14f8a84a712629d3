//! From a request's headers to its response's headers. Only this folder joins cookies, tokens and
//! handles.

mod beside;
mod close;
mod former;
mod in_store;
pub(crate) mod lending;
mod migrating;
mod open;
mod scope;
mod sessions;
mod several;
mod stored;

pub use open::Opening;
pub use sessions::{Options, Sessions};
pub use several::ViewContext;
pub use stored::NotCommitted;

//! The session of one request, as a handler uses it.

pub(crate) mod change;
mod commits;
mod context;
mod csrf;
mod deref;
#[doc(hidden)]
pub(crate) mod derived_view;
mod facts;
pub(crate) mod flash;
mod handle;
mod lending;
pub(crate) mod lifecycle;
mod mistakes;
#[doc(hidden)]
pub(crate) mod nested;
mod progress;
mod savepoint;
mod session_id;
pub(crate) mod state;
mod transition;
pub(crate) mod view;
mod wrong_state;

pub use context::RequestContext;
pub use csrf::{CsrfSecret, CsrfToken};
pub use facts::SessionFacts;
pub use flash::{Flash, FlashMessage};
pub use handle::Live;
pub use mistakes::InRequest;
pub use state::StateOf;
pub use transition::EnteredFrom;
pub use view::{InCookie, ReadView, Session, View, WriteView};
pub use wrong_state::WrongState;

pub(crate) use commits::{Closed, Held};
pub(crate) use context::{Cookies, Visit};

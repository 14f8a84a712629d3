//! The handle.

use std::fmt;
use std::ops::{Deref, DerefMut};
use std::time::SystemTime;

use crate::error::Origin;
use crate::session::{Look, Session, Touch, View};

/// The session of the current request.
///
/// `'req` is the request: a `Live` is borrowed from its context, so it can't be kept, spawned, sent away or returned. It reads
/// like the session type itself and writes through `&mut`; what was written is sent with the response, when the handler is done
/// and whatever the response's status. A background job takes a clone of a field, never the session.
///
/// ```
/// use session_core::{Live, Session};
///
/// #[derive(Session)]
/// struct Visits {
///     count: u32,
/// }
///
/// async fn count(mut visits: Live<'_, Visits>) -> String {
///     visits.count += 1;
///     format!("Visit number: {}", visits.count)
/// }
/// ```
///
/// A task that outlives the request doesn't compile:
///
/// ```compile_fail,E0521
/// # use session_core::{Live, Session};
/// # #[derive(Session)]
/// # struct Visits { count: u32 }
/// async fn count(mut visits: Live<'_, Visits>) {
///     std::thread::spawn(move || visits.count += 1);
/// }
/// ```
///
/// The whole story, with what the compiler says and what to write instead, is in `docs/the-req-lifetime.md`.
pub struct Live<'req, V: View> {
    pub(crate) current: &'req mut V::Context,
}

/// A request that has a session. Nothing implements it: it is what the compiler misses where somebody wants to make a session
/// without a request.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "there is no session outside of a request",
    label = "a `Live` is borrowed from its request, and can't be made",
    note = "a handler takes it as its first argument: `async fn index(session: Live<'_, S>)`, mounted by `with_session(index)`",
    note = "a script makes a request of its own with `Sessions::scope`, a test with `testing::Browser`"
)]
pub trait InRequest: Sized {
    const LIVE: Self;
}

impl<V: View> Live<'_, V> {
    /// Can't be called. It is here for what the compiler says to whoever tries.
    #[doc(hidden)]
    pub const fn new() -> Self
    where
        Self: InRequest,
    {
        Self::LIVE
    }
}

impl<V: Look> Live<'_, V> {
    /// Gives the session a new beginning without changing its data: a new session id, where the type has one (an `identity`
    /// field gives it one), and no more fields of other versions. The lifetime goes on counting.
    ///
    /// Call it when what the visitor may do changes, so that nobody who knew the old session has the new one (OWASP: "renew the
    /// session id after any privilege level change"). A change of an `identity` field does it by itself.
    pub fn renew(&mut self) {
        self.current.renew();
    }

    /// Whether the visitor's cookie outlives the browser's window, for this session: "stay signed in". The type's
    /// `persistent` says what a new session begins with.
    pub fn persist(&mut self, persistent: bool) {
        self.current.persistent.wanted = persistent;
    }

    /// Ends the session: the visitor's cookie is deleted. What is written later in the same request begins another one.
    ///
    /// In a cookie this can't reach further than the visitor's browser: whoever has kept a copy of the cookie can present it
    /// until it expires.
    pub fn end(self) {
        self.current.end(V::Session::SCHEMA.is_persistent());
    }

    /// As if the handler had not run: nothing is sent, not even a refresh, whatever was written before or is written later.
    pub fn discard(self) {
        self.current.discard();
    }

    /// Where the session came from.
    pub fn origin(&self) -> Origin {
        self.current.origin
    }

    /// When the session began, to the second; for a fresh one, when the request did.
    pub fn issued_at(&self) -> SystemTime {
        self.current.clocks.began.into()
    }

    /// The first second in which the session is refused if this request sends no cookie: the end of its lifetime or of its
    /// idle time, whichever comes first. A connection that stays open (a WebSocket) closes then.
    pub fn expires_at(&self) -> SystemTime {
        self.current.clocks.expires(V::Session::SCHEMA.times()).into()
    }
}

impl<V: Look> Deref for Live<'_, V> {
    type Target = V;

    fn deref(&self) -> &V {
        V::look(&self.current.value)
    }
}

impl<V: Touch> DerefMut for Live<'_, V> {
    fn deref_mut(&mut self) -> &mut V {
        V::touch(self.current.touch())
    }
}

/// Shows where the session came from, never what is in it.
impl<V: Look> fmt::Debug for Live<'_, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Live")
            .field("session", &V::Session::SCHEMA.name())
            .field("origin", &self.origin())
            .finish_non_exhaustive()
    }
}

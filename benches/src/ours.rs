//! Our side of the comparison: the public interface, as an integration calls it. Sessions in
//! cookies never wait.

use session_core::testing::block_on;
use session_core::{InCookie, Key, Keys, RequestContext, ResponseHeaders, Session, Sessions, WriteView};

use crate::session::Sample;

/// The sessions of one application, and the request of one visitor.
pub struct Ours<S> {
    sessions: Sessions<S>,
    /// The key that the session is sealed with.
    key: Key,
    /// The request's `Cookie` header.
    cookies: String,
}

impl<S: InCookie + WriteView> Ours<S> {
    /// Makes a visitor whose session is `value`.
    pub fn new(value: S) -> Self {
        let key = Key::generate();
        let sessions = Sessions::in_cookie(key.clone());
        let (_, closed) = block_on(sessions.scope(None, async |mut live| *live = value)).expect("the value fits");
        let cookie = closed.set_cookie().expect("it was written");
        let cookies = format!("{}={}", cookie.name(), cookie.value());
        Self { sessions, key, cookies }
    }

    /// Sends other cookies in front of the session's.
    pub fn beside(self, others: &str) -> Self {
        Self { cookies: format!("{others}{}", self.cookies), ..self }
    }

    /// Retires the key: so many newer keys are accepted as well, and the newest of them seals.
    pub fn rotated(self, newer: usize) -> Self {
        let keys = (1..newer).fold(Keys::new(Key::generate()), |keys, _| keys.accepting(Key::generate()));
        Self { sessions: Sessions::in_cookie(keys.accepting(self.key.clone())), ..self }
    }

    /// Opens and decodes the session.
    pub fn open(&self) -> RequestContext<S> {
        block_on(self.sessions.open(&self.cookies)).expect("cookies are always at hand")
    }

    /// Runs a whole request that reads.
    pub fn read(&self) -> ResponseHeaders {
        close(self.open())
    }

    /// Runs a whole request that writes.
    pub fn write(&self, write: impl FnOnce(&mut S)) -> ResponseHeaders {
        let mut context = self.open();
        write(&mut context.live());
        close(context)
    }
}

impl<S: Sample> Ours<S> {
    /// Returns a request at its end, with one field changed. It only has to be encoded and sealed.
    pub fn changed(&self) -> RequestContext<S> {
        let mut context = self.open();
        context.live().change();
        context
    }

    /// Runs a whole request without a cookie, which fills every field.
    pub fn begin(&self) -> ResponseHeaders {
        let (_, closed) = block_on(self.sessions.scope(None, async |mut live| *live = S::sample())).expect("the value fits");
        closed
    }

    /// Returns the cookie's value.
    pub fn value(&self) -> &str {
        self.cookies.rsplit_once('=').expect("a name and a value").1
    }
}

/// Encodes and seals a session that changed.
pub fn close<S: Session>(context: RequestContext<S>) -> ResponseHeaders {
    block_on(context.close()).expect("the value fits")
}

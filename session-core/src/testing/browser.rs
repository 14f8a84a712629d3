//! A visitor's browser.

use std::fmt;
use std::sync::Arc;

use super::block_on;
use super::jar::{Jar, Site};
use crate::error::SessionError;
use crate::live::{Live, Session};
use crate::request::Sessions;
use crate::response::ResponseHeaders;
use crate::time::Timestamp;

/// A browser that keeps cookies between requests as strictly as Chromium does, and runs closures
/// with its visitor's session.
///
/// It drops cookies that a browser would drop: one with a broken prefix or of more than 4096
/// bytes, or a deletion whose attributes differ from the cookie's. It reads back every token that
/// is sealed, and reads the time from the sessions' clock.
///
/// ```
/// use session_core::testing::{self, Browser};
/// use session_core::{Session, Sessions};
///
/// #[derive(Session)]
/// struct Visits {
///     count: u32,
/// }
///
/// let sessions = Sessions::<Visits>::in_cookie(testing::key(1));
/// let mut browser = Browser::new(&sessions);
/// for visit in 1..=3 {
///     browser.visit(|mut visits| visits.count += 1);
///     assert_eq!(browser.visit(|visits| visits.count), visit);
/// }
///
/// browser.cookie_mut().unwrap().push('x');
/// assert_eq!(browser.visit(|visits| visits.count), 0);
/// ```
///
/// An async handler runs in the closure, by [`block_on`] or by your async runtime:
///
/// ```
/// # use session_core::testing::{self, Browser, block_on};
/// # use session_core::{Live, Session, Sessions};
/// # #[derive(Session)]
/// # struct Visits { count: u32 }
/// # let mut browser = Browser::new(&Sessions::<Visits>::in_cookie(testing::key(1)));
/// async fn count(mut visits: Live<'_, Visits>) -> String {
///     visits.count += 1;
///     format!("Visit number: {}", visits.count)
/// }
///
/// assert_eq!(browser.visit(|visits| block_on(count(visits))), "Visit number: 1");
/// ```
pub struct Browser<S: Session> {
    sessions: Sessions<S>,
    site: Site,
    jar: Jar,
}

impl<S: Session> Browser<S> {
    /// Creates a browser without cookies, at `https://app.example/`.
    pub fn new(sessions: &Sessions<S>) -> Self {
        let site = Site { secure: true, host: "app.example".to_owned(), path: "/".to_owned() };
        Self { sessions: checked(sessions), site, jar: Jar::default() }
    }

    /// Goes to another address, and keeps the cookies.
    ///
    /// # Panics
    ///
    /// If `url` isn't an absolute http or https URL.
    pub fn go_to(&mut self, url: &str) {
        self.site = Site::parse(url).expect("an absolute http or https URL");
    }

    /// Restarts the application, with other keys for example. The browser keeps its cookies.
    pub fn restart(&mut self, sessions: &Sessions<S>) {
        self.sessions = checked(sessions);
    }

    /// Makes one request: runs `handler` with the session, and keeps the cookie of the response.
    ///
    /// # Panics
    ///
    /// If the session can't be closed, or if a browser would drop its cookie.
    /// [`request`](Self::request) returns the error instead.
    pub fn visit<R>(&mut self, handler: impl FnOnce(Live<'_, S>) -> R) -> R {
        let (reply, response) = self.request(handler).expect("the session is closed without an error");
        self.receive(&response);
        reply
    }

    /// Makes one request and returns its response without receiving it. Pass the response to
    /// [`receive`](Self::receive) later, in any order, or drop it.
    ///
    /// # Errors
    ///
    /// As [`RequestContext::close`](crate::RequestContext::close).
    pub fn request<R>(&mut self, handler: impl FnOnce(Live<'_, S>) -> R) -> Result<(R, ResponseHeaders), SessionError> {
        let cookies = self.cookies();
        block_on(async {
            let mut context = self.sessions.open(cookies.as_deref()).await?;
            let reply = handler(context.live());
            Ok((reply, context.close().await?))
        })
    }

    /// Keeps the cookies of a response.
    ///
    /// # Panics
    ///
    /// If a browser would drop one of them, of which a real application wouldn't be told.
    pub fn receive(&mut self, response: &ResponseHeaders) {
        for header in response.headers().iter().filter(|header| header.name == "set-cookie") {
            if let Err(why) = self.jar.store(header.value, &self.site, now(&self.sessions)) {
                panic!("a browser drops the session's cookie: {why}");
            }
        }
    }

    /// Returns the `Cookie` header that the next request carries.
    pub fn cookies(&mut self) -> Option<String> {
        let now = now(&self.sessions);
        self.jar.header(&self.site, now)
    }

    /// Returns the session cookie's value, to read it or to tamper with it.
    pub fn cookie_mut(&mut self) -> Option<&mut String> {
        self.jar.value_mut(self.sessions.config.cookie.name())
    }

    /// Sets a cookie, as a response of this site or another application on the same host would.
    ///
    /// # Panics
    ///
    /// If a browser would drop the cookie.
    pub fn set_cookie(&mut self, set_cookie: &str) {
        let now = now(&self.sessions);
        if let Err(why) = self.jar.store(set_cookie, &self.site, now) {
            panic!("a browser drops this cookie: {why}");
        }
    }

    /// Closes the browser's last window: only persistent cookies stay.
    pub fn close_window(&mut self) {
        self.jar.close_window();
    }
}

/// Returns the same sessions, with the checks of a debug build for every request.
fn checked<S>(sessions: &Sessions<S>) -> Sessions<S> {
    let mut config = (*sessions.config).clone();
    config.checked = true;
    Sessions { config: Arc::new(config) }
}

fn now<S: Session>(sessions: &Sessions<S>) -> u64 {
    Timestamp::from(sessions.config.clock.now()).secs()
}

/// Creates another browser with the same cookies: a second window, or a thief with a copy.
impl<S: Session> Clone for Browser<S> {
    fn clone(&self) -> Self {
        Self { sessions: self.sessions.clone(), site: self.site.clone(), jar: self.jar.clone() }
    }
}

/// Prints the names of the cookies, never a value.
impl<S: Session> fmt::Debug for Browser<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = self.jar.iter().map(|cookie| &cookie.name).collect();
        f.debug_struct("Browser").field("host", &self.site.host).field("cookies", &names).finish_non_exhaustive()
    }
}

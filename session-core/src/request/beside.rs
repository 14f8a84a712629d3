//! What a browser has beside the session's cookie: others of its name, and those that the session
//! was kept in before.

use crate::config::Former;
use crate::cookie::{Cookie, SetCookie};
use crate::live::lifecycle::Outcome;
use crate::live::{RequestContext, Session};

impl<S: Session> RequestContext<S> {
    /// Returns the deletions of cookies that would be left beside the session: a second cookie of
    /// its name, and cookies that the session was kept in before.
    ///
    /// A response ought to have one `Set-Cookie` of a name (RFC 6265bis §4.1.1). It has several
    /// only where a browser may keep several cookies of the name: a request doesn't say which of
    /// them it carries.
    pub(super) fn others(&self, outcome: Outcome) -> Vec<SetCookie> {
        let cookie = &self.config.cookie;
        let twin = cookie.twin().filter(|_| self.cookies.own > 1 && outcome != Outcome::Refresh);
        let came = |place: &usize, former: &Former<S>| {
            // Cookies with one name can't be told apart, so a former cookie of the current name
            // counts as carried if any cookie of that name was.
            if former.cookie.name() == cookie.name() { self.cookies.own > 0 } else { self.cookies.former.contains(place) }
        };
        let is_left = |former: &Former<S>| match outcome {
            Outcome::Renew | Outcome::Delete => true,
            Outcome::Begin if self.progress.ended || self.another_begins() => true,
            // The visitor did nothing: the session only moves to its new cookie.
            Outcome::Refresh => former.read.is_some() && !former.is_in_use(),
            _ => !former.is_in_use(),
        };
        let former = self.config.former.iter().enumerate().filter(|(place, former)| came(place, former) && is_left(former));
        let others = twin.into_iter().chain(former.map(|(_, former)| &former.cookie));
        others.filter(|other| self.is_elsewhere(other)).map(SetCookie::deletion).collect()
    }

    /// Returns whether an end has to be a fresh session, since the browser has another valid one in
    /// a place that isn't known and can't be deleted. The next request would resume that one. A
    /// session that begins now is newer and hides it, for as long as it is valid itself.
    pub(super) fn hides_another(&self) -> bool {
        self.cookies.valid > self.places()
    }

    /// Returns in how many known places a browser may keep a cookie of the session's name. A twin
    /// counts where nothing else distinguishes two cookies of the name.
    fn places(&self) -> usize {
        let cookie = &self.config.cookie;
        let twin = cookie.twin().filter(|_| cookie.is_bound_to_host());
        let former = self.config.former.iter().map(|former| &former.cookie);
        let others = twin.into_iter().chain(former.filter(|former| former.name() == cookie.name()));
        1 + others.filter(|other| self.is_elsewhere(other)).count()
    }

    /// Returns whether a browser keeps a cookie beside the session's own. One in the same place is
    /// the same cookie to it, and what the response does to that replaces it.
    fn is_elsewhere(&self, other: &Cookie) -> bool {
        other.place() != self.config.cookie.place()
    }
}

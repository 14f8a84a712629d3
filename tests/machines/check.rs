//! Checks a response against what the model expects.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use session_core::CloseError;

use crate::course::Course;
use crate::keys;
use crate::plan::Plan;
use crate::reference::{LATE, Timeline};
use crate::run::Sent;
use crate::tokens::{Flaw, Issued, KeyRoles};
use crate::wire::{self, Header, Oddity};

/// What a response does to a browser.
pub(crate) enum Effect {
    Nothing,
    Delete,
    Set(Box<Issued>),
}

/// What the model knows about a request when it checks the response.
pub(crate) struct Reply<'r> {
    pub(crate) plan: &'r Plan,
    /// What the response has to do, by the table of `docs/lifecycle.md`.
    pub(crate) expected: &'r str,
    pub(crate) course: Course<'r>,
    pub(crate) winner: Option<&'r Issued>,
    pub(crate) keys: &'r KeyRoles,
    /// When the request was opened, and when it was closed.
    pub(crate) times: (u64, u64),
    /// How many session cookies the request carried.
    pub(crate) cookies: usize,
    /// The session ids that have been issued so far.
    pub(crate) ids: &'r [[u8; 16]],
}

impl Reply<'_> {
    pub(crate) fn check(&self, sent: &Result<Sent, CloseError>) -> Result<Effect, TestCaseError> {
        let is_sealed = ["begin", "continue", "renew"].contains(&self.expected);
        let fits = || self.fits(Oddity::None);
        if is_sealed && !fits() {
            prop_assert!(matches!(sent, Err(CloseError::TooLarge { limit: 4096, .. })), "{:?}", sent);
            return Ok(Effect::Nothing);
        }
        let sent = sent.as_ref().map_err(|error| TestCaseError::fail(error.to_string()))?;
        let (opened, closed) = self.times;
        prop_assert!(sent.varies, "every response has a `Vary` field");
        let is_change = is_sealed || self.expected == "delete";
        let cache_control = if sent.cookie.is_some() || self.course.no_store { "no-store" } else { "private" };
        prop_assert_eq!(&sent.cache_control, cache_control);
        let twin = usize::from(is_change && self.cookies > 1);
        prop_assert_eq!(sent.set_cookies, usize::from(sent.cookie.is_some()) + twin, "a change deletes the twin cookie");
        match (self.expected, &sent.cookie) {
            ("nothing", None) => Ok(Effect::Nothing),
            ("refresh", None) if closed - opened > LATE || !fits() => Ok(Effect::Nothing),
            ("delete", Some((value, text))) => {
                prop_assert!(value.is_empty() && text.contains("Max-Age=0"), "{}", text);
                Ok(Effect::Delete)
            }
            ("begin" | "continue" | "renew", Some((value, text))) => self.check_token(value, text),
            ("refresh", Some((value, text))) if closed - opened <= LATE => self.check_token(value, text),
            (expected, cookie) => Err(TestCaseError::fail(format!("expected {expected}, but the response sends {cookie:?}"))),
        }
    }

    fn check_token(&self, value: &str, text: &str) -> Result<Effect, TestCaseError> {
        let (_, closed) = self.times;
        let (plan, data) = (self.plan, &self.course.data);
        let (header, body) = wire::read(value);
        let session_id = self.expected_id(header.session_id)?;
        prop_assert_eq!(&header, &self.header(session_id), "{}", self.expected);
        let keeps_unknown = self.keeps() && self.winner.is_some_and(Issued::has_unknown_field);
        let oddity = if keeps_unknown && self.fits(Oddity::UnknownField) { Oddity::UnknownField } else { Oddity::None };
        prop_assert_eq!(wire::in_order(plan, data, body), wire::body(plan, data, oddity), "{}", self.expected);
        let mut timeline = self.timeline();
        let written = header.written;
        let max_age = format!("; Max-Age={};", plan.end(data.state, timeline).saturating_sub(closed));
        let is_right = if header.persistent { format!("{text};").contains(&max_age) } else { !text.contains("Max-Age") };
        prop_assert!(is_right, "{}: a persistent cookie has{}, another has no Max-Age", text, max_age);
        timeline.seen = header.seen.unwrap_or(written);
        Ok(Effect::Set(Box::new(Issued {
            text: value.to_owned(),
            data: data.clone(),
            timeline,
            written,
            key: self.keys.current,
            session_id,
            persistent: header.persistent,
            flaw: Flaw::Body(oddity),
        })))
    }

    fn timeline(&self) -> Timeline {
        let timeline = self.course.timeline;
        Timeline { seen: timeline.seen.max(self.times.1), ..timeline }
    }

    fn header(&self, session_id: Option<[u8; 16]>) -> Header {
        let timeline = self.timeline();
        // The token is newer than the one that came in.
        let written = timeline.seen.max(self.winner.map_or(0, |winner| winner.written + 1));
        Header {
            persistent: self.course.persistent,
            key_id: keys::key_id(self.keys.current),
            began: timeline.began,
            written,
            entered: self.plan.is_machine().then_some(timeline.entered),
            seen: (timeline.seen != written).then_some(timeline.seen),
            session_id,
        }
    }

    /// Returns whether a cookie has room for the session with this oddity.
    fn fits(&self, oddity: Oddity) -> bool {
        let data = &self.course.data;
        let session_id = self.plan.has_id(data.state).then_some([0; 16]);
        wire::fits(self.plan, &self.header(session_id), &wire::body(self.plan, data, oddity))
    }

    /// Returns whether the response continues the session that came in.
    fn keeps(&self) -> bool {
        ["continue", "refresh"].contains(&self.expected)
    }

    /// Returns the id that the token must have, given the one that it has.
    ///
    /// A session that continues keeps its id. Any other needs an id that was never issued, and then
    /// `found` is returned.
    fn expected_id(&self, found: Option<[u8; 16]>) -> Result<Option<[u8; 16]>, TestCaseError> {
        let old = self.winner.and_then(|winner| winner.session_id).filter(|_| self.keeps());
        if !self.plan.has_id(self.course.data.state) {
            return Ok(None);
        }
        if old.is_none() {
            prop_assert!(found.is_some_and(|id| !self.ids.contains(&id)), "the session needs a new id: {}", self.expected);
            return Ok(found);
        }
        Ok(old)
    }
}

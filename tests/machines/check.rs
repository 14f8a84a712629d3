//! What a response carries, against what it ought to.

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

/// Everything that is known about a request when its response is looked at.
pub(crate) struct Reply<'r> {
    pub(crate) plan: &'r Plan,
    /// What the table says.
    pub(crate) goes: &'r str,
    pub(crate) course: Course<'r>,
    pub(crate) winner: Option<&'r Issued>,
    pub(crate) keys: &'r KeyRoles,
    /// When the request was opened and closed.
    pub(crate) times: (u64, u64),
    pub(crate) cookies: usize,
    /// The session ids that were issued so far.
    pub(crate) ids: &'r [[u8; 16]],
}

impl Reply<'_> {
    pub(crate) fn check(&self, sent: &Result<Sent, CloseError>) -> Result<Effect, TestCaseError> {
        let is_sealed = ["begin", "continue", "renew"].contains(&self.goes);
        let fits = || self.fits(Oddity::None);
        if is_sealed && !fits() {
            prop_assert!(matches!(sent, Err(CloseError::TooLarge { limit: 4096, .. })), "{:?}", sent);
            return Ok(Effect::Nothing);
        }
        let sent = sent.as_ref().map_err(|error| TestCaseError::fail(error.to_string()))?;
        let (opened, closed) = self.times;
        prop_assert!(sent.varies, "every response varies by cookie");
        let is_change = is_sealed || self.goes == "delete";
        let cache_control = if is_change || self.course.no_store { "no-store" } else { "private" };
        prop_assert_eq!(&sent.cache_control, cache_control);
        let twin = usize::from(is_change && self.cookies > 1);
        prop_assert_eq!(sent.set_cookies, usize::from(sent.cookie.is_some()) + twin, "the twin is deleted beside a change");
        match (self.goes, &sent.cookie) {
            ("nothing", None) => Ok(Effect::Nothing),
            ("refresh", None) if closed - opened > LATE || !fits() => Ok(Effect::Nothing),
            ("delete", Some((value, text))) => {
                prop_assert!(value.is_empty() && text.contains("Max-Age=0"), "{}", text);
                Ok(Effect::Delete)
            }
            ("begin" | "continue" | "renew", Some((value, text))) => self.check_token(value, text),
            ("refresh", Some((value, text))) if closed - opened <= LATE => self.check_token(value, text),
            (goes, cookie) => Err(TestCaseError::fail(format!("it ought to {goes} and sends {cookie:?}"))),
        }
    }

    fn check_token(&self, value: &str, text: &str) -> Result<Effect, TestCaseError> {
        let (_, closed) = self.times;
        let (plan, data) = (self.plan, &self.course.data);
        let (header, body) = wire::read(value);
        let session_id = self.expected_id(header.session_id)?;
        prop_assert_eq!(&header, &self.header(session_id), "{}", self.goes);
        let keeps_unknown = self.keeps() && self.winner.is_some_and(Issued::has_unknown_field);
        let oddity = if keeps_unknown && self.fits(Oddity::UnknownField) { Oddity::UnknownField } else { Oddity::None };
        prop_assert_eq!(wire::in_order(plan, data, body), wire::body(plan, data, oddity), "{}", self.goes);
        let mut timeline = self.timeline();
        let max_age = format!("; Max-Age={};", plan.end(data.state, timeline).saturating_sub(closed));
        let is_right = if header.persistent { format!("{text};").contains(&max_age) } else { !text.contains("Max-Age") };
        prop_assert!(is_right, "{} lacks{}", text, max_age);
        if header.seen.is_none() {
            timeline.seen = timeline.entered;
        }
        Ok(Effect::Set(Box::new(Issued {
            text: value.to_owned(),
            data: data.clone(),
            timeline,
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
        let has_seen = self.plan.refresh_of(self.course.data.state).is_some();
        Header {
            persistent: self.course.persistent,
            key_id: keys::key_id(self.keys.current),
            began: timeline.began,
            entered: self.plan.is_machine().then_some(timeline.entered),
            seen: has_seen.then_some(timeline.seen),
            session_id,
        }
    }

    /// Whether there is room in a cookie.
    fn fits(&self, oddity: Oddity) -> bool {
        let data = &self.course.data;
        let session_id = self.plan.has_id(data.state).then_some([0; 16]);
        wire::fits(self.plan, &self.header(session_id), &wire::body(self.plan, data, oddity))
    }

    /// Whether the session stays the one that it was.
    fn keeps(&self) -> bool {
        ["continue", "refresh"].contains(&self.goes)
    }

    /// The id that belongs into the token, given the one that is there: the old one, or any that
    /// was never seen.
    fn expected_id(&self, found: Option<[u8; 16]>) -> Result<Option<[u8; 16]>, TestCaseError> {
        let old = self.winner.and_then(|winner| winner.session_id).filter(|_| self.keeps());
        if !self.plan.has_id(self.course.data.state) {
            return Ok(None);
        }
        if old.is_none() {
            prop_assert!(found.is_some_and(|id| !self.ids.contains(&id)), "{} needs a new id", self.goes);
            return Ok(found);
        }
        Ok(old)
    }
}

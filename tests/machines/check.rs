//! What a response carries, against what it ought to.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::keys;
use crate::plan::Plan;
use crate::reference::{Course, LATE};
use crate::subject::Sent;
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
    pub(crate) fn check(&self, sent: &Sent) -> Result<Effect, TestCaseError> {
        let (opened, closed) = self.times;
        prop_assert!(sent.varies, "every response varies by cookie");
        let is_change = ["begin", "continue", "renew", "delete"].contains(&self.goes);
        let cache_control = if is_change || self.course.no_store { "no-store" } else { "private" };
        prop_assert_eq!(&sent.cache_control, cache_control);
        let twin = usize::from(is_change && self.cookies > 1);
        prop_assert_eq!(sent.set_cookies, usize::from(sent.cookie.is_some()) + twin, "the twin is deleted beside a change");
        match (self.goes, &sent.cookie) {
            ("nothing", None) => Ok(Effect::Nothing),
            ("re-issue", None) if closed - opened > LATE => Ok(Effect::Nothing),
            ("delete", Some((value, text))) => {
                prop_assert!(value.is_empty() && text.contains("Max-Age=0"), "{}", text);
                Ok(Effect::Delete)
            }
            ("begin" | "continue" | "renew", Some((value, text))) => self.check_token(value, text),
            ("re-issue", Some((value, text))) if closed - opened <= LATE => self.check_token(value, text),
            (goes, cookie) => Err(TestCaseError::fail(format!("it ought to {goes} and sends {cookie:?}"))),
        }
    }

    fn check_token(&self, value: &str, text: &str) -> Result<Effect, TestCaseError> {
        let (_, closed) = self.times;
        let (plan, state) = (self.plan, self.course.data.state);
        let (header, body) = wire::read(value);
        let mut clocks = self.course.clocks;
        clocks.seen = clocks.seen.max(closed);
        let has_seen = plan.refresh_of(state).is_some();
        let sid = self.expected_id(header.sid)?;
        let expected = Header {
            persistent: self.course.persistent,
            key_id: keys::key_id(self.keys.current),
            began: clocks.began,
            entered: Some(clocks.entered),
            seen: has_seen.then_some(clocks.seen),
            sid,
        };
        prop_assert_eq!(&header, &expected, "{}", self.goes);
        let keeps_unknown = self.keeps() && self.winner.is_some_and(Issued::has_unknown_field);
        let oddity = if keeps_unknown { Oddity::UnknownField } else { Oddity::None };
        prop_assert_eq!(body, wire::body(plan, &self.course.data, oddity), "{}", self.goes);
        let max_age = format!("; Max-Age={};", plan.end(state, clocks).saturating_sub(closed));
        let is_right = if header.persistent { format!("{text};").contains(&max_age) } else { !text.contains("Max-Age") };
        prop_assert!(is_right, "{} lacks{}", text, max_age);
        if !has_seen {
            clocks.seen = clocks.entered;
        }
        Ok(Effect::Set(Box::new(Issued {
            text: value.to_owned(),
            data: self.course.data.clone(),
            clocks,
            key: self.keys.current,
            sid,
            persistent: header.persistent,
            flaw: Flaw::Body(oddity),
        })))
    }

    /// Whether the session stays the one that it was.
    fn keeps(&self) -> bool {
        ["continue", "re-issue"].contains(&self.goes)
    }

    /// The id that belongs into the token, given the one that is there: the old one, or any that was never seen.
    fn expected_id(&self, found: Option<[u8; 16]>) -> Result<Option<[u8; 16]>, TestCaseError> {
        let old = self.winner.and_then(|winner| winner.sid).filter(|_| self.keeps());
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

//! Checks a response that has the session in its cookie.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use session_core::CloseError;

use crate::keys;
use crate::place::Reply;
use crate::reference::LATE;
use crate::run::{NotSent, Sent};
use crate::tokens::{Flaw, Issued};
use crate::wire::{self, Header, Oddity};

/// What a response does to a browser.
pub(crate) enum Effect {
    Nothing,
    Delete,
    Set(Box<Issued>),
}

/// What the model knows of a session in a cookie when it checks the response.
pub(crate) struct Check<'r> {
    pub(crate) reply: &'r Reply<'r>,
    /// The token that counts.
    pub(crate) winner: Option<&'r Issued>,
    /// The session ids that have been issued so far.
    pub(crate) ids: &'r [[u8; 16]],
}

impl Check<'_> {
    pub(crate) fn run(&self, sent: &Result<Sent, NotSent>) -> Result<Effect, TestCaseError> {
        if let Some(failure) = self.reply.course.failure() {
            prop_assert!(failure.check(sent)?.cookie.is_none());
            return Ok(Effect::Nothing);
        }
        let expected = self.reply.expected;
        let is_sealed = ["begin", "continue", "renew"].contains(&expected);
        let fits = || self.fits(Oddity::None);
        if is_sealed && !fits() {
            prop_assert!(matches!(sent, Err(NotSent { why: CloseError::TooLarge { limit: 4096, .. }, .. })), "{:?}", sent);
            return Ok(Effect::Nothing);
        }
        let sent = sent.as_ref().map_err(|failed| TestCaseError::fail(failed.why.to_string()))?;
        let (opened, closed) = self.reply.times;
        self.reply.check_headers(sent, expected != "refresh")?;
        match (expected, &sent.cookie) {
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
        let (plan, data, expected) = (self.reply.plan, &self.reply.course.data, self.reply.expected);
        let (header, body) = wire::read(value, self.reply.keys.current, plan);
        let session_id = self.expected_id(header.session_id)?;
        prop_assert_eq!(&header, &Header { nonce: header.nonce, ..self.header(session_id) }, "{}", expected);
        let keeps_unknown = self.keeps() && self.winner.is_some_and(Issued::has_unknown_field);
        let oddity = if keeps_unknown && self.fits(Oddity::UnknownField) { Oddity::UnknownField } else { Oddity::None };
        prop_assert_eq!(wire::in_order(plan, data, body), wire::body(plan, data, oddity), "{}", expected);
        let mut timeline = self.reply.timeline();
        let written = header.written;
        self.reply.check_max_age(text, header.persistent, plan.end(data.state, timeline))?;
        timeline.seen = header.seen.unwrap_or(written);
        Ok(Effect::Set(Box::new(Issued {
            text: value.to_owned(),
            data: data.clone(),
            timeline,
            written,
            key: self.reply.keys.current,
            session_id,
            persistent: header.persistent,
            flaw: Flaw::Body(oddity),
        })))
    }

    fn header(&self, session_id: Option<[u8; 16]>) -> Header {
        let timeline = self.reply.timeline();
        // The token is newer than the one that came in.
        let written = timeline.seen.max(self.winner.map_or(0, |winner| winner.written + 1));
        Header {
            persistent: self.reply.course.persistent,
            key_id: keys::key_id(self.reply.keys.current),
            began: timeline.began,
            written,
            entered: self.reply.plan.is_machine().then_some(timeline.entered),
            seen: (timeline.seen != written).then_some(timeline.seen),
            session_id,
            // It is another one in each token.
            nonce: None,
        }
    }

    /// Returns whether a cookie has room for the session with this oddity.
    fn fits(&self, oddity: Oddity) -> bool {
        let (plan, data) = (self.reply.plan, &self.reply.course.data);
        let session_id = (self.old_id().is_some() || self.has_new_id()).then_some([0; 16]);
        wire::fits(plan, &self.header(session_id), &wire::body(plan, data, oddity))
    }

    /// Returns whether the response continues the session that came in.
    fn keeps(&self) -> bool {
        ["continue", "refresh"].contains(&self.reply.expected)
    }

    /// Returns the id of the session that came in, if the response continues that session.
    fn old_id(&self) -> Option<[u8; 16]> {
        self.winner.and_then(|winner| winner.session_id).filter(|_| self.keeps())
    }

    /// Returns whether a session without an id from before gets one: where a user is known, and for
    /// a form's token.
    fn has_new_id(&self) -> bool {
        let course = self.reply.course;
        self.reply.plan.has_id(course.data.state) || course.has_drawn()
    }

    /// Returns the id that the token must have, given the one that it has.
    ///
    /// A session that continues keeps its id. Any other needs an id that was never issued, and then
    /// `found` is returned.
    fn expected_id(&self, found: Option<[u8; 16]>) -> Result<Option<[u8; 16]>, TestCaseError> {
        if let Some(old) = self.old_id() {
            return Ok(Some(old));
        }
        if !self.has_new_id() {
            return Ok(None);
        }
        let is_new = found.is_some_and(|id| !self.ids.contains(&id));
        prop_assert!(is_new, "the session needs a new id: {}", self.reply.expected);
        Ok(found)
    }
}

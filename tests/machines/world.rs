//! One life: browsers, instances and time, with what the model knows of them.

use std::time::Duration;

use proptest::test_runner::TestCaseError;
use session_core::testing::ManualClock;

use crate::events::{Delivery, Event, Limit};
use crate::faults::Fault;
use crate::plan::Plan;
use crate::run::Counting;
use crate::subject::Application;
use crate::table::{Cell, Table};
use crate::tokens::{Flaw, Issued, KeyRoles};
use crate::wire::{self, Oddity};

/// A browser's cookie, as the model knows it.
#[derive(Clone, Debug)]
pub(crate) enum Cookie {
    /// A token, by its number.
    Token(usize),
    /// A text that isn't a token.
    Broken(String),
}

/// What a response does to a browser's cookie.
#[derive(Clone, Debug)]
pub(crate) enum Response {
    Set(usize),
    Delete,
}

/// What a walk tests.
pub(crate) struct Subject<'s> {
    pub(crate) plan: &'s Plan,
    pub(crate) application: &'s dyn Application,
    pub(crate) fault: Fault,
    pub(crate) table: &'s Table,
}

/// What the model knows in one life, and the session that it tests.
pub(crate) struct World<'s> {
    pub(crate) subject: &'s Subject<'s>,
    pub(crate) reached: &'s mut dyn FnMut(Cell),
    pub(crate) clock: ManualClock,
    pub(crate) ids: Counting,
    /// The number of the current key.
    key: u8,
    pub(crate) issued: Vec<Issued>,
    pub(crate) browsers: [Option<Cookie>; 2],
    /// Responses that haven't arrived yet, each with the number of its browser.
    under_way: Vec<(usize, Response)>,
}

impl<'s> World<'s> {
    pub(crate) fn new(subject: &'s Subject<'s>, reached: &'s mut dyn FnMut(Cell)) -> Self {
        Self {
            subject,
            reached,
            clock: ManualClock::default(),
            ids: Counting::default(),
            key: 1,
            issued: Vec::new(),
            browsers: [None, None],
            under_way: Vec::new(),
        }
    }

    pub(crate) fn apply(&mut self, event: &Event) -> Result<(), TestCaseError> {
        match event {
            Event::Request(visit) => {
                let response = self.request(visit)?;
                match (response, visit.arrives) {
                    (Some(response), Delivery::Now) => self.arrive(visit.browser, &response),
                    (Some(response), Delivery::Later) => self.under_way.push((visit.browser, response)),
                    (Some(_), Delivery::Never) | (None, _) => {}
                }
            }
            Event::Arrive(number) if !self.under_way.is_empty() => {
                let (browser, response) = self.under_way.remove(number % self.under_way.len());
                self.arrive(browser, &response);
            }
            Event::Pass(seconds) => self.clock.advance(Duration::from_secs(*seconds)),
            Event::PassTo { browser, limit, after } => self.pass_to(*browser, *limit, *after),
            Event::StepBack(seconds) => self.clock.set(self.clock.seconds() - seconds),
            Event::Rotate => self.key += 1,
            Event::Tamper { browser, byte } => self.tamper(*browser, *byte),
            Event::Forge { browser, flaw } => self.forge(*browser, *flaw),
            Event::Replay { browser, token } if !self.issued.is_empty() => {
                self.browsers[*browser] = Some(Cookie::Token(token % self.issued.len()));
            }
            Event::CloseWindow(browser) => {
                if !self.token_in(*browser).is_some_and(|issued| issued.persistent) {
                    self.browsers[*browser] = None;
                }
            }
            Event::Arrive(_) | Event::Replay { .. } => {}
        }
        Ok(())
    }

    fn arrive(&mut self, browser: usize, response: &Response) {
        self.browsers[browser] = match response {
            Response::Set(number) => Some(Cookie::Token(*number)),
            Response::Delete => None,
        };
    }

    fn token_in(&self, browser: usize) -> Option<&Issued> {
        match self.browsers[browser] {
            Some(Cookie::Token(number)) => Some(&self.issued[number]),
            _ => None,
        }
    }

    fn pass_to(&self, browser: usize, limit: Limit, after: u64) {
        let Some(issued) = self.token_in(browser) else { return };
        let [session, state, idle] = self.subject.plan.ends(issued.data.state, issued.timeline);
        let refresh = self.subject.plan.refresh_of(issued.data.state);
        let at = match limit {
            Limit::Session => session,
            Limit::State => state,
            Limit::Idle => idle,
            Limit::Refresh => refresh.map(|refresh| issued.timeline.seen + refresh),
        };
        let time = at.map_or(0, |at| at - 1 + after);
        self.clock.set(time.max(self.clock.seconds()));
    }

    /// Replaces one character of the browser's token by another.
    fn tamper(&mut self, browser: usize, byte: usize) {
        let Some(issued) = self.token_in(browser) else { return };
        let mut text = issued.text.clone().into_bytes();
        // The version and the key's id stay. The last character stays because its unused bits would
        // make the token malformed.
        let place = 8 + byte % (text.len() - 9);
        text[place] = if text[place] == b'A' { b'B' } else { b'A' };
        let text = String::from_utf8(text).expect("ASCII");
        self.browsers[browser] = Some(Cookie::Broken(text));
    }

    /// Replaces the browser's token by one that has a flaw and a valid signature.
    fn forge(&mut self, browser: usize, flaw: Flaw) {
        let plan = self.subject.plan;
        let Some(mut issued) = self.token_in(browser).cloned() else { return };
        let (mut header, _) = wire::read(&issued.text);
        let is_odd = issued.flaw != Flaw::Body(Oddity::None);
        let is_impossible = match flaw {
            Flaw::Body(Oddity::UnknownState | Oddity::NoState) => !plan.is_machine(),
            _ => false,
        };
        if is_odd || is_impossible {
            return;
        }
        let oddity = if let Flaw::Body(oddity) = flaw { oddity } else { Oddity::None };
        let body = wire::body(plan, &issued.data, oddity);
        match flaw {
            Flaw::OtherKind if plan.is_machine() => header.entered = None,
            Flaw::OtherKind => header.entered = Some(header.began),
            Flaw::EnteredAfterSeen => header.entered = Some(header.seen.unwrap_or(header.written) + 1),
            Flaw::SeenAfterWritten => header.seen = Some(header.written + 1),
            Flaw::Body(Oddity::FieldMissing) => issued.data.forget_last_field(plan),
            Flaw::Body(_) => {}
        }
        issued.text = wire::seal(&header, &body, issued.key, plan);
        issued.flaw = flaw;
        self.issued.push(issued);
        self.browsers[browser] = Some(Cookie::Token(self.issued.len() - 1));
    }

    /// Returns the keys of an instance. One that is `ahead` already seals with the next key.
    pub(crate) fn roles(&self, ahead: bool) -> KeyRoles {
        if ahead {
            KeyRoles { current: self.key + 1, retired: Some(self.key), expected: None }
        } else {
            KeyRoles { current: self.key, retired: self.key.checked_sub(1), expected: Some(self.key + 1) }
        }
    }
}

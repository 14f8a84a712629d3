//! One life: browsers, instances and time, with what the model knows of them.

use std::sync::Arc;
use std::time::Duration;

use proptest::test_runner::TestCaseError;
use session_core::testing::ManualClock;

use crate::events::{Delivery, Event, Limit};
use crate::faults::Fault;
use crate::place::{Place, Response};
use crate::plan::Plan;
use crate::run::Counting;
use crate::shelf::{Kept, Shelf};
use crate::subject::Application;
use crate::table::{Cell, Table};
use crate::tokens::{Flaw, KeyRoles};

/// A browser's cookie, as the model knows it.
#[derive(Clone, Debug)]
pub(crate) enum Cookie {
    /// A token, by its number.
    Token(usize),
    /// A text that isn't a token.
    Broken(String),
}

/// What a walk tests.
pub(crate) struct Subject<'s> {
    pub(crate) plan: &'s Plan,
    /// Where the sessions are kept.
    pub(crate) kept: Kept,
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
    pub(crate) place: Box<dyn Place>,
    /// The store that the sessions are in, if they are in one.
    pub(crate) shelf: Option<Arc<Shelf>>,
    pub(crate) browsers: [Option<Cookie>; 2],
    /// Responses that haven't arrived yet, each with the number of its browser.
    under_way: Vec<(usize, Response)>,
}

impl<'s> World<'s> {
    pub(crate) fn new(subject: &'s Subject<'s>, reached: &'s mut dyn FnMut(Cell)) -> Self {
        let (place, shelf) = subject.kept.open(subject.fault);
        Self {
            subject,
            reached,
            clock: ManualClock::default(),
            ids: Counting::default(),
            key: 1,
            place,
            shelf,
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
            Event::Replay { browser, token } if self.place.issued() > 0 => {
                self.browsers[*browser] = Some(Cookie::Token(token % self.place.issued()));
            }
            Event::CloseWindow(browser) => {
                if !self.token_in(*browser).is_some_and(|number| self.place.is_persistent(number)) {
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

    /// Returns the number of the browser's token.
    fn token_in(&self, browser: usize) -> Option<usize> {
        match self.browsers[browser] {
            Some(Cookie::Token(number)) => Some(number),
            _ => None,
        }
    }

    fn pass_to(&self, browser: usize, limit: Limit, after: u64) {
        let Some(number) = self.token_in(browser) else { return };
        let at = self.place.limit(self.subject.plan, number, limit);
        let time = at.map_or(0, |at| at - 1 + after);
        self.clock.set(time.max(self.clock.seconds()));
    }

    /// Replaces one character of the browser's token by another.
    fn tamper(&mut self, browser: usize, byte: usize) {
        let Some(number) = self.token_in(browser) else { return };
        let mut text = self.place.text(number).to_owned().into_bytes();
        // The version and the key's id stay. The last character stays because its unused bits would
        // make the token malformed.
        let place = 8 + byte % (text.len() - 9);
        text[place] = if text[place] == b'A' { b'B' } else { b'A' };
        let text = String::from_utf8(text).expect("ASCII");
        self.browsers[browser] = Some(Cookie::Broken(text));
    }

    /// Replaces the browser's token by one that has a flaw and a valid signature.
    fn forge(&mut self, browser: usize, flaw: Flaw) {
        let Some(number) = self.token_in(browser) else { return };
        if self.place.forge(self.subject.plan, number, flaw) {
            self.browsers[browser] = Some(Cookie::Token(self.place.issued() - 1));
        }
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

//! One life: browsers, instances and time, the real ones and as the model knows them.

use std::time::Duration;

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use session_core::Refusal;
use session_core::testing::ManualClock;

use crate::check::{Effect, Reply};
use crate::events::{Arrival, Event, Limit, Step, Visit};
use crate::faults::Fault;
use crate::plan::{Plan, Slot};
use crate::reference::{Course, Data, Deed};
use crate::subject::{Application, Counting, Ending, Request, Seen};
use crate::table::{Cell, Table};
use crate::tokens::{Flaw, Issued, KeyRoles, choose};
use crate::wire::{self, Oddity};

/// A browser's cookie, as the model knows it.
#[derive(Clone, Debug)]
enum Cookie {
    /// A token, by its number.
    Token(usize),
    /// A text that is none.
    Broken(String),
}

/// What a response does to a browser's cookie.
#[derive(Clone, Debug)]
enum Response {
    Set(usize),
    Delete,
}

/// What a walk is about.
pub(crate) struct Subject<'s> {
    pub(crate) plan: &'s Plan,
    pub(crate) application: &'s dyn Application,
    pub(crate) fault: Fault,
    pub(crate) table: &'s Table,
}

/// Everything that the model knows, beside what it tests.
pub(crate) struct World<'s> {
    subject: &'s Subject<'s>,
    reached: &'s mut dyn FnMut(Cell),
    clock: ManualClock,
    ids: Counting,
    /// The number of the current key.
    key: u8,
    issued: Vec<Issued>,
    browsers: [Option<Cookie>; 2],
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

    pub(crate) fn take(&mut self, event: &Event) -> Result<(), TestCaseError> {
        match event {
            Event::Request(visit) => {
                let response = self.request(visit)?;
                match (response, visit.arrives) {
                    (Some(response), Arrival::Now) => self.arrive(visit.browser, &response),
                    (Some(response), Arrival::Later) => self.under_way.push((visit.browser, response)),
                    (Some(_), Arrival::Never) | (None, _) => {}
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
        let [session, state, idle] = self.subject.plan.ends(issued.data.state, issued.clocks);
        let refresh = self.subject.plan.refresh_of(issued.data.state);
        let at = match limit {
            Limit::Session => session,
            Limit::State => state,
            Limit::Idle => idle,
            Limit::Refresh => refresh.map(|refresh| issued.clocks.seen + refresh),
        };
        let time = at.map_or(0, |at| at - 1 + after);
        self.clock.set(time.max(self.clock.seconds()));
    }

    /// Exchanges one character of a token for another.
    fn tamper(&mut self, browser: usize, byte: usize) {
        let Some(issued) = self.token_in(browser) else { return };
        let mut text = issued.text.clone().into_bytes();
        // Behind version and key id, and before the last character, whose unused bits would make it malformed.
        let place = 8 + byte % (text.len() - 9);
        text[place] = if text[place] == b'A' { b'B' } else { b'A' };
        let text = String::from_utf8(text).expect("ASCII");
        self.browsers[browser] = Some(Cookie::Broken(text));
    }

    /// The same token with a good signature, and odd in one thing.
    fn forge(&mut self, browser: usize, flaw: Flaw) {
        let plan = self.subject.plan;
        let Some(mut issued) = self.token_in(browser).cloned() else { return };
        let (mut header, _) = wire::read(&issued.text);
        let is_odd = issued.flaw != Flaw::Body(Oddity::None);
        if is_odd || flaw == Flaw::EnteredAfterSeen && header.seen.is_none() {
            return;
        }
        let oddity = if let Flaw::Body(oddity) = flaw { oddity } else { Oddity::None };
        let body = wire::body(plan, &issued.data, oddity);
        match flaw {
            Flaw::NoEntered => header.entered = None,
            Flaw::EnteredAfterSeen => header.entered = header.seen.map(|seen| seen + 1),
            Flaw::Body(Oddity::FieldMissing) => forget_last_field(plan, &mut issued.data),
            Flaw::Body(_) => {}
        }
        issued.text = wire::seal(&header, &body, issued.key, plan);
        issued.flaw = flaw;
        self.issued.push(issued);
        self.browsers[browser] = Some(Cookie::Token(self.issued.len() - 1));
    }

    /// The keys of an instance that is, or isn't yet, a version ahead.
    fn roles(&self, ahead: bool) -> KeyRoles {
        if ahead {
            KeyRoles { current: self.key + 1, retired: Some(self.key), expected: None }
        } else {
            KeyRoles { current: self.key, retired: self.key.checked_sub(1), expected: Some(self.key + 1) }
        }
    }

    fn text<'c>(&'c self, cookie: &'c Cookie) -> &'c str {
        match cookie {
            Cookie::Token(number) => &self.issued[*number].text,
            Cookie::Broken(text) => text,
        }
    }

    /// The cookies that the request carries.
    fn cookies(&self, visit: &Visit) -> Vec<Cookie> {
        let beside = visit.beside.iter().filter(|_| !self.issued.is_empty());
        let mut cookies: Vec<Cookie> = beside.map(|number| Cookie::Token(number % self.issued.len())).collect();
        let place = if visit.beside_first { cookies.len() } else { 0 };
        if let Some(own) = self.browsers[visit.browser].clone() {
            cookies.insert(place, own);
        }
        cookies
    }

    fn request(&mut self, visit: &Visit) -> Result<Option<Response>, TestCaseError> {
        let plan = self.subject.plan;
        let roles = self.roles(visit.ahead);
        let cookies = self.cookies(visit);
        let fields: Vec<String> =
            cookies.iter().map(|cookie| format!("other=1; {}={}", plan.cookie, self.text(cookie))).collect();
        // A tampered cookie's key may have been dropped or added since.
        let judge = |cookie: &Cookie| match cookie {
            Cookie::Token(number) => Ok(&self.issued[*number]),
            Cookie::Broken(text) => Err(roles.refuse_tampered(text)),
        };
        let came: Vec<Result<&Issued, Refusal>> = cookies.iter().map(judge).collect();
        let opened = self.clock.seconds();
        let (winner, origin) = choose(plan, &came, &roles, opened);
        let (course, deeds, log) = play(plan, winner, opened, &visit.steps);

        let request = Request {
            plan,
            keys: &roles,
            clock: &self.clock,
            ids: &self.ids,
            fields: &fields,
            deeds: &deeds,
            ending: visit.ending,
            takes: visit.takes,
            winner,
            fault: self.subject.fault,
        };
        let outcome = self.subject.application.request(&request);
        prop_assert_eq!(outcome.origin, Some(origin));
        prop_assert!(outcome.log[0].ends > opened, "a state outlives its time");
        prop_assert_eq!(&outcome.log, &log, "{:?}", &deeds);
        let Some(sent) = outcome.sent else {
            prop_assert_ne!(visit.ending, Ending::Return);
            return Ok(None);
        };
        prop_assert_eq!(visit.ending, Ending::Return, "a dropped context sends something");
        let sent = sent.map_err(|error| TestCaseError::fail(error.to_string()))?;
        let closed = opened + visit.takes;
        let cell = course.cell(winner, &roles, closed, cookies.len());
        (self.reached)(cell);
        let goes = self.subject.table.goes(match cell {
            (row, "transition" | "renewing transition") => (row, "renewed"),
            cell => cell,
        });
        let ids: Vec<_> = self.issued.iter().filter_map(|issued| issued.sid).collect();
        let reply =
            Reply { plan, goes, course, winner, keys: &roles, times: (opened, closed), cookies: cookies.len(), ids: &ids };
        Ok(match reply.check(&sent).map_err(|error| TestCaseError::fail(format!("{cell:?}: {error}")))? {
            Effect::Nothing => None,
            Effect::Delete => Some(Response::Delete),
            Effect::Set(issued) => {
                self.issued.push(*issued);
                Some(Response::Set(self.issued.len() - 1))
            }
        })
    }
}

/// What is read of a token whose last field is missing, where fields start.
fn forget_last_field(plan: &Plan, data: &mut Data) {
    match plan.state[data.state].fields.last() {
        Some((Slot::User, _)) => data.user = 0,
        Some((Slot::Count, _)) => data.count = 0,
        Some((Slot::Basket, _)) => data.basket.clear(),
        Some((Slot::Flag, _)) => data.flag = false,
        None => {}
    }
}

/// What the handler does to the session, what it sees meanwhile, and what becomes of it.
fn play<'p>(plan: &'p Plan, winner: Option<&Issued>, opened: u64, steps: &[Step]) -> (Course<'p>, Vec<Deed>, Vec<Seen>) {
    let mut course = Course::new(plan, winner, opened);
    let mut log = vec![see(plan, &course, None)];
    let mut deeds = Vec::new();
    for step in steps {
        let from = course.data.state;
        let deed = match *step {
            Step::Deed(deed) => deed,
            Step::Go { which, user } => {
                let targets: Vec<usize> = (0..plan.states).filter(|to| plan.state[from].leads[*to].is_some()).collect();
                let Some(to) = targets.get(which % targets.len().max(1)).copied() else { continue };
                Deed::To { from, to, user }
            }
        };
        let was_in_state = match deed {
            Deed::Ask(state) => Some(state == from),
            Deed::To { .. } => Some(true),
            _ => None,
        };
        course.take(deed);
        log.push(see(plan, &course, was_in_state));
        deeds.push(deed);
    }
    (course, deeds, log)
}

fn see(plan: &Plan, course: &Course<'_>, was_in_state: Option<bool>) -> Seen {
    let ends = plan.end(course.data.state, course.clocks);
    Seen { data: course.data.clone(), was_in_state, began: course.clocks.began, ends }
}

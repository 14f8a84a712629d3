//! Runs one request of a life, and compares what it does with what the model expects.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use session_core::Refusal;

use crate::course::Course;
use crate::events::Visit;
use crate::place::{Reply, Response};
use crate::play::Play;
use crate::reference::Ending;
use crate::run::Request;
use crate::world::{Cookie, World};

impl World<'_> {
    fn text<'c>(&'c self, cookie: &'c Cookie) -> &'c str {
        match cookie {
            Cookie::Token(number) => self.place.text(*number),
            Cookie::Broken(text) => text,
        }
    }

    /// Returns the cookies that the request carries.
    fn cookies(&self, visit: &Visit) -> Vec<Cookie> {
        let issued = self.place.issued();
        let beside = visit.beside.iter().filter(|_| issued > 0);
        let mut cookies: Vec<Cookie> = beside.map(|number| Cookie::Token(number % issued)).collect();
        let place = if visit.beside_first { cookies.len() } else { 0 };
        if let Some(own) = self.browsers[visit.browser].clone() {
            cookies.insert(place, own);
        }
        cookies
    }

    pub(crate) fn request(&mut self, visit: &Visit) -> Result<Option<Response>, TestCaseError> {
        let plan = self.subject.plan;
        let roles = self.roles(visit.ahead);
        let cookies = self.cookies(visit);
        let fields: Vec<String> =
            cookies.iter().map(|cookie| format!("other=1; {}={}", plan.cookie, self.text(cookie))).collect();
        // The keys may have changed since a cookie was tampered with.
        let judge = |cookie: &Cookie| match cookie {
            Cookie::Token(number) => Ok(*number),
            Cookie::Broken(text) => Err(roles.refuse_tampered(plan, text)),
        };
        let numbers: Vec<Result<usize, Refusal>> = cookies.iter().map(judge).collect();
        let opened = self.clock.seconds();
        let mut came = self.place.open(plan, &numbers, &roles, opened);
        let (winner, row) = (came.token, came.row);
        let (mut course, mut log) = (Course::new(plan, &came, opened), Vec::new());
        let mut handler = Play {
            course: &mut course,
            plan,
            log: &mut log,
            place: &mut *self.place,
            came: &mut came,
            table: self.subject.table,
            keys: &roles,
            opened,
            cookies: cookies.len(),
            lent: Vec::new(),
            commits: Vec::new(),
            holds: false,
        };
        let deeds = handler.run(&visit.steps);
        let (commits, holds) = (handler.commits, handler.holds);
        commits.into_iter().for_each(&mut *self.reached);

        let request = Request {
            plan,
            keys: &roles,
            clock: &self.clock,
            ids: &self.ids,
            shelf: self.shelf.as_ref(),
            fields: &fields,
            deeds: &deeds,
            ending: visit.ending,
            takes: visit.takes,
            winner: winner.and_then(|number| self.place.token(number)),
            fault: self.subject.fault,
        };
        let outcome = self.subject.application.request(&request);
        prop_assert!(outcome.log[0].ends > opened, "the handler sees a session that has ended");
        let differs = (0..log.len()).find(|place| outcome.log.get(*place) != log.get(*place));
        if let Some(place) = differs {
            prop_assert_eq!(outcome.log.get(place), log.get(place), "{} of {:?}", place, &deeds);
        }
        prop_assert_eq!(outcome.log.len(), log.len());
        let Some(sent) = outcome.sent else {
            prop_assert_ne!(visit.ending, Ending::Return);
            self.place.give_up(&outcome.put)?;
            return Ok(None);
        };
        prop_assert_eq!(visit.ending, Ending::Return, "a request that didn't return sends something");
        let closed = opened + visit.takes;
        if let Some(persistent) = came.leaves_another {
            course.hide_another(persistent);
        }
        let cell = course.cell(came.session.as_ref(), closed, cookies.len().max(usize::from(holds)));
        if !holds && !course.has_failed() {
            (self.reached)((row.unwrap_or(cell.0), cell.1));
        }
        let expected = self.subject.table.expected(cell);
        let (times, cookies) = ((opened, closed), cookies.len());
        let reply = Reply { plan, expected, cell, course: &course, came: &came, keys: &roles, times, cookies };
        let closed = self.place.close(&reply, &sent, &outcome.put);
        closed.map_err(|error| TestCaseError::fail(format!("{cell:?}: {error}")))
    }
}

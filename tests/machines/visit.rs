//! Runs one request of a life, and compares what it does with what the model expects.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use session_core::Refusal;

use crate::course::Course;
use crate::events::{Step, Visit};
use crate::handler::Seen;
use crate::place::{Reply, Response};
use crate::plan::Plan;
use crate::reference::{Deed, Ending, Try};
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
        let came = self.place.open(plan, &numbers, &roles, opened);
        let (mut course, mut log) = (Course::new(plan, &came, opened), Vec::new());
        let deeds = Play { course: &mut course, plan, log: &mut log }.run(&visit.steps);

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
            winner: came.token.and_then(|number| self.place.token(number)),
            fault: self.subject.fault,
        };
        let outcome = self.subject.application.request(&request);
        prop_assert!(outcome.log[0].ends > opened, "the handler sees a session that has ended");
        prop_assert_eq!(&outcome.log, &log, "{:?}", &deeds);
        let Some(sent) = outcome.sent else {
            prop_assert_ne!(visit.ending, Ending::Return);
            prop_assert!(outcome.put.is_empty(), "a request that didn't return puts {:?}", outcome.put);
            return Ok(None);
        };
        prop_assert_eq!(visit.ending, Ending::Return, "a request that didn't return sends something");
        let closed = opened + visit.takes;
        if let Some(persistent) = came.leaves_another {
            course.hide_another(persistent);
        }
        let cell = course.cell(came.session.as_ref(), closed, cookies.len());
        (self.reached)((came.row.unwrap_or(cell.0), cell.1));
        let expected = self.subject.table.expected(cell);
        let (times, cookies) = ((opened, closed), cookies.len());
        let reply = Reply { plan, expected, cell, course, came: &came, keys: &roles, times, cookies };
        let closed = self.place.close(&reply, &sent, &outcome.put);
        closed.map_err(|error| TestCaseError::fail(format!("{cell:?}: {error}")))
    }
}

/// A handler, as the model plays it.
struct Play<'c, 'p> {
    course: &'c mut Course<'p>,
    plan: &'p Plan,
    /// What the handler sees at first and after each deed, and what code inside of it sees.
    log: &'c mut Vec<Seen>,
}

impl Play<'_, '_> {
    /// Applies a handler's steps to the model, and returns the deeds that they are.
    fn run(&mut self, steps: &[Step]) -> Vec<Deed> {
        self.see(None);
        steps.iter().filter_map(|step| self.step(step)).collect()
    }

    fn step(&mut self, step: &Step) -> Option<Deed> {
        let from = self.course.data.state;
        let deed = match step {
            Step::Deed(deed) => deed.clone(),
            Step::Go { which, user } => {
                let targets: Vec<usize> =
                    (0..self.plan.states).filter(|to| self.plan.state[from].leads[*to].is_some()).collect();
                Deed::To { from, to: *targets.get(which % targets.len().max(1))?, user: *user }
            }
            Step::Lend(tries) => Deed::Lend(tries.iter().map(|(steps, ending)| self.lend(steps, *ending)).collect()),
        };
        let was_in_state = match deed {
            Deed::Ask(state) => Some(state == from),
            Deed::To { .. } => Some(true),
            _ => None,
        };
        self.course.apply(&deed);
        self.see(was_in_state);
        Some(deed)
    }

    /// Plays code inside of middleware. If it is given up, it is as if it had never run.
    fn lend(&mut self, steps: &[Step], ending: Ending) -> Try {
        let lent = self.course.clone();
        let deeds = self.run(steps);
        if ending != Ending::Return {
            *self.course = lent;
        }
        Try { deeds, ending }
    }

    fn see(&mut self, was_in_state: Option<bool>) {
        self.log.push(see(self.plan, self.course, was_in_state));
    }
}

fn see(plan: &Plan, course: &Course<'_>, was_in_state: Option<bool>) -> Seen {
    let ends = plan.end(course.data.state, course.timeline);
    let (arrival, began) = (course.arrival, course.timeline.began);
    Seen { arrival, data: course.data.clone(), was_in_state, began, ends }
}

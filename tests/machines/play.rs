//! A handler, as the model plays it: what it does to a session, and what it commits in between.

use crate::course::Course;
use crate::events::Step;
use crate::handler::Seen;
use crate::place::{Came, Committed, Place, Reply};
use crate::plan::Plan;
use crate::reference::{Deed, Ending, Try};
use crate::table::{Cell, Table};
use crate::tokens::KeyRoles;

/// The rows that the walk counts of commits.
pub(crate) const COMMITTED: &str = "a commit that holds";
pub(crate) const FAILED: &str = "a commit that fails";

/// A handler, as the model plays it.
pub(crate) struct Play<'c, 'p> {
    pub(crate) course: &'c mut Course<'p>,
    pub(crate) plan: &'p Plan,
    /// What the handler sees at first and after each deed, and what code inside of it sees.
    pub(crate) log: &'c mut Vec<Seen>,
    pub(crate) place: &'c mut dyn Place,
    /// What the request has found, or has committed last.
    pub(crate) came: &'c mut Came,
    pub(crate) table: &'c Table,
    pub(crate) keys: &'c KeyRoles,
    pub(crate) opened: u64,
    pub(crate) cookies: usize,
    /// What the session was when code inside of the handler took it, the outermost first.
    pub(crate) lent: Vec<Course<'p>>,
    /// What the walk counts of the commits: whether it holds, and what was done.
    pub(crate) commits: Vec<Cell>,
    /// Whether there is a session that was committed.
    pub(crate) holds: bool,
}

impl Play<'_, '_> {
    /// Applies a handler's steps to the model, and returns the deeds that they are.
    pub(crate) fn run(&mut self, steps: &[Step]) -> Vec<Deed> {
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
        let answer = match deed {
            Deed::Ask(state) => Some(state == from),
            Deed::To { .. } => Some(true),
            Deed::Commit { discards } => Some(self.commit(discards)),
            _ => None,
        };
        self.course.apply(&deed);
        self.see(answer);
        Some(deed)
    }

    /// Plays code inside of middleware. If it is given up, it is as if it had never run.
    fn lend(&mut self, steps: &[Step], ending: Ending) -> Try {
        self.lent.push(self.course.clone());
        let deeds = self.run(steps);
        let lent = self.lent.pop();
        if let Some(lent) = lent.filter(|_| ending != Ending::Return) {
            *self.course = lent;
        }
        Try { deeds, ending }
    }

    /// Commits what was done so far. Returns whether it holds. If it does, code inside that is
    /// given up doesn't take it back.
    fn commit(&mut self, discards: bool) -> bool {
        if self.course.has_failed() {
            self.course.discarded |= discards;
            return false;
        }
        let cell = self.course.cell(self.came.session.as_ref(), self.opened, self.cookies.max(usize::from(self.holds)));
        let committed = self.place.commit(&Reply {
            plan: self.plan,
            expected: self.table.expected(cell),
            cell,
            course: self.course,
            came: self.came,
            keys: self.keys,
            times: (self.opened, self.opened),
            cookies: self.cookies,
        });
        let row = if matches!(committed, Committed::Failed(_)) { FAILED } else { COMMITTED };
        self.commits.push((row, cell.1));
        match committed {
            Committed::Nothing => return true,
            Committed::Ended => {}
            Committed::Failed(why) => {
                self.course.fail(why, discards);
                return false;
            }
            Committed::Session(found) => {
                self.course.go_on_from(&found);
                *self.came = Came { session: Some(found), has_id: true, ..*self.came };
                self.holds = true;
            }
        }
        self.lent.fill(self.course.clone());
        true
    }

    fn see(&mut self, answer: Option<bool>) {
        self.log.push(see(self.plan, self.course, answer));
    }
}

fn see(plan: &Plan, course: &Course<'_>, answer: Option<bool>) -> Seen {
    let ends = plan.end(course.data.state, course.timeline);
    let (arrival, began) = (course.arrival, course.timeline.began);
    Seen { arrival, data: course.data.clone(), answer, began, ends }
}

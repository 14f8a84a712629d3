//! Promises that hold whatever the order, checked without the reference.

use std::collections::BTreeSet;

use super::reference::{Action, Opened};
use super::site::{Data, Kind};

#[derive(Default)]
pub(super) struct Promises {
    /// Who has signed in with each browser.
    users: [BTreeSet<u32>; 2],
    /// Visits that were counted by requests which have failed, or were discarded.
    failed: BTreeSet<u32>,
}

impl Promises {
    /// Checks what a request is shown.
    pub(super) fn shown(&self, browser: usize, data: &Data) {
        assert!(data.items.iter().all(|item| *item as usize % 2 == browser), "the visits of another browser");
        assert!(data.items.is_disjoint(&self.failed), "a visit of a request that has failed");
        assert!(data.user.is_none_or(|user| self.users[browser].contains(&user)), "nobody has signed in as that user");
    }

    /// Notes what a request has written.
    pub(super) fn holds(&mut self, browser: usize, data: &Data) {
        self.users[browser].extend(data.user);
    }

    /// Notes that nothing of a request was written since its last commit.
    pub(super) fn is_given_up(&mut self, opened: &Opened) {
        self.failed.extend(opened.now.data.items.difference(&opened.base.data.items));
    }

    /// Checks that a request may fail for this reason.
    pub(super) fn may_fail(opened: &Opened, action: Action, why: &str) {
        let has_committed = opened.failed.is_some();
        // On the way into a cookie, a token that was drawn for another user is a change.
        let only_shows_form = action == Action::Drew && opened.kind != Kind::Back;
        let only_reads = matches!(action, Action::Read | Action::Discarded) || only_shows_form;
        assert!(has_committed || !only_reads, "a request that only reads never fails");
        assert!(
            has_committed || opened.has_cookie || opened.held.is_some() || why == "TooLarge",
            "a session that begins meets nobody"
        );
        assert!(has_committed || !(opened.is_safe && action == Action::Wrote) || why == "TooLarge", "it is dropped");
        let fits = match why {
            "TooLarge" | "NotInStore" => !opened.kind.is_in_store(),
            "Superseded" | "Ended" => opened.kind != Kind::Cookie,
            "Unmergeable" => opened.kind == Kind::Back,
            "Discarded" => opened.kind.is_in_store(),
            _ => false,
        };
        assert!(fits, "{why} at {:?}", opened.kind);
    }
}

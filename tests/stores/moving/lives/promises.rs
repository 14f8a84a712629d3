//! Promises that hold whatever the order, checked without the reference.

use std::collections::BTreeSet;

use super::site::Data;

#[derive(Default)]
pub(super) struct Promises {
    users: [BTreeSet<u32>; 2],
}

impl Promises {
    /// Checks what a request is shown.
    pub(super) fn shown(&self, browser: usize, data: &Data, _knows_store: bool) {
        assert!(data.items.iter().all(|item| *item as usize % 2 == browser), "the visits of another browser");
        assert!(data.user.is_none_or(|user| self.users[browser].contains(&user)), "nobody has signed in as that user");
    }

    /// Notes what a request has written.
    pub(super) fn holds(&mut self, browser: usize, data: &Data) {
        self.users[browser].extend(data.user);
    }
}

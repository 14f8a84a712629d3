//! What is tested: a session, what a handler does to it, and what could be wrong with that.

use std::collections::{BTreeMap, HashSet};

use session_core::{Live, Session};

use crate::reference::{Data, Step};

#[derive(Session)]
#[session(name = "model", cookie = "__Host-model", lifetime = "2h", idle = "30m")]
pub(crate) struct Model {
    #[session(identity)]
    user: Option<u8>,
    count: u32,
    notes: Vec<String>,
    tags: BTreeMap<String, u8>,
    /// Its order is another one each time it is read, and no two of them agree.
    met: HashSet<u8>,
}

impl Model {
    pub(crate) fn data(&self) -> Data {
        let Self { user, count, notes, tags, met } = self;
        let met = met.iter().copied().collect();
        Data { user: *user, count: *count, notes: notes.clone(), tags: tags.clone(), met }
    }
}

/// Something that a session library could get wrong. The model has to notice.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fault {
    None,
    NestedWriteIsLost,
    RemovalIsLost,
    EndKeepsTheCookie,
    DiscardIsIgnored,
    RenewalIsForgotten,
    NothingIsRefreshed,
    RefusedCookieIsDeleted,
    ClockIsASecondLate,
    PanicCommits,
    TooMuchIsSwallowed,
}

/// Does one thing to the session, unless the fault is that it isn't done.
pub(crate) fn take(live: &mut Live<'_, Model>, step: &Step, fault: Fault) {
    match step {
        Step::Count => live.count += 1,
        Step::CountAndBack => {
            live.count += 1;
            live.count -= 1;
        }
        Step::Note if fault == Fault::NestedWriteIsLost => {}
        Step::Untag(_) if fault == Fault::RemovalIsLost => {}
        Step::Renew if fault == Fault::RenewalIsForgotten => {}
        Step::Note => live.notes.push("note".to_owned()),
        Step::Tag(n) => drop(live.tags.insert(format!("tag{n}"), *n)),
        Step::Untag(n) => drop(live.tags.remove(&format!("tag{n}"))),
        Step::Meet(n) => drop(live.met.insert(*n)),
        Step::Touch => drop(live.notes.iter_mut().next()),
        Step::User(user) => live.user = *user,
        Step::Renew => live.renew(),
        Step::Persist(persistent) => live.persist(*persistent),
        Step::TooMuch => live.notes.push("x".repeat(5000)),
    }
}

//! The tokens that were issued, as the model knows them. Chooses the one that counts in a request.

use session_core::{Arrival, Refusal};

use crate::keys;
use crate::plan::Plan;
use crate::reference::{Data, Timeline};
use crate::wire::Oddity;

const LEEWAY: u64 = 60;

/// A token that was issued or forged, with what the model expects of it.
#[derive(Clone, Debug)]
pub(crate) struct Issued {
    pub(crate) text: String,
    pub(crate) data: Data,
    /// The session's times. If the token doesn't say when the session was last seen, it is when the
    /// token was written.
    pub(crate) timeline: Timeline,
    pub(crate) written: u64,
    pub(crate) key: u8,
    pub(crate) session_id: Option<[u8; 16]>,
    pub(crate) persistent: bool,
    pub(crate) flaw: Flaw,
}

/// What somebody who has the key could change in a token, or another version of the application.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Flaw {
    Body(Oddity),
    /// A struct's token says when its state was entered, or a machine's token doesn't.
    OtherKind,
    EnteredAfterSeen,
    SeenAfterWritten,
}

/// The keys of one instance, by number.
#[derive(Clone, Debug)]
pub(crate) struct KeyRoles {
    pub(crate) current: u8,
    pub(crate) retired: Option<u8>,
    pub(crate) expected: Option<u8>,
}

impl KeyRoles {
    fn knows(&self, key: impl Fn(u8) -> bool) -> bool {
        [Some(self.current), self.retired, self.expected].into_iter().flatten().any(key)
    }

    /// Returns why a tampered token is refused. The id of its key is intact.
    pub(crate) fn refuse_tampered(&self, plan: &Plan, token: &str) -> Refusal {
        let is_known = self.knows(|number| keys::key_id(number) == keys::named_key(token));
        if !plan.has_room(token.len()) {
            Refusal::TooLong
        } else if is_known {
            Refusal::BadSignature
        } else {
            Refusal::UnknownKey
        }
    }
}

impl Issued {
    pub(crate) fn judge(&self, plan: &Plan, keys: &KeyRoles, now: u64) -> Result<(), Refusal> {
        // An unknown state has no limits of its own.
        let is_known = !matches!(self.flaw, Flaw::Body(Oddity::UnknownState | Oddity::NoState));
        let [session, state, idle] = plan.ends(self.data.state, self.timeline);
        let (state, idle) = if is_known { (state, idle) } else { (None, plan.idle.map(|idle| self.timeline.seen + idle)) };
        let has_passed = |end: Option<u64>| end.is_some_and(|end| now >= end);
        let is_missing = self.flaw == Flaw::Body(Oddity::FieldMissing) && !plan.state[self.data.state].has_defaults;
        if !plan.has_room(self.text.len()) {
            Err(Refusal::TooLong)
        } else if !keys.knows(|number| number == self.key) {
            Err(Refusal::UnknownKey)
        } else if !matches!(self.flaw, Flaw::Body(_)) {
            Err(Refusal::Unreadable)
        } else if self.timeline.seen > now + LEEWAY {
            Err(Refusal::FromTheFuture)
        } else if has_passed(session) || has_passed(state) {
            Err(Refusal::Expired)
        } else if has_passed(idle) {
            Err(Refusal::Idle)
        } else if !is_known || is_missing {
            Err(Refusal::Unreadable)
        } else {
            Ok(())
        }
    }

    pub(crate) fn has_unknown_field(&self) -> bool {
        self.flaw == Flaw::Body(Oddity::UnknownField)
    }
}

/// Returns the valid ones of the cookies that came.
pub(crate) fn valid<'i>(plan: &Plan, came: &[Result<&'i Issued, Refusal>], keys: &KeyRoles, now: u64) -> Vec<&'i Issued> {
    came.iter().filter_map(|one| one.ok().filter(|issued| issued.judge(plan, keys, now).is_ok())).collect()
}

/// Chooses the cookie that counts. Returns it with the arrival that the handler sees.
pub(crate) fn choose<'i>(
    plan: &Plan,
    came: &[Result<&'i Issued, Refusal>],
    keys: &KeyRoles,
    opened: u64,
) -> (Option<&'i Issued>, Arrival) {
    let judged = came.iter().map(|one| one.and_then(|issued| issued.judge(plan, keys, opened).map(|()| issued)));
    // The newest token counts, and the first of equals. A struct entered its state when it began.
    let valid = valid(plan, came, keys, opened);
    let winner = valid.iter().rev().max_by_key(|issued| (issued.timeline.entered, issued.written)).copied();
    let order = [
        Refusal::Malformed,
        Refusal::TooLong,
        Refusal::UnknownKey,
        Refusal::BadSignature,
        Refusal::FromTheFuture,
        Refusal::Expired,
        Refusal::Idle,
        Refusal::Unreadable,
    ];
    let weight = |refusal: &Refusal| order.iter().position(|known| known == refusal);
    let arrival = match (winner, judged.filter_map(Result::err).max_by_key(weight)) {
        (Some(_), _) => Arrival::Resumed,
        (None, Some(refusal)) => Arrival::Refused(refusal),
        (None, None) => Arrival::Fresh,
    };
    (winner, arrival)
}

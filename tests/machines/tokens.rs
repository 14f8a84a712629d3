//! The tokens that were issued, as the model knows them. Chooses the one that counts in a request.

use session_core::Refusal;

use crate::keys;
use crate::plan::Plan;
use crate::reference::{Data, Timeline};
use crate::wire::Oddity;

pub(crate) const LEEWAY: u64 = 60;

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
    pub(crate) fn knows(&self, key: impl Fn(u8) -> bool) -> bool {
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

/// A token with its number.
type Numbered<'i> = (usize, &'i Issued);

/// Returns the valid ones of the cookies that came.
pub(crate) fn valid<'i>(plan: &Plan, came: &[Result<Numbered<'i>, Refusal>], keys: &KeyRoles, now: u64) -> Vec<Numbered<'i>> {
    came.iter().filter_map(|one| one.ok().filter(|(_, issued)| issued.judge(plan, keys, now).is_ok())).collect()
}

/// Chooses the cookie that counts. Returns it, and why the others are refused: the reason of the one
/// that passed the most checks.
pub(crate) fn choose<'i>(
    plan: &Plan,
    came: &[Result<Numbered<'i>, Refusal>],
    keys: &KeyRoles,
    opened: u64,
) -> (Option<Numbered<'i>>, Option<Refusal>) {
    let judged = came.iter().map(|one| one.and_then(|(_, issued)| issued.judge(plan, keys, opened)));
    // The newest token counts, and the first of equals. A struct entered its state when it began.
    let valid = valid(plan, came, keys, opened);
    let winner = valid.iter().rev().max_by_key(|(_, issued)| (issued.timeline.entered, issued.written)).copied();
    (winner, furthest(judged.filter_map(Result::err)))
}

/// Returns the reason of the cookie that passed the most checks.
pub(crate) fn furthest(refusals: impl Iterator<Item = Refusal>) -> Option<Refusal> {
    let order = [
        Refusal::Malformed,
        Refusal::TooLong,
        Refusal::UnknownKey,
        Refusal::BadSignature,
        Refusal::FromTheFuture,
        Refusal::Gone,
        Refusal::Ended,
        Refusal::Replaced,
        Refusal::Expired,
        Refusal::Idle,
        Refusal::Unreadable,
    ];
    refusals.max_by_key(|refusal| order.iter().position(|known| known == refusal))
}

//! What differs between the places in which sessions are kept: which session a request finds, and
//! what its end puts and sends. All else is the same for every place, and stands outside.

use proptest::prelude::*;
use proptest::test_runner::TestCaseError;
use session_core::{Arrival, CloseError, Refusal};

use crate::course::Course;
use crate::events::Limit;
use crate::plan::Plan;
use crate::reference::{Data, Timeline};
use crate::run::{NotSent, Sent};
use crate::shelf::Noted;
use crate::table::Cell;
use crate::tokens::{Flaw, Issued, KeyRoles};

/// A session that a request finds.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    pub(crate) data: Data,
    pub(crate) timeline: Timeline,
    pub(crate) persistent: bool,
    /// Whether a read moves the session to the current key.
    pub(crate) moves: bool,
}

/// What a request finds by its cookies.
pub(crate) struct Came {
    pub(crate) session: Option<Found>,
    pub(crate) arrival: Arrival,
    /// Whether the session has an id, which a form's token is made from.
    pub(crate) has_id: bool,
    /// The number of the token that counts.
    pub(crate) token: Option<usize>,
    /// Whether the deletion of the session's cookie would leave another one that is valid. The
    /// value says whether one of them outlives the browser's window.
    pub(crate) leaves_another: Option<bool>,
    /// What the walk counts as the row that the request reaches, if it is none of the table's.
    pub(crate) row: Option<&'static str>,
}

/// What a commit does in the middle of a request.
pub(crate) enum Committed {
    /// Nothing was done that could be committed.
    Nothing,
    /// The request goes on from this session.
    Session(Found),
    /// The session has ended.
    Ended,
    Failed(Failure),
}

/// Why what a handler did can't be committed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Failure {
    NotInStore,
    Discarded,
    Superseded,
    Ended,
    TooLarge,
}

impl Failure {
    /// Checks that the session isn't closed, for this reason.
    pub(crate) fn check(self, sent: &Result<Sent, NotSent>) -> Result<&Sent, TestCaseError> {
        let Err(NotSent { why, sent }) = sent else { return Err(TestCaseError::fail(format!("{self:?} is expected"))) };
        let is_this = match self {
            Self::NotInStore => matches!(why, CloseError::NotInStore),
            Self::Discarded => matches!(why, CloseError::Discarded),
            Self::Superseded => matches!(why, CloseError::Superseded),
            Self::Ended => matches!(why, CloseError::Ended),
            Self::TooLarge => matches!(why, CloseError::RecordTooLarge { limit: 65_536, .. }),
        };
        prop_assert!(is_this, "{:?} is expected, and not {:?}", self, why);
        Ok(sent)
    }
}

/// What a response does to a browser's cookie.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Response {
    /// The token of this number is set.
    Set(usize),
    Delete,
}

/// A place in which sessions are kept, with what the model knows of each token that was issued.
pub(crate) trait Place {
    /// Returns how many tokens were issued.
    fn issued(&self) -> usize;

    fn text(&self, number: usize) -> &str;

    /// Returns whether the token's cookie outlives the browser's window.
    fn is_persistent(&self, number: usize) -> bool;

    /// Returns the first second after a limit of the token's session.
    fn limit(&self, plan: &Plan, number: usize, limit: Limit) -> Option<u64>;

    /// Makes another token of this one, which has a flaw and a valid signature, if there can be
    /// one. It is the last that was issued.
    fn forge(&mut self, plan: &Plan, number: usize, flaw: Flaw) -> bool;

    /// Returns what a request finds. A cookie is the number of a token, or why its text is refused.
    fn open(&mut self, plan: &Plan, cookies: &[Result<usize, Refusal>], keys: &KeyRoles, now: u64) -> Came;

    /// Commits what the handler of the request has done so far.
    fn commit(&mut self, reply: &Reply<'_>) -> Committed;

    /// Checks what the request that was opened last has put, if its handler is given up.
    fn give_up(&mut self, put: &[Noted]) -> Result<(), TestCaseError>;

    /// Checks what the end of the request that was opened last has put and sent.
    fn close(
        &mut self,
        reply: &Reply<'_>,
        sent: &Result<Sent, NotSent>,
        put: &[Noted],
    ) -> Result<Option<Response>, TestCaseError>;

    /// Returns a token that has the session's data, for faults that alter it.
    fn token(&self, _: usize) -> Option<&Issued> {
        None
    }
}

/// What the model knows about a request when it checks the response, or a commit.
pub(crate) struct Reply<'r> {
    pub(crate) plan: &'r Plan,
    /// What the response has to do, by the table of `docs/lifecycle.md`.
    pub(crate) expected: &'r str,
    /// What came in and what the handler did, as the walk names them.
    pub(crate) cell: Cell,
    pub(crate) course: &'r Course<'r>,
    pub(crate) came: &'r Came,
    pub(crate) keys: &'r KeyRoles,
    /// When the request was opened, and when it was closed.
    pub(crate) times: (u64, u64),
    /// How many session cookies the request carried.
    pub(crate) cookies: usize,
}

impl Reply<'_> {
    /// Checks the headers that every response has, and how many cookies it sets. A refresh is no
    /// change, so that it deletes no twin.
    pub(crate) fn check_headers(&self, sent: &Sent, is_change: bool) -> Result<(), TestCaseError> {
        prop_assert!(sent.varies, "every response has a `Vary` field");
        let cache_control = if sent.cookie.is_some() || self.course.no_store { "no-store" } else { "private" };
        prop_assert_eq!(&sent.cache_control, cache_control);
        let twin = usize::from(is_change && sent.cookie.is_some() && self.cookies > 1);
        prop_assert_eq!(sent.set_cookies, usize::from(sent.cookie.is_some()) + twin, "a change deletes the twin cookie");
        Ok(())
    }

    /// Checks how long the browser keeps the cookie, if it outlives the browser's window.
    pub(crate) fn check_max_age(&self, text: &str, persistent: bool, ends: u64) -> Result<(), TestCaseError> {
        let max_age = format!("; Max-Age={};", ends.saturating_sub(self.times.1));
        let is_right = if persistent { format!("{text};").contains(&max_age) } else { !text.contains("Max-Age") };
        prop_assert!(is_right, "{}: a persistent cookie has{}, another has no Max-Age", text, max_age);
        Ok(())
    }

    /// Returns the session's times after the request, which counts as the visitor's activity.
    pub(crate) fn timeline(&self) -> Timeline {
        let timeline = self.course.timeline;
        Timeline { seen: timeline.seen.max(self.times.1), ..timeline }
    }
}

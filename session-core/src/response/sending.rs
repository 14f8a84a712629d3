//! What a response carries for one session.

use std::sync::atomic::{AtomicBool, Ordering};

use super::report::Report;
use crate::cookie::{SetCookie, is_in_place_of};
use crate::error::CloseError;
use crate::observer::SessionEvent;

/// What is sent to the visitor for one session.
#[derive(Debug)]
pub(crate) enum Sending {
    Nothing,
    /// The same session again. It may wait for another response. `others` are deletions of cookies
    /// that would otherwise be left beside it; they are sent first.
    Refresh {
        others: Vec<SetCookie>,
        cookie: SetCookie,
    },
    /// A change of the visitor's session. The fields are those of `Refresh`.
    Change {
        others: Vec<SetCookie>,
        cookie: SetCookie,
    },
}

/// What is sent for one session, and what is told of it.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) sending: Sending,
    /// `None` if there is no session, or if outer code closes it.
    report: Option<Report>,
    /// Whether a store has the session as it is now, so that nothing takes it back.
    pub(super) is_committed: bool,
    is_told: AtomicBool,
}

impl Sending {
    /// Returns the deletions of other cookies.
    pub(super) fn others(&self) -> &[SetCookie] {
        match self {
            Self::Nothing => &[],
            Self::Refresh { others, .. } | Self::Change { others, .. } => others,
        }
    }

    /// Drops the deletions of cookies that the response `already` sets or deletes.
    pub(super) fn leave_to(&mut self, already: &[&[u8]]) {
        if let Self::Refresh { others, .. } | Self::Change { others, .. } = self {
            others.retain(|other| !already.iter().any(|header| is_in_place_of(header, other)));
        }
    }

    pub(super) fn cookie(&self) -> Option<&SetCookie> {
        match self {
            Self::Nothing => None,
            Self::Refresh { cookie, .. } | Self::Change { cookie, .. } => Some(cookie),
        }
    }

    pub(super) fn is_refresh(&self) -> bool {
        matches!(self, Self::Refresh { .. })
    }

    pub(super) fn is_change(&self) -> bool {
        matches!(self, Self::Change { .. })
    }
}

impl Part {
    pub(super) fn new(sending: Sending, report: Option<Report>) -> Self {
        Self { sending, report, is_committed: false, is_told: AtomicBool::new(false) }
    }

    /// Returns what became of the session, if the cookie is sent.
    pub(super) fn outcome(&self) -> Option<SessionEvent<'static>> {
        self.report.as_ref().map(|report| report.outcome)
    }

    /// Returns the report the first time that somebody asks for it.
    fn report_once(&self) -> Option<&Report> {
        self.report.as_ref().filter(|_| !self.is_told.swap(true, Ordering::Relaxed))
    }

    /// Tells what became of the session in a response with this status, once.
    pub(super) fn tell(&self, status: u16, holds_back_refresh: bool) {
        let Some(report) = self.report_once() else { return };
        if self.is_committed || self.sending.is_change() || self.sending.is_refresh() && !holds_back_refresh {
            report.sent();
        } else {
            if self.sending.is_refresh() {
                report.refresh_waits();
            }
            report.unchanged();
        }
        // A redirect has no page, and so no form.
        if !(300..400).contains(&status) {
            report.of_tokens();
        }
    }

    /// Tells that nothing of this is sent, for a reason that concerns a change.
    pub(super) fn tell_not_closed(&self, why: &CloseError) {
        match self.report_once() {
            Some(report) if self.sending.is_change() => report.not_closed(why),
            Some(report) => report.unchanged(),
            None => {}
        }
    }

    /// Drops a refresh that the response can't carry. The outcome is told with the response.
    pub(super) fn drop_refresh(&mut self, why: &CloseError) {
        self.sending = Sending::Nothing;
        if let Some(report) = &self.report {
            report.not_refreshed(why);
        }
    }
}

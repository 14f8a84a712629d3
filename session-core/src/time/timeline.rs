//! A session's times, and how they are judged against the limits of its type.

use std::time::Duration;

use super::{Timeouts, Timestamp};
use crate::error::Refusal;

/// When a session began, when it entered its state, and when it was last seen. A session that is a
/// struct has one state and enters it when it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Timeline {
    /// When the session began. The lifetime counts from here.
    pub began: Timestamp,
    /// When the session entered its state. The state's lifetime counts from here.
    pub entered: Timestamp,
    /// When the session was last seen: its token was sealed by a request that counts as the
    /// visitor's activity. The idle time counts from here.
    pub seen: Timestamp,
}

impl Timeline {
    /// Creates the timeline of a session that began, entered its state and was last seen at these
    /// times.
    pub const fn new(began: Timestamp, entered: Timestamp, seen: Timestamp) -> Self {
        Self { began, entered, seen }
    }

    /// Creates the timeline of a session that begins now.
    pub(crate) const fn starting(at: Timestamp) -> Self {
        Self::new(at, at, at)
    }

    /// Checks that a session is valid at `now`: `now` has to be before each limit. `lifetime` is
    /// the session's, and `state` has the timeouts of its state. A time that is ahead of our clock
    /// counts as now.
    pub(crate) fn judge(self, lifetime: Duration, state: &Timeouts, now: Timestamp) -> Result<(), Refusal> {
        if now >= self.ends(lifetime, state) {
            return Err(Refusal::Expired);
        }
        match self.idles(state) {
            Some(idles) if now >= idles => Err(Refusal::Idle),
            _ => Ok(()),
        }
    }

    /// Returns the end of the nearer lifetime. The session's lifetime counts from `began`, the
    /// state's from `entered`.
    pub(crate) fn ends(self, lifetime: Duration, state: &Timeouts) -> Timestamp {
        self.began.after(lifetime).min(self.entered.after(state.lifetime()))
    }

    /// Returns the end of the idle time. A state's idle time is never longer than the session's.
    fn idles(self, state: &Timeouts) -> Option<Timestamp> {
        state.idle().map(|idle| self.seen.after(idle))
    }

    /// Returns whether a request that only reads has to refresh the session.
    pub(crate) fn is_refresh_due(self, state: &Timeouts, now: impl FnOnce() -> Timestamp) -> bool {
        state.refresh().is_some_and(|refresh| now().since(self.seen) >= refresh)
    }

    /// Returns the first second in which the session is refused.
    pub(crate) fn expires(self, lifetime: Duration, state: &Timeouts) -> Timestamp {
        let ends = self.ends(lifetime, state);
        self.idles(state).map_or(ends, |idles| idles.min(ends))
    }

    /// Returns the timeline of the session when it is seen now. `seen` never moves back.
    pub(crate) fn seen_at(self, now: Timestamp) -> Self {
        Self { seen: self.seen.max(now), ..self }
    }

    /// Returns the timeline of the session when it enters another state now. `entered` never moves
    /// back: an instance whose clock is ahead of ours may have written it. The lifetime begins
    /// again if the transition resets it.
    pub(crate) fn entering(self, now: Timestamp, resets_lifetime: bool) -> Self {
        let entered = now.max(self.entered);
        let began = if resets_lifetime { entered } else { self.began };
        Self { began, entered, seen: self.seen.max(entered) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    fn at(seconds: u64) -> Timestamp {
        Timestamp::from_secs(seconds)
    }

    /// Makes timeouts from numbers of seconds.
    fn timeouts(lifetime: u64, idle: Option<u64>, refresh: Option<u64>) -> Timeouts {
        let timeouts = Timeouts::new(secs(lifetime), idle.map(secs));
        refresh.map_or(timeouts, |refresh| timeouts.with_refresh(secs(refresh)))
    }

    /// Checks each limit a second before it, at it, and a second after it, with the other limits
    /// far away.
    #[test]
    fn limits_are_exact() {
        let timeline = Timeline { began: at(1000), entered: at(1000), seen: at(2000) };
        // The state of a struct has the session's times.
        let judge = |times: &Timeouts, now| timeline.judge(times.lifetime(), times, at(now));

        let lifetime = timeouts(5000, None, None);
        assert_eq!(judge(&lifetime, 5999), Ok(()));
        assert_eq!(judge(&lifetime, 6000), Err(Refusal::Expired));
        assert_eq!(judge(&lifetime, 6001), Err(Refusal::Expired));

        let idle = timeouts(50_000, Some(300), None);
        assert_eq!(judge(&idle, 2299), Ok(()));
        assert_eq!(judge(&idle, 2300), Err(Refusal::Idle));
        assert_eq!(judge(&idle, 2301), Err(Refusal::Idle));

        // Both limits fall in the same second: the reason given is the one that no activity can
        // put off.
        let both = timeouts(1300, Some(300), None);
        assert_eq!(judge(&both, 2299), Ok(()));
        assert_eq!(judge(&both, 2300), Err(Refusal::Expired));

        assert_eq!(judge(&idle, 1990), Ok(()), "ahead of our clock counts as now");

        let refresh = timeouts(5000, None, Some(100));
        assert!(!timeline.is_refresh_due(&refresh, || at(2099)));
        assert!(timeline.is_refresh_due(&refresh, || at(2100)));
        assert!(timeline.is_refresh_due(&refresh, || at(2101)));
        assert!(!timeline.is_refresh_due(&refresh, || at(1990)), "ahead of our clock counts as now");
    }

    /// Checks that a state's limits count beside the session's, and that the nearer one ends it.
    #[test]
    fn a_states_limits_are_exact() {
        let timeline = Timeline { began: at(1000), entered: at(3000), seen: at(4000) };
        let session = timeouts(5000, None, None);
        let judge = |state: &Timeouts, now| timeline.judge(session.lifetime(), state, at(now));

        let short = timeouts(2000, None, None);
        assert_eq!(judge(&short, 4999), Ok(()));
        assert_eq!(judge(&short, 5000), Err(Refusal::Expired));
        assert_eq!(judge(&short, 5001), Err(Refusal::Expired));

        let idle = timeouts(5000, Some(300), None);
        assert_eq!(judge(&idle, 4299), Ok(()));
        assert_eq!(judge(&idle, 4300), Err(Refusal::Idle));

        let long = timeouts(5000, None, None);
        assert_eq!(judge(&long, 5999), Ok(()), "the session's own lifetime is the nearer one");
        assert_eq!(judge(&long, 6000), Err(Refusal::Expired));
    }

    #[test]
    fn a_session_expires_at_the_nearer_limit() {
        let timeline = Timeline { began: at(1000), entered: at(1000), seen: at(2000) };
        let expires = |timeouts: &Timeouts| timeline.expires(timeouts.lifetime(), timeouts);
        assert_eq!(expires(&timeouts(5000, None, None)), at(6000));
        assert_eq!(expires(&timeouts(5000, Some(300), None)), at(2300));
        assert_eq!(expires(&timeouts(1200, Some(300), None)), at(2200));
        assert_eq!(timeline.seen_at(at(1500)).seen, at(2000), "a clock that steps back takes nothing away");
    }

    #[test]
    fn only_a_transition_that_resets_the_lifetime_moves_the_beginning() {
        let timeline = Timeline { began: at(1000), entered: at(2000), seen: at(3000) };
        let stays = timeline.entering(at(4000), false);
        assert_eq!(stays, Timeline { began: at(1000), entered: at(4000), seen: at(4000) });
        let resets = timeline.entering(at(4000), true);
        assert_eq!(resets, Timeline::starting(at(4000)));
        // The session began on an instance whose clock is ahead of ours.
        for resets in [false, true] {
            let ahead = Timeline::starting(at(1030)).entering(at(1000), resets);
            assert_eq!(ahead, Timeline::starting(at(1030)), "no state is entered before the one that is left");
        }
    }
}

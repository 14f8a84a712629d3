//! The clocks of a token against the limits of its type.

use std::time::Duration;

use crate::error::Refusal;
use crate::time::Timestamp;
use crate::times::Times;

/// When a session began, when it entered its state, and when it was last seen. A struct enters its only state when it begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Clocks {
    /// Its beginning, from which the lifetime counts.
    pub began: Timestamp,
    /// When it entered its state, from which the state's lifetime counts.
    pub entered: Timestamp,
    /// When its token was last sealed, from which the idle time counts.
    pub seen: Timestamp,
}

/// The times that limit a session: its own, and those of the state that it is in.
#[derive(Clone, Copy)]
pub(crate) struct Limits<'t> {
    pub(crate) session: &'t Times,
    pub(crate) state: &'t Times,
}

impl Clocks {
    /// Those of a session that begins.
    pub(crate) fn starting(at: Timestamp) -> Self {
        Self { began: at, entered: at, seen: at }
    }

    /// Whether a session is valid at `now`: while `now < limit`. A time ahead of ours by at most `leeway` counts as now, since
    /// the instances of an application never agree on the second.
    pub(crate) fn judge(self, limits: Limits<'_>, now: Timestamp, leeway: Duration) -> Result<(), Refusal> {
        if self.began.max(self.entered).max(self.seen) > now.after(leeway) {
            return Err(Refusal::FromTheFuture);
        }
        if now >= self.ends(limits) {
            return Err(Refusal::Expired);
        }
        match self.idles(limits) {
            Some(idles) if now >= idles => Err(Refusal::Idle),
            _ => Ok(()),
        }
    }

    /// The end of the nearer lifetime: the session's counts from its beginning, the state's from its entering.
    fn ends(self, limits: Limits<'_>) -> Timestamp {
        self.began.after(limits.session.lifetime()).min(self.entered.after(limits.state.lifetime()))
    }

    /// The end of the idle time. A state's is never longer than the session's.
    fn idles(self, limits: Limits<'_>) -> Option<Timestamp> {
        limits.state.idle().map(|idle| self.seen.after(idle))
    }

    /// Whether a mere read seals the session anew.
    pub(crate) fn is_refresh_due(self, state: &Times, now: Timestamp) -> bool {
        state.refresh().is_some_and(|refresh| now.since(self.seen) >= refresh)
    }

    /// The first second in which the session is refused.
    pub(crate) fn expires(self, limits: Limits<'_>) -> Timestamp {
        let ends = self.ends(limits);
        self.idles(limits).map_or(ends, |idles| idles.min(ends))
    }

    /// The same session, seen now; never before it was last seen.
    pub(crate) fn seen_at(self, now: Timestamp) -> Self {
        Self { seen: self.seen.max(now), ..self }
    }

    /// The same session in another state, entered now; never before it entered the one that it leaves, which an instance whose clock
    /// is ahead of ours may have said. Its lifetime begins anew if it `renews`.
    pub(crate) fn entering(self, now: Timestamp, renews: bool) -> Self {
        let entered = now.max(self.entered);
        let began = if renews { entered } else { self.began };
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

    /// Limits of a struct, whose state's are the session's.
    fn of(times: &Times) -> Limits<'_> {
        Limits { session: times, state: times }
    }

    /// Each limit at the second before it, at it, and after it, with the other limits far away.
    #[test]
    fn limits_are_exact() {
        let clocks = Clocks { began: at(1000), entered: at(1000), seen: at(2000) };
        let judge = |times: &Times, now| clocks.judge(of(times), at(now), secs(60));

        let lifetime = Times::new(secs(5000), None, None);
        assert_eq!(judge(&lifetime, 5999), Ok(()));
        assert_eq!(judge(&lifetime, 6000), Err(Refusal::Expired));
        assert_eq!(judge(&lifetime, 6001), Err(Refusal::Expired));

        let idle = Times::new(secs(50_000), Some(secs(300)), None);
        assert_eq!(judge(&idle, 2299), Ok(()));
        assert_eq!(judge(&idle, 2300), Err(Refusal::Idle));
        assert_eq!(judge(&idle, 2301), Err(Refusal::Idle));

        // Both in the same second: the one that can't be put off is the reason.
        let both = Times::new(secs(1300), Some(secs(300)), None);
        assert_eq!(judge(&both, 2299), Ok(()));
        assert_eq!(judge(&both, 2300), Err(Refusal::Expired));

        assert_eq!(judge(&lifetime, 1939), Err(Refusal::FromTheFuture));
        assert_eq!(judge(&lifetime, 1940), Ok(()));
        assert_eq!(judge(&lifetime, 1941), Ok(()));

        let refresh = Times::new(secs(5000), None, Some(secs(100)));
        assert!(!clocks.is_refresh_due(&refresh, at(2099)));
        assert!(clocks.is_refresh_due(&refresh, at(2100)));
        assert!(clocks.is_refresh_due(&refresh, at(2101)));
        assert!(!clocks.is_refresh_due(&refresh, at(1990)), "ahead of our clock counts as now");
    }

    /// A state's limits count beside the session's, and the nearer one ends it.
    #[test]
    fn a_states_limits_are_exact() {
        let clocks = Clocks { began: at(1000), entered: at(3000), seen: at(4000) };
        let session = Times::new(secs(5000), None, None);
        let judge = |state: &Times, now| clocks.judge(Limits { session: &session, state }, at(now), secs(60));

        let short = Times::new(secs(2000), None, None);
        assert_eq!(judge(&short, 4999), Ok(()));
        assert_eq!(judge(&short, 5000), Err(Refusal::Expired));
        assert_eq!(judge(&short, 5001), Err(Refusal::Expired));

        let idle = Times::new(secs(5000), Some(secs(300)), None);
        assert_eq!(judge(&idle, 4299), Ok(()));
        assert_eq!(judge(&idle, 4300), Err(Refusal::Idle));

        let long = Times::new(secs(5000), None, None);
        assert_eq!(judge(&long, 5999), Ok(()), "the session's own lifetime is the nearer one");
        assert_eq!(judge(&long, 6000), Err(Refusal::Expired));

        let ahead = Clocks { began: at(1000), entered: at(4100), seen: at(1000) };
        let judge = |now| ahead.judge(Limits { session: &session, state: &short }, at(now), secs(60));
        assert_eq!(judge(4039), Err(Refusal::FromTheFuture));
        assert_eq!(judge(4040), Ok(()));
    }

    #[test]
    fn a_session_expires_at_the_nearer_limit() {
        let clocks = Clocks { began: at(1000), entered: at(1000), seen: at(2000) };
        assert_eq!(clocks.expires(of(&Times::new(secs(5000), None, None))), at(6000));
        assert_eq!(clocks.expires(of(&Times::new(secs(5000), Some(secs(300)), None))), at(2300));
        assert_eq!(clocks.expires(of(&Times::new(secs(1200), Some(secs(300)), None))), at(2200));
        assert_eq!(clocks.seen_at(at(1500)).seen, at(2000), "a clock that steps back takes nothing away");
    }

    #[test]
    fn only_a_transition_that_renews_moves_the_beginning() {
        let clocks = Clocks { began: at(1000), entered: at(2000), seen: at(3000) };
        let stays = clocks.entering(at(4000), false);
        assert_eq!(stays, Clocks { began: at(1000), entered: at(4000), seen: at(4000) });
        let renews = clocks.entering(at(4000), true);
        assert_eq!(renews, Clocks::starting(at(4000)));
        // It began on an instance whose clock is ahead of ours.
        for renews in [false, true] {
            let ahead = Clocks::starting(at(1030)).entering(at(1000), renews);
            assert_eq!(ahead, Clocks::starting(at(1030)), "no state is entered before the one that is left");
        }
    }
}

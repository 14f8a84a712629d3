//! The clocks of a token against the limits of its type.

use std::time::Duration;

use crate::error::Refusal;
use crate::schema::Times;
use crate::time::Timestamp;

/// When a session began, and when its token was last sealed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clocks {
    pub(crate) began: Timestamp,
    pub(crate) seen: Timestamp,
}

impl Clocks {
    /// Those of a session that begins.
    pub(crate) fn starting(at: Timestamp) -> Self {
        Self { began: at, seen: at }
    }

    /// Whether a session is valid at `now`: while `now < limit`. A time ahead of ours by at most `leeway` counts as now, since
    /// the instances of an application never agree on the second.
    pub(crate) fn judge(self, times: &Times, now: Timestamp, leeway: Duration) -> Result<(), Refusal> {
        if self.began.max(self.seen) > now.after(leeway) {
            return Err(Refusal::FromTheFuture);
        }
        if now >= self.began.after(times.lifetime()) {
            return Err(Refusal::Expired);
        }
        match times.idle() {
            Some(idle) if now >= self.seen.after(idle) => Err(Refusal::Idle),
            _ => Ok(()),
        }
    }

    /// Whether a mere read seals the session anew.
    pub(crate) fn is_refresh_due(self, times: &Times, now: Timestamp) -> bool {
        times.refresh().is_some_and(|refresh| now.since(self.seen) >= refresh)
    }

    /// The first second in which the session is refused.
    pub(crate) fn expires(self, times: &Times) -> Timestamp {
        let end = self.began.after(times.lifetime());
        times.idle().map_or(end, |idle| end.min(self.seen.after(idle)))
    }

    /// The same session, seen now; never before it was last seen.
    pub(crate) fn seen_at(self, now: Timestamp) -> Self {
        Self { seen: self.seen.max(now), ..self }
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

    /// Each limit at the second before it, at it, and after it, with the other limits far away.
    #[test]
    fn limits_are_exact() {
        let clocks = Clocks { began: at(1000), seen: at(2000) };
        let judge = |times: &Times, now| clocks.judge(times, at(now), secs(60));

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

    #[test]
    fn a_session_expires_at_the_nearer_limit() {
        let clocks = Clocks { began: at(1000), seen: at(2000) };
        assert_eq!(clocks.expires(&Times::new(secs(5000), None, None)), at(6000));
        assert_eq!(clocks.expires(&Times::new(secs(5000), Some(secs(300)), None)), at(2300));
        assert_eq!(clocks.expires(&Times::new(secs(1200), Some(secs(300)), None)), at(2200));
        assert_eq!(clocks.seen_at(at(1500)).seen, at(2000), "a clock that steps back takes nothing away");
    }
}

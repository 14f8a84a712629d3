//! The time when a cookie was signed, and how long it is valid from then on.

use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use session_core::Refusal;

use crate::date::DateTime;

/// A time in whole seconds since 1970.
///
/// As text it is the base64url of its bytes, big-endian, without leading zeros
/// (`itsdangerous/timed.py`). The text of 1970 itself is empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Timestamp(pub(crate) u64);

impl Timestamp {
    /// The last second of the year 9999. Flask answers with a 500 to a later time, since Python
    /// has no date for it.
    const LAST: u64 = DateTime::LAST;

    /// Reads the timestamp from `text`, which has to be exactly what [`put`](Self::put) writes.
    pub(crate) fn read(text: &[u8]) -> Option<Self> {
        // `decode_slice` demands a buffer for the text's length: 8 bytes are 11 characters, and
        // another whole group is too long.
        let mut buffer = [0; 9];
        let length = URL_SAFE_NO_PAD.decode_slice(text, &mut buffer).ok()?;
        let bytes = &buffer[..length];
        if length > 8 || bytes.first() == Some(&0) {
            return None;
        }
        Some(Self(bytes.iter().fold(0, |seconds, byte| seconds << 8 | u64::from(*byte))))
    }

    /// Returns the time that lies `duration` before this one.
    pub(crate) fn before(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(duration.as_secs()))
    }

    /// Appends the timestamp to `text`.
    pub(crate) fn put(self, text: &mut String) {
        let bytes = self.0.to_be_bytes();
        let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
        URL_SAFE_NO_PAD.encode_string(&bytes[zeros..], text);
    }

    /// Returns whether a cookie of this time is accepted at `now`. It is until it is older than
    /// `lifetime`; an age of exactly `lifetime` is valid. Flask refuses a time ahead of its clock.
    /// Here it counts as now while it is ahead by at most `leeway`.
    pub(crate) fn judge(self, now: Self, lifetime: Duration, leeway: Duration) -> Result<(), Refusal> {
        if self.0 > now.0.saturating_add(leeway.as_secs()).min(Self::LAST) {
            Err(Refusal::FromTheFuture)
        } else if now.0.saturating_sub(self.0) > lifetime.as_secs() {
            Err(Refusal::Expired)
        } else {
            Ok(())
        }
    }
}

impl From<session_core::format::Timestamp> for Timestamp {
    fn from(time: session_core::format::Timestamp) -> Self {
        Self(time.secs())
    }
}

/// The time is at most the year 9999.
impl From<Timestamp> for session_core::format::Timestamp {
    fn from(time: Timestamp) -> Self {
        Self::from_secs(time.0)
    }
}

/// A clock before 1970 is read as 1970.
impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        Self(time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_secs())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(seconds: u64) -> String {
        let mut text = String::new();
        Timestamp(seconds).put(&mut text);
        text
    }

    #[test]
    fn zeros_in_front_are_left_out() {
        for (seconds, text) in [
            (0, ""),
            (1, "AQ"),
            (65_536, "AQAA"),
            (1_700_000_000, "ZVPxAA"),
            (7_258_118_400, "AbCeGQA"),
            (u64::MAX, "__________8"),
        ] {
            assert_eq!(written(seconds), text);
            assert_eq!(Timestamp::read(text.as_bytes()), Some(Timestamp(seconds)));
        }
    }

    #[test]
    fn other_texts_of_the_same_time_are_refused() {
        // A leading zero, padding, bits that mean nothing, characters of no alphabet, nine bytes,
        // and more than the buffer holds.
        for text in ["AGVT8QA", "ZVPxAA==", "ZVPxAB", "ZVPx AA", "//////////8", "AQAAAAAAAAAA", "AAAAAAAAAAAAAAAAAAAA", "A"] {
            assert_eq!(Timestamp::read(text.as_bytes()), None, "{text}");
        }
    }

    /// Checks each limit a second before it, at it, and a second after it.
    #[test]
    fn limits_are_exact() {
        let (lifetime, leeway) = (Duration::from_secs(60), Duration::from_secs(5));
        let judge = |now, leeway| Timestamp(1000).judge(Timestamp(now), lifetime, leeway);
        assert_eq!(judge(1059, leeway), Ok(()));
        assert_eq!(judge(1060, leeway), Ok(()));
        assert_eq!(judge(1061, leeway), Err(Refusal::Expired));

        assert_eq!(judge(1000, Duration::ZERO), Ok(()));
        assert_eq!(judge(999, Duration::ZERO), Err(Refusal::FromTheFuture));
        assert_eq!(judge(995, leeway), Ok(()));
        assert_eq!(judge(994, leeway), Err(Refusal::FromTheFuture));

        // Parts of a second don't count, as in Flask.
        assert_eq!(Timestamp(0).judge(Timestamp(61), Duration::from_millis(60_999), leeway), Err(Refusal::Expired));
    }

    #[test]
    fn a_time_without_a_date_is_in_the_future_whatever_the_clock() {
        let judge = |seconds| Timestamp(seconds).judge(Timestamp(u64::MAX), Duration::MAX, Duration::MAX);
        assert_eq!(judge(Timestamp::LAST), Ok(()));
        assert_eq!(judge(Timestamp::LAST + 1), Err(Refusal::FromTheFuture));
        assert_eq!(judge(u64::MAX), Err(Refusal::FromTheFuture));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(bits in 0..=64_u32, seconds: u64) {
            let seconds = seconds.checked_shr(bits).unwrap_or(0);
            prop_assert_eq!(Timestamp::read(written(seconds).as_bytes()), Some(Timestamp(seconds)));
        }

        /// So that a signed text and its time are one to one.
        #[test]
        fn whatever_reads_is_what_would_be_written(text in "[A-Za-z0-9_-]{0,12}") {
            if let Some(Timestamp(seconds)) = Timestamp::read(text.as_bytes()) {
                prop_assert_eq!(written(seconds), text);
            }
        }
    }
}

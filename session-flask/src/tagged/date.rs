//! Dates, which are seconds since 1970 in a newtype with a name of its own.

use std::fmt;
use std::time::{Duration, SystemTime};

use serde::de::{self, Deserializer, Visitor};
use serde::ser::Serializer;

use super::Tag;
use crate::date::DateTime;
use crate::json::DATETIME;

fn write<S: Serializer>(second: i64, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_newtype_struct(DATETIME, &second)
}

fn read<'de, T, D: Deserializer<'de>>(deserializer: D, from_second: impl FnOnce(i64) -> Option<T>) -> Result<T, D::Error> {
    let second = deserializer.deserialize_newtype_struct(DATETIME, Inside)?;
    from_second(second).ok_or_else(|| de::Error::custom("the date is out of range for its type"))
}

/// Reads the value inside of the newtype, or the text that serde's buffers (`untagged`, `flatten`)
/// hold instead.
struct Inside;

impl<'de> Visitor<'de> for Inside {
    type Value = i64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a date")
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<i64, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_i64<E>(self, second: i64) -> Result<i64, E> {
        Ok(second)
    }

    fn visit_u64<E: de::Error>(self, second: u64) -> Result<i64, E> {
        i64::try_from(second).map_err(de::Error::custom)
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<i64, E> {
        text.parse().map(DateTime::unix_seconds).map_err(de::Error::custom)
    }
}

impl Tag for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self.unix_seconds(), serializer)
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, Self::from_unix_seconds)
    }
}

impl Tag for SystemTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(second_of(*self), serializer)
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, system_time)
    }

    fn cut(self) -> Self {
        system_time(second_of(self)).unwrap_or(self)
    }
}

/// Returns the seconds since 1970, rounded down, also before 1970.
fn second_of(time: SystemTime) -> i64 {
    let seconds = |duration: Duration| i64::try_from(duration.as_secs()).unwrap_or(i64::MAX);
    match time.duration_since(SystemTime::UNIX_EPOCH) {
        Ok(after) => seconds(after),
        Err(before) if before.duration().subsec_nanos() > 0 => -seconds(before.duration()) - 1,
        Err(before) => -seconds(before.duration()),
    }
}

fn system_time(second: i64) -> Option<SystemTime> {
    let distance = Duration::from_secs(second.unsigned_abs());
    if second < 0 { SystemTime::UNIX_EPOCH.checked_sub(distance) } else { SystemTime::UNIX_EPOCH.checked_add(distance) }
}

#[cfg(feature = "time")]
impl Tag for time::OffsetDateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self.unix_timestamp(), serializer)
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, |second| Self::from_unix_timestamp(second).ok())
    }

    fn cut(self) -> Self {
        Self::from_unix_timestamp(self.unix_timestamp()).unwrap_or(self)
    }
}

#[cfg(feature = "chrono")]
impl Tag for chrono::DateTime<chrono::Utc> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        write(self.timestamp(), serializer)
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, |second| Self::from_timestamp(second, 0))
    }

    fn cut(self) -> Self {
        Self::from_timestamp(self.timestamp(), 0).unwrap_or(self)
    }
}

#[cfg(feature = "jiff")]
impl Tag for jiff::Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // The second of this time is the one nearer to 1970.
        let second = self.as_second() - i64::from(self.subsec_nanosecond() < 0);
        write(second, serializer)
    }

    fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, |second| Self::from_second(second).ok())
    }

    fn cut(self) -> Self {
        let second = self.as_second() - i64::from(self.subsec_nanosecond() < 0);
        Self::from_second(second).unwrap_or(self)
    }
}

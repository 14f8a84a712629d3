//! Tests each type with its tag, in Flask's format and in another.

use std::fmt::Debug;
use std::time::{Duration, SystemTime};

use proptest::prelude::*;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::{Tag, Tagged};
use crate::json::tests::parse;
use crate::json::{Deserializer, JsonError, Serializer, to_text};

fn write<T: Serialize>(value: &T) -> Result<String, JsonError> {
    value.serialize(Serializer::new()).map(|value| to_text(&value.unwrap_or_default()))
}

fn read<T: DeserializeOwned>(text: &str) -> Result<T, JsonError> {
    parse(text.as_bytes()).and_then(|value| T::deserialize(Deserializer(&value)))
}

/// Checks that `value` is written as `text` and reads back equal: from that text, from another
/// format, and from serde's buffers.
#[track_caller]
fn is_tagged<T: Tag + Clone + PartialEq + Debug>(value: T, text: &str) {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    #[serde(bound = "T: Tag", untagged)]
    enum Buffered<T> {
        One(Tagged<T>),
    }
    let tagged = Tagged::from(value);
    assert_eq!(write(&tagged).as_deref(), Ok(text));
    assert_eq!(read(text).as_ref(), Ok(&tagged));
    assert_eq!(read::<Option<Tagged<T>>>(text), Ok(Some(tagged.clone())));
    assert_eq!(read::<Buffered<T>>(text), Ok(Buffered::One(tagged.clone())));
    let other = serde_json::to_string(&tagged).unwrap();
    assert_eq!(serde_json::from_str::<Tagged<T>>(&other).unwrap(), tagged);
}

/// A time one and a half seconds before 1970, which is cut to two seconds.
const BEFORE: &str = r#"{" d":"Wed, 31 Dec 1969 23:59:58 GMT"}"#;
const AFTER: &str = r#"{" d":"Thu, 29 Feb 2024 12:30:45 GMT"}"#;
const SECOND: u64 = 1_709_209_845;

#[test]
fn bytes_and_system_time() {
    is_tagged(vec![255, 254, 251], r#"{" b":"//77"}"#);
    is_tagged(SystemTime::UNIX_EPOCH - Duration::from_millis(1500), BEFORE);
    is_tagged(SystemTime::UNIX_EPOCH + Duration::new(SECOND, 999_999_999), AFTER);
    let far = SystemTime::UNIX_EPOCH + Duration::new(253_402_300_800, 0);
    assert_eq!(write(&Tagged::from(far)), Err(JsonError::DATE_OUT_OF_RANGE));
}

#[test]
fn what_is_changed_in_place_is_cut_when_it_is_written() {
    let mut time = Tagged::from(SystemTime::UNIX_EPOCH);
    *time += Duration::new(SECOND, 500_000_000);
    assert_eq!(write(&time).as_deref(), Ok(AFTER));
}

#[test]
fn inside_of_other_types() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Upload {
        #[serde(with = "crate::tagged")]
        digest: Vec<u8>,
        #[serde(with = "crate::tagged")]
        at: Option<SystemTime>,
    }
    let upload = Upload { digest: vec![0], at: Some(SystemTime::UNIX_EPOCH + Duration::from_secs(SECOND)) };
    let text = format!(r#"{{"at":{AFTER},"digest":{{" b":"AA=="}}}}"#);
    assert_eq!(write(&upload), Ok(text.clone()));
    assert_eq!(read(&text), Ok(upload));
    assert_eq!(read(r#"{"at":null,"digest":{" b":""}}"#), Ok(Upload { digest: Vec::new(), at: None }));
}

#[cfg(feature = "uuid")]
#[test]
fn uuid() {
    let text = r#"{" u":"12345678123456789abcdef012345678"}"#;
    is_tagged(uuid::uuid!("12345678-1234-5678-9abc-def012345678"), text);
    assert!(read::<Tagged<uuid::Uuid>>(r#""12345678-1234-5678-9abc-def012345678""#).is_err(), "a text is no UUID");
}

#[cfg(feature = "time")]
#[test]
fn time() {
    let epoch = time::OffsetDateTime::UNIX_EPOCH;
    is_tagged(epoch - time::Duration::milliseconds(1500), BEFORE);
    is_tagged(epoch + Duration::new(SECOND, 999_999_999), AFTER);
    let there = (epoch + Duration::from_secs(SECOND)).to_offset(time::UtcOffset::from_hms(2, 0, 0).unwrap());
    is_tagged(there, AFTER);
}

#[cfg(feature = "chrono")]
#[test]
fn chrono() {
    let epoch = chrono::DateTime::UNIX_EPOCH;
    is_tagged(epoch - Duration::from_millis(1500), BEFORE);
    is_tagged(epoch + Duration::new(SECOND, 999_999_999), AFTER);
}

#[cfg(feature = "jiff")]
#[test]
fn jiff() {
    let epoch = jiff::Timestamp::UNIX_EPOCH;
    is_tagged(epoch - Duration::from_millis(1500), BEFORE);
    is_tagged(epoch + Duration::new(SECOND, 999_999_999), AFTER);
}

proptest! {
    #[test]
    fn any_second_from_the_year_100_on(second in -59_011_459_200..=253_402_300_799_i64) {
        let time = crate::DateTime::from_unix_seconds(second).unwrap();
        is_tagged(time, &format!(r#"{{" d":"{time}"}}"#));
    }
}

//! Dates as Flask writes and reads them: HTTP dates, to the second.

use std::fmt;
use std::str::FromStr;

/// A second in UTC, from the beginning of the year 1 to the end of the year 9999. Flask keeps a
/// `datetime` with this precision.
///
/// It is written as `http_date` in `werkzeug/http.py` writes it. It is read from the forms that
/// mails and HTTP have, as `parse_date` in the same file does.
///
/// ```
/// use session_flask::DateTime;
///
/// let time: DateTime = "Thu, 29 Feb 2024 12:30:45 GMT".parse().unwrap();
/// assert_eq!(time.unix_seconds(), 1_709_209_845);
/// assert_eq!(time.to_string(), "Thu, 29 Feb 2024 12:30:45 GMT");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DateTime {
    unix_seconds: i64,
}

/// The error of a text that isn't a date which Flask can have written, or whose year isn't from 1
/// to 9999.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DateError;

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date of the form `Thu, 29 Feb 2024 12:30:45 GMT`")
    }
}

impl std::error::Error for DateError {}

const DAY: i64 = 86_400;
const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

impl DateTime {
    /// The first second of the year 1, and the last second of the year 9999.
    const RANGE: std::ops::RangeInclusive<i64> = -62_135_596_800..=253_402_300_799;

    /// The last second of the year 9999. Python has no later date.
    pub(crate) const LAST: u64 = 253_402_300_799;

    /// The first second that Flask reads as it was written. It takes a year below 100 for one of
    /// the 20th or 21st century.
    const FIRST_READ_BACK: i64 = -59_011_459_200;

    /// Creates a date from seconds since 1970, or returns `None` outside of the years 1 to 9999.
    pub fn from_unix_seconds(unix_seconds: i64) -> Option<Self> {
        Self::RANGE.contains(&unix_seconds).then_some(Self { unix_seconds })
    }

    /// Creates a date from seconds since 1970. A later date becomes the last second that there is.
    pub(crate) fn at_most(seconds: u64) -> Self {
        Self { unix_seconds: seconds.min(Self::LAST).cast_signed() }
    }

    /// Returns the seconds since 1970, which are negative before 1970.
    pub const fn unix_seconds(self) -> i64 {
        self.unix_seconds
    }

    /// Returns whether Flask reads the date back as it was written.
    pub(crate) const fn reads_back(self) -> bool {
        self.unix_seconds >= Self::FIRST_READ_BACK
    }
}

impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (days, second) = (self.unix_seconds.div_euclid(DAY), self.unix_seconds.rem_euclid(DAY));
        let (year, month, day) = civil(days);
        let weekday = usize::try_from(days.rem_euclid(7)).unwrap_or_default();
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        let (weekday, month) = (DAYS[weekday], MONTHS[month]);
        write!(f, "{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT")
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// Reads `Thu, 29 Feb 2024 12:30:45 GMT`, with any zone (RFC 5322 §3.3) and with or without the
/// weekday, which isn't checked, and `Thursday, 29-Feb-24 12:30:45 GMT` (RFC 850). A year below
/// 100 means one from 1969 to 2068, as in Python.
impl FromStr for DateTime {
    type Err = DateError;

    fn from_str(text: &str) -> Result<Self, DateError> {
        parse(text).and_then(Self::from_unix_seconds).ok_or(DateError)
    }
}

fn parse(text: &str) -> Option<i64> {
    let text = text.split_once(',').map_or(text, |(_weekday, rest)| rest);
    let mut words = text.split_ascii_whitespace();
    let first = words.next()?;
    let (mut date, is_hyphenated) = (first.splitn(3, '-'), first.contains('-'));
    let (day, month, year) =
        if is_hyphenated { (date.next()?, date.next()?, date.next()?) } else { (first, words.next()?, words.next()?) };
    let mut time = words.next()?.split(':').map(|part| number(part, 2));
    let (hour, minute, second) = (time.next()??, time.next()??, time.next().unwrap_or(Some(0))?);
    // Python doesn't read the form with hyphens if it has no zone.
    let zone = words.next().or((!is_hyphenated).then_some("")).and_then(zone)?;
    let is_all = words.next().is_none() && time.next().is_none();

    let month = MONTHS.iter().position(|name| name.eq_ignore_ascii_case(month))?;
    let year = match number(year, 4)? {
        year @ 0..=68 => year + 2000,
        year @ 69..=99 => year + 1900,
        year => year,
    };
    let days = days(year, month, number(day, 2)?)?;
    let is_time = hour < 24 && minute < 60 && second < 60;
    (is_all && is_time).then_some(days * DAY + hour * 3600 + minute * 60 + second - zone)
}

/// Reads a number of at most `width` digits, and nothing else.
fn number(text: &str, width: usize) -> Option<i64> {
    let is_number = (1..=width).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

/// Returns how many seconds a zone is ahead of UTC; a missing zone is UTC. Zones with other names
/// (`EST`) aren't read, since nobody writes them today.
fn zone(text: &str) -> Option<i64> {
    if text.is_empty() || ["GMT", "UTC", "UT", "Z"].iter().any(|name| name.eq_ignore_ascii_case(text)) {
        return Some(0);
    }
    let (sign, digits) = text.split_at_checked(1)?;
    let sign = match sign {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let offset = number(digits, 4).filter(|_| digits.len() == 4)?;
    let seconds = offset / 100 * 3600 + offset % 100 * 60;
    (seconds < DAY).then_some(sign * seconds)
}

/// The number of days between 1970 and the first of March of the year 0. Counted from there, every
/// leap day is the last day of its year.
const TO_MARCH: i64 = 719_468;

/// The number of days in 400 years.
const ERA: i64 = 146_097;

/// Returns the days since 1970 of a date in the Gregorian calendar, or `None` if there is no such
/// date. `month` counts from 0.
fn days(year: i64, month: usize, day: i64) -> Option<i64> {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        1 if is_leap => 29,
        1 => 28,
        3 | 5 | 8 | 10 => 30,
        _ => 31,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let month = i64::try_from(month).ok()?;
    // Months count from March on, in a year that begins there.
    let (year, month) = if month < 2 { (year - 1, month + 10) } else { (year, month - 2) };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * month + 2) / 5 + day - 1;
    Some(era * ERA + year * 365 + year / 4 - year / 100 + day_of_year - TO_MARCH)
}

/// Returns the year, month (from 0) and day of a number of days since 1970.
fn civil(days: i64) -> (i64, usize, i64) {
    let days = days + TO_MARCH;
    let (era, day) = (days.div_euclid(ERA), days.rem_euclid(ERA));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (year, month) = if month < 10 { (year, month + 2) } else { (year + 1, month - 10) };
    (era * 400 + year, usize::try_from(month).unwrap_or_default(), day)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn seconds(text: &str) -> Option<i64> {
        text.parse().ok().map(DateTime::unix_seconds)
    }

    #[test]
    fn forms() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "6 Nov 1994 08:49:37",
            "Sun, 06 nov 1994 10:49:37 +0200",
            "Sun, 06 Nov 1994 03:19:37 -0530",
            "Mon, 06 Nov 94 08:49:37 -0000",
        ] {
            assert_eq!(seconds(text), Some(784_111_777), "{text}");
        }
        assert_eq!(seconds("Sun, 06 Nov 1994 08:49 UT"), Some(784_111_740));
        for text in [
            "",
            "not a date",
            "Sun, 06 Nov 1994 08:49:37 GMT too",
            "Sun, 31 Nov 1994 08:49:37 GMT",
            "Tue, 29 Feb 1900 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:49:60 GMT",
            "Sun, 06 Nov 1994 08:49:37 +2400",
            "Sun, 06 Nov 1994 08:49:37 +02:00",
            "Sun, 06 Nov 1994 08:49:37:00 GMT",
            "Sun, 06 Nov 1994 +8:49:37 GMT",
            "Sun, 06 Nov 19940 08:49:37 GMT",
            "Fri, 31 Dec 9999 23:59:59 -0100",
            "06-11-1994 08:49:37",
            "Sun, 06 Növ 1994 08:49:37 é",
        ] {
            assert_eq!(seconds(text), None, "{text}");
        }
    }

    #[test]
    fn a_year_below_100_comes_back_as_another() {
        let written = DateTime::from_unix_seconds(-61_946_196_955).unwrap();
        assert!(!written.reads_back());
        assert_eq!(written.to_string(), "Tue, 02 Jan 0007 03:04:05 GMT");
        assert_eq!(seconds(&written.to_string()), Some(1_167_707_045), "2007, as Python reads it");
        let first = DateTime { unix_seconds: DateTime::FIRST_READ_BACK };
        assert_eq!(first.to_string(), "Fri, 01 Jan 0100 00:00:00 GMT");
    }

    #[test]
    fn the_range_is_that_of_python() {
        let [first, last] =
            [DateTime::RANGE.start(), DateTime::RANGE.end()].map(|at| DateTime::from_unix_seconds(*at).unwrap());
        assert_eq!(first.to_string(), "Mon, 01 Jan 0001 00:00:00 GMT");
        assert_eq!(last.to_string(), "Fri, 31 Dec 9999 23:59:59 GMT");
        assert_eq!(DateTime::from_unix_seconds(first.unix_seconds() - 1), None);
        assert_eq!(DateTime::from_unix_seconds(last.unix_seconds() + 1), None);
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(second in DateTime::FIRST_READ_BACK..=*DateTime::RANGE.end()) {
            let time = DateTime::from_unix_seconds(second).unwrap();
            prop_assert_eq!(time.to_string().parse(), Ok(time));
        }

        #[test]
        fn any_text_is_read_or_refused(text in "\\PC*", words in "[A-Za-z]{0,4},? ?[0-9]{0,3}[ -][A-Z][a-z]{2}[ -][0-9]{0,5} [0-9:]{0,9} ?[+-]?[0-9]{0,5}") {
            let _ = (seconds(&text), seconds(&words));
        }
    }
}

//! The date of HTTP: `Thu, 29 Feb 2024 12:30:45 GMT`.

use std::fmt;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// Days from 0000-03-01 to 1970-01-01.
const DAYS_TO_1970: i64 = 719_468;

/// Days of the 400 years after which the calendar repeats itself.
const DAYS_IN_400_YEARS: i64 = 146_097;

/// A second of the years 1 to 9999, those that Python's `datetime` has.
///
/// `Display` writes it as IMF-fixdate (RFC 9110 §5.6.7), as `werkzeug.http.http_date` does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HttpDate(i64);

impl HttpDate {
    /// `0001-01-01T00:00:00Z`
    pub(crate) const FIRST: Self = Self(-62_135_596_800);
    /// `9999-12-31T23:59:59Z`
    pub(crate) const LAST: Self = Self(253_402_300_799);

    /// The date `seconds` after 1970 began; none outside of the years 1 to 9999.
    pub(crate) fn new(seconds: i64) -> Option<Self> {
        (Self::FIRST.0..=Self::LAST.0).contains(&seconds).then_some(Self(seconds))
    }

    /// Seconds since 1970 began.
    pub(crate) const fn seconds(self) -> i64 {
        self.0
    }

    /// The date `seconds` after 1970 began, or the last one that there is.
    pub(crate) fn at_most(seconds: u64) -> Self {
        i64::try_from(seconds).map_or(Self::LAST, |seconds| Self(seconds).min(Self::LAST))
    }
}

impl fmt::Display for HttpDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // 1970 began on a Thursday.
        const WEEKDAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
        // A year that begins in March has its leap day at its end.
        const MONTHS: [&str; 12] = ["Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Jan", "Feb"];

        let (days, second) = (self.0.div_euclid(DAY), self.0.rem_euclid(DAY));
        let weekday = days.rem_euclid(7);
        let shifted = days + DAYS_TO_1970;
        let (era, day) = (shifted.div_euclid(DAYS_IN_400_YEARS), shifted.rem_euclid(DAYS_IN_400_YEARS));
        // Leap days are taken out: one in 4 years, none in 100, one in 400.
        let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
        let day = day - (365 * year + year / 4 - year / 100);
        // From March on, five months have 153 days.
        let month = (5 * day + 2) / 153;
        let day = day - (153 * month + 2) / 5 + 1;
        let year = 400 * era + year + i64::from(month >= 10);
        write!(
            f,
            "{}, {day:02} {} {year:04} {:02}:{:02}:{:02} GMT",
            WEEKDAYS[index(weekday)],
            MONTHS[index(month)],
            second / HOUR,
            second % HOUR / MINUTE,
            second % MINUTE
        )
    }
}

/// A place in a list, from a remainder or a quotient that is never below zero nor beyond the list.
fn index(number: i64) -> usize {
    usize::try_from(number).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::HttpDate;

    fn text(seconds: i64) -> Option<String> {
        HttpDate::new(seconds).map(|date| date.to_string())
    }

    /// Each made by `werkzeug.http.http_date`.
    #[test]
    fn dates_are_as_werkzeug_writes_them() {
        for (seconds, expected) in [
            (-62_135_596_800, "Mon, 01 Jan 0001 00:00:00 GMT"),
            (-61_946_196_955, "Tue, 02 Jan 0007 03:04:05 GMT"),
            (-2_203_891_201, "Wed, 28 Feb 1900 23:59:59 GMT"),
            (-2_203_891_200, "Thu, 01 Mar 1900 00:00:00 GMT"),
            (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (946_684_799, "Fri, 31 Dec 1999 23:59:59 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (1_709_209_845, "Thu, 29 Feb 2024 12:30:45 GMT"),
            (1_709_251_200, "Fri, 01 Mar 2024 00:00:00 GMT"),
            (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ] {
            assert_eq!(text(seconds).as_deref(), Some(expected));
        }
    }

    #[test]
    fn years_outside_of_pythons_have_no_date() {
        for seconds in [i64::MIN, -62_135_596_801, 253_402_300_800, i64::MAX] {
            assert_eq!(text(seconds), None);
        }
        assert_eq!(HttpDate::at_most(5), HttpDate(5));
        for seconds in [253_402_300_800, u64::MAX] {
            assert_eq!(HttpDate::at_most(seconds), HttpDate::LAST);
        }
    }

    /// Day by day through 800 years, with a calendar that only counts.
    #[test]
    fn dates_are_those_of_a_calendar_that_counts() {
        let (mut year, mut month, mut day) = (1601, 1, 1);
        // 1601-01-01 was a Monday.
        let first = -11_644_473_600;
        for days in 0..292_194 {
            let weekday = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"][days % 7];
            let name = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][month - 1];
            let seconds = first + i64::try_from(days).expect("few") * 86_400;
            assert_eq!(text(seconds), Some(format!("{weekday}, {day:02} {name} {year:04} 00:00:00 GMT")));
            let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let february = if is_leap { 29 } else { 28 };
            let length = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
            (day, month) = if day == length { (1, month + 1) } else { (day + 1, month) };
            (month, year) = if month > 12 { (1, year + 1) } else { (month, year) };
        }
        assert_eq!(year, 2401);
    }
}

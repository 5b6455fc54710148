//! Where the clock on the wall is read: a time zone by its name, and the time of a week.
use crate::{Example, Invalid, Timestamp};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};

/// A time zone of the IANA database, such as `Europe/London`. The database is part of the binary, so
/// that every function knows the same zones.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ZoneName(String);

impl ZoneName {
    /// Reads the name of a zone that there is.
    pub fn parse(raw: impl Into<String>) -> Result<Self, Invalid> {
        let wrong = || Invalid::new("zone", "must be a time zone such as Europe/London");
        let zone = TimeZone::get(&raw.into()).map_err(|_| wrong())?;
        zone.iana_name().map(|name| Self(name.into())).ok_or_else(wrong)
    }
}

impl Example for ZoneName {
    fn example() -> Self {
        Self("Europe/London".into())
    }
}
crate::string_value!(ZoneName, "^[A-Za-z0-9_+/-]+$", 1, 64);

/// A day of the week.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Weekday {
    /// Monday.
    Monday,
    /// Tuesday.
    Tuesday,
    /// Wednesday.
    Wednesday,
    /// Thursday.
    Thursday,
    /// Friday.
    Friday,
    /// Saturday.
    Saturday,
    /// Sunday.
    Sunday,
}

/// Minutes of a day.
const DAY_MINUTES: u16 = 24 * 60;

/// A time on the clock's face, to the minute, such as `17:30`. `24:00` is the end of a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ClockTime(u16);

impl ClockTime {
    /// Reads `HH:MM`.
    pub fn parse(raw: impl AsRef<str>) -> Result<Self, Invalid> {
        let wrong = || Invalid::new("time", "must be a time of day such as 17:30");
        let raw = raw.as_ref();
        let digits = |text: &str| {
            let two = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
            two.then(|| text.parse::<u16>().ok()).flatten()
        };
        let (hours, minutes) = raw.split_once(':').ok_or_else(wrong)?;
        let (hours, minutes) = digits(hours).zip(digits(minutes)).ok_or_else(wrong)?;
        let all = hours * 60 + minutes;
        if minutes < 60 && all <= DAY_MINUTES { Ok(Self(all)) } else { Err(wrong()) }
    }

    /// Minutes since midnight.
    pub const fn minutes(self) -> u16 {
        self.0
    }
}

impl std::fmt::Display for ClockTime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}
impl TryFrom<String> for ClockTime {
    type Error = Invalid;
    fn try_from(raw: String) -> Result<Self, Invalid> {
        Self::parse(raw)
    }
}
impl From<ClockTime> for String {
    fn from(time: ClockTime) -> String {
        time.to_string()
    }
}
impl schemars::JsonSchema for ClockTime {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "ClockTime".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$",
            "description": "A time of day, HH:MM; 24:00 is its end", "examples": ["17:30"],
        })
    }
}

impl Timestamp {
    /// The day of the week and the minute of the day that the clocks of a zone show.
    pub fn on_the_wall(self, zone: &ZoneName) -> Option<(Weekday, u16)> {
        let zone = TimeZone::get(&zone.0).ok()?;
        let at = jiff::Timestamp::from_millisecond(self.millis()).ok()?.to_zoned(zone);
        let day = match at.weekday() {
            jiff::civil::Weekday::Monday => Weekday::Monday,
            jiff::civil::Weekday::Tuesday => Weekday::Tuesday,
            jiff::civil::Weekday::Wednesday => Weekday::Wednesday,
            jiff::civil::Weekday::Thursday => Weekday::Thursday,
            jiff::civil::Weekday::Friday => Weekday::Friday,
            jiff::civil::Weekday::Saturday => Weekday::Saturday,
            jiff::civil::Weekday::Sunday => Weekday::Sunday,
        };
        let minute = i32::from(at.hour()) * 60 + i32::from(at.minute());
        Some((day, u16::try_from(minute).ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_on_the_wall_follows_summer_time() {
        let london = ZoneName::parse("europe/london").unwrap();
        assert_eq!(london.to_string(), "Europe/London");
        let at = |raw: &str| Timestamp::parse(raw).unwrap().on_the_wall(&london).unwrap();
        assert_eq!(at("2026-01-02T17:00:00Z"), (Weekday::Friday, 17 * 60));
        assert_eq!(at("2026-07-03T17:00:00Z"), (Weekday::Friday, 18 * 60));
        assert_eq!(at("2026-07-03T23:30:00Z"), (Weekday::Saturday, 30));
        assert!(ZoneName::parse("Mars/Olympus").is_err());
    }

    #[test]
    fn a_time_of_day_has_two_digits_twice() {
        for bad in ["7:00", "17", "17:60", "24:01", "+1:00", "17:0"] {
            assert!(ClockTime::parse(bad).is_err(), "{bad}");
        }
        for good in ["00:00", "17:30", "24:00"] {
            assert_eq!(ClockTime::parse(good).unwrap().to_string(), good);
        }
    }
}

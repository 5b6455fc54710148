//! Points in time: UTC, to the millisecond, written as RFC 3339.
use crate::{Example, Invalid};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

/// 9999-12-31T23:59:59.999Z, the last moment RFC 3339 can write.
const MILLIS_MAX: i64 = 253_402_300_799_999;

impl Timestamp {
    /// From milliseconds since the epoch.
    pub const fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the epoch.
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// Whole seconds since the epoch.
    pub const fn seconds(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// So many seconds later.
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000)))
    }

    /// Reads RFC 3339.
    pub fn parse(raw: impl AsRef<str>) -> Result<Self, Invalid> {
        let wrong =
            || Invalid::new("time", "must be RFC 3339 in UTC, such as 2026-11-22T09:30:00Z");
        let at: jiff::Timestamp = raw.as_ref().parse().map_err(|_| wrong())?;
        let millis = at.as_millisecond();
        if (0..=MILLIS_MAX).contains(&millis) { Ok(Self(millis)) } else { Err(wrong()) }
    }

    /// The UTC day it falls on.
    pub fn day(self) -> Day {
        Day(self.to_string().chars().take(10).collect())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = jiff::Timestamp::from_millisecond(self.0.clamp(0, MILLIS_MAX)).unwrap_or_default();
        write!(f, "{at:.3}")
    }
}
impl TryFrom<String> for Timestamp {
    type Error = Invalid;
    fn try_from(raw: String) -> Result<Self, Invalid> {
        Self::parse(raw)
    }
}
impl From<Timestamp> for String {
    fn from(at: Timestamp) -> String {
        at.to_string()
    }
}
impl Example for Timestamp {
    fn example() -> Self {
        Self(1_795_253_400_000)
    }
}
impl schemars::JsonSchema for Timestamp {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Timestamp".into()
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string", "format": "date-time", "description": "RFC 3339, UTC",
            "examples": ["2026-11-22T09:30:00.000Z"],
        })
    }
}

/// A UTC calendar day, such as `2026-11-22`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Day(String);

impl Day {
    /// Reads a day of the calendar.
    pub fn parse(raw: impl Into<String>) -> Result<Self, Invalid> {
        let raw = raw.into();
        let wrong = || Invalid::new("day", "must be a date such as 2026-11-22");
        let date: jiff::civil::Date = raw.parse().map_err(|_| wrong())?;
        if date.to_string() == raw { Ok(Self(raw)) } else { Err(wrong()) }
    }

    /// Its year.
    pub fn year(&self) -> u16 {
        self.0.split('-').next().and_then(|year| year.parse().ok()).unwrap_or_default()
    }
}

impl Example for Day {
    fn example() -> Self {
        Self("2026-11-22".into())
    }
}
crate::string_value!(Day, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$", 10, 10);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_is_written_to_the_millisecond() {
        let at = Timestamp::parse("2026-11-22T09:30:00Z").unwrap();
        assert_eq!(at.to_string(), "2026-11-22T09:30:00.000Z");
        assert_eq!(at.day().to_string(), "2026-11-22");
        assert!(Timestamp::parse("yesterday").is_err());
        assert!(Day::parse("2026-02-30").is_err());
    }
}

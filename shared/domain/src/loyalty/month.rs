use primitives::{Invalid, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A month of UTC, such as `2026-11`.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(try_from = "String", into = "String")]
#[schemars(with = "String")]
pub struct Month(u32);

/// December 9999: the last that RFC 3339 can write.
const LAST: u32 = 9_999 * 12 + 11;

impl Month {
    /// The month of a moment.
    pub fn of(at: Timestamp) -> Self {
        let text = at.to_string();
        text.get(..7).map(str::to_owned).and_then(|text| text.try_into().ok()).unwrap_or(Self(LAST))
    }

    /// So many months later.
    #[must_use]
    pub const fn plus(self, months: u32) -> Self {
        let sum = self.0.saturating_add(months);
        Self(if sum > LAST { LAST } else { sum })
    }

    /// So many months before.
    #[must_use]
    pub const fn minus(self, months: u32) -> Self {
        Self(self.0.saturating_sub(months))
    }

    /// Its first moment.
    pub fn start(self) -> Timestamp {
        let end = Timestamp::from_millis(253_402_300_799_999);
        Timestamp::parse(format!("{self}-01T00:00:00Z")).unwrap_or(end)
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0 / 12, self.0 % 12 + 1)
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

impl TryFrom<String> for Month {
    type Error = Invalid;
    fn try_from(raw: String) -> Result<Self, Invalid> {
        let wrong = || Invalid::new("month", "must be a month such as 2026-11");
        let (year, month) = raw.split_once('-').ok_or_else(wrong)?;
        let year: u32 = year.parse().map_err(|_| wrong())?;
        let month: u32 = month.parse().map_err(|_| wrong())?;
        if year > 9_999 || !(1..=12).contains(&month) {
            return Err(wrong());
        }
        let made = Self(year * 12 + month - 1);
        if made.to_string() == raw { Ok(made) } else { Err(wrong()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_counted_over_the_turn_of_the_year() {
        let at = Timestamp::parse("2026-11-30T23:59:59.999Z").unwrap();
        let month = Month::of(at);
        assert_eq!(month.to_string(), "2026-11");
        assert_eq!(month.plus(2).start().to_string(), "2027-01-01T00:00:00.000Z");
        assert_eq!(month.minus(11).to_string(), "2025-12");
        assert!(Month::try_from("2026-1".to_owned()).is_err());
        assert!(Month::try_from("2026-13".to_owned()).is_err());
    }
}

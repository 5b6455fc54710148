//! Base rates of the states of the USA, as of January 2025.
use super::{DatedRate, TaxZone};
use crate::{pricing::Fraction, totals::TaxRate};
use primitives::{Code, CountryCode, Day, Invalid};

/// Where the rates come from. They are the states' own rates with what is levied state-wide
/// (California, Utah, Virginia); counties and cities add theirs, and what they add is not here: a shop that has
/// to take it writes it into the zone or asks an outside service.
pub const US_SOURCE: &str =
    "Tax Foundation, State and Local Sales Tax Rates, state rates as of 1 January 2025";

/// When the rates were looked up: they are taken as in force from that day.
const AS_OF: &str = "2025-01-01";

/// States and the federal district, in millionths.
const ROWS: &[(&str, u32)] = &[
    ("AK", 0),
    ("AL", 40_000),
    ("AR", 65_000),
    ("AZ", 56_000),
    ("CA", 72_500),
    ("CO", 29_000),
    ("CT", 63_500),
    ("DC", 60_000),
    ("DE", 0),
    ("FL", 60_000),
    ("GA", 40_000),
    ("HI", 40_000),
    ("IA", 60_000),
    ("ID", 60_000),
    ("IL", 62_500),
    ("IN", 70_000),
    ("KS", 65_000),
    ("KY", 60_000),
    ("LA", 50_000),
    ("MA", 62_500),
    ("MD", 60_000),
    ("ME", 55_000),
    ("MI", 60_000),
    ("MN", 68_750),
    ("MO", 42_250),
    ("MS", 70_000),
    ("MT", 0),
    ("NC", 47_500),
    ("ND", 50_000),
    ("NE", 55_000),
    ("NH", 0),
    ("NJ", 66_250),
    ("NM", 48_750),
    ("NV", 68_500),
    ("NY", 40_000),
    ("OH", 57_500),
    ("OK", 45_000),
    ("OR", 0),
    ("PA", 60_000),
    ("RI", 70_000),
    ("SC", 60_000),
    ("SD", 42_000),
    ("TN", 70_000),
    ("TX", 62_500),
    ("UT", 61_000),
    ("VA", 53_000),
    ("VT", 60_000),
    ("WA", 65_000),
    ("WI", 50_000),
    ("WV", 60_000),
    ("WY", 40_000),
];

/// The zones of all states and the federal district: the rates a shop may begin with, where it has
/// nexus.
pub fn us_zones() -> Result<Vec<TaxZone>, Invalid> {
    let zone = |(state, parts): &(&str, u32)| {
        let rate = TaxRate::from(Fraction::millionths(*parts));
        let rate = DatedRate { category: None, rate, from: Day::parse(AS_OF)?, until: None };
        let (country, region) = (CountryCode::parse("US")?, Some(Code::parse(*state)?));
        Ok(TaxZone { country, region, rates: vec![rate] })
    };
    ROWS.iter().map(zone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::tax::TaxTable;

    #[test]
    fn there_are_fifty_states_and_a_district_five_of_them_without_the_tax() {
        let zones = us_zones().unwrap();
        assert_eq!(zones.len(), 51);
        let free = zones.iter().filter(|zone| zone.rates[0].rate == TaxRate::ZERO).count();
        assert_eq!(free, 5, "Alaska, Delaware, Montana, New Hampshire, Oregon");
        let table = TaxTable::of(zones).unwrap();
        let us = CountryCode::parse("US").unwrap();
        let code = |raw| Code::parse(raw).unwrap();
        let day = Day::parse("2026-11-22").unwrap();
        let rate = table.rate(&us, Some(&code("MN")), &code("standard"), &day).unwrap();
        assert_eq!(rate.to_string(), "0.06875");
    }
}

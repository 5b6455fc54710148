//! VAT rates of the European Union's member states, as of January 2026.
use super::{DatedRate, TaxZone};
use crate::{pricing::Fraction, totals::TaxRate};
use primitives::{Code, CountryCode, Day, Invalid};

/// Where the rates come from. Rates of single goods (books, food, medicine …) differ within the
/// reduced ones: which category a product is of, the merchant decides.
pub const EU_SOURCE: &str = "European Commission, Taxes in Europe Database (TEDB), standard and \
    reduced VAT rates of the member states, as of January 2026";

/// Member states of the Union, with Greece by its ISO code.
const MEMBERS: &str =
    "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK";

/// Whether a country is a member state.
pub fn is_eu(country: &CountryCode) -> bool {
    MEMBERS.split_ascii_whitespace().any(|member| member == country.as_ref())
}

/// A rate by tax category: `-` is every category without one of its own, `reduced` the lower and
/// `intermediate` the upper of a country's reduced rates. Millionths; first day; the first day on which it is
/// not in force any more, if there is one. What was in force at the beginning of 2025 is dated then,
/// however old it is: the table says nothing of earlier days.
type Row = (&'static str, &'static str, u32, &'static str, Option<&'static str>);

const ROWS: &[Row] = &[
    ("AT", "-", 200_000, "2025-01-01", None),
    ("AT", "reduced", 100_000, "2025-01-01", None),
    ("AT", "intermediate", 130_000, "2025-01-01", None),
    ("BE", "-", 210_000, "2025-01-01", None),
    ("BE", "reduced", 60_000, "2025-01-01", None),
    ("BE", "intermediate", 120_000, "2025-01-01", None),
    ("BG", "-", 200_000, "2025-01-01", None),
    ("BG", "reduced", 90_000, "2025-01-01", None),
    ("CY", "-", 190_000, "2025-01-01", None),
    ("CY", "reduced", 50_000, "2025-01-01", None),
    ("CY", "intermediate", 90_000, "2025-01-01", None),
    ("CZ", "-", 210_000, "2025-01-01", None),
    ("CZ", "reduced", 120_000, "2025-01-01", None),
    ("DE", "-", 190_000, "2025-01-01", None),
    ("DE", "reduced", 70_000, "2025-01-01", None),
    ("DK", "-", 250_000, "2025-01-01", None),
    ("EE", "-", 220_000, "2025-01-01", Some("2025-07-01")),
    ("EE", "-", 240_000, "2025-07-01", None),
    ("EE", "reduced", 90_000, "2025-01-01", None),
    ("EE", "intermediate", 130_000, "2025-01-01", None),
    ("ES", "-", 210_000, "2025-01-01", None),
    ("ES", "reduced", 100_000, "2025-01-01", None),
    ("ES", "super-reduced", 40_000, "2025-01-01", None),
    ("FI", "-", 255_000, "2025-01-01", None),
    ("FI", "reduced", 100_000, "2025-01-01", None),
    ("FI", "intermediate", 140_000, "2025-01-01", Some("2026-01-01")),
    ("FI", "intermediate", 135_000, "2026-01-01", None),
    ("FR", "-", 200_000, "2025-01-01", None),
    ("FR", "reduced", 55_000, "2025-01-01", None),
    ("FR", "intermediate", 100_000, "2025-01-01", None),
    ("FR", "super-reduced", 21_000, "2025-01-01", None),
    ("GR", "-", 240_000, "2025-01-01", None),
    ("GR", "reduced", 60_000, "2025-01-01", None),
    ("GR", "intermediate", 130_000, "2025-01-01", None),
    ("HR", "-", 250_000, "2025-01-01", None),
    ("HR", "reduced", 50_000, "2025-01-01", None),
    ("HR", "intermediate", 130_000, "2025-01-01", None),
    ("HU", "-", 270_000, "2025-01-01", None),
    ("HU", "reduced", 50_000, "2025-01-01", None),
    ("HU", "intermediate", 180_000, "2025-01-01", None),
    ("IE", "-", 230_000, "2025-01-01", None),
    ("IE", "reduced", 90_000, "2025-01-01", None),
    ("IE", "intermediate", 135_000, "2025-01-01", None),
    ("IE", "super-reduced", 48_000, "2025-01-01", None),
    ("IT", "-", 220_000, "2025-01-01", None),
    ("IT", "reduced", 50_000, "2025-01-01", None),
    ("IT", "intermediate", 100_000, "2025-01-01", None),
    ("IT", "super-reduced", 40_000, "2025-01-01", None),
    ("LT", "-", 210_000, "2025-01-01", None),
    ("LT", "reduced", 50_000, "2025-01-01", None),
    ("LT", "intermediate", 90_000, "2025-01-01", Some("2026-01-01")),
    ("LT", "intermediate", 120_000, "2026-01-01", None),
    ("LU", "-", 170_000, "2025-01-01", None),
    ("LU", "reduced", 80_000, "2025-01-01", None),
    ("LU", "intermediate", 140_000, "2025-01-01", None),
    ("LU", "super-reduced", 30_000, "2025-01-01", None),
    ("LV", "-", 210_000, "2025-01-01", None),
    ("LV", "reduced", 50_000, "2025-01-01", None),
    ("LV", "intermediate", 120_000, "2025-01-01", None),
    ("MT", "-", 180_000, "2025-01-01", None),
    ("MT", "reduced", 50_000, "2025-01-01", None),
    ("MT", "intermediate", 70_000, "2025-01-01", None),
    ("NL", "-", 210_000, "2025-01-01", None),
    ("NL", "reduced", 90_000, "2025-01-01", None),
    ("PL", "-", 230_000, "2025-01-01", None),
    ("PL", "reduced", 50_000, "2025-01-01", None),
    ("PL", "intermediate", 80_000, "2025-01-01", None),
    ("PT", "-", 230_000, "2025-01-01", None),
    ("PT", "reduced", 60_000, "2025-01-01", None),
    ("PT", "intermediate", 130_000, "2025-01-01", None),
    ("RO", "-", 190_000, "2025-01-01", Some("2025-08-01")),
    ("RO", "-", 210_000, "2025-08-01", None),
    ("RO", "reduced", 90_000, "2025-01-01", Some("2025-08-01")),
    ("RO", "reduced", 110_000, "2025-08-01", None),
    ("SE", "-", 250_000, "2025-01-01", None),
    ("SE", "reduced", 60_000, "2025-01-01", None),
    ("SE", "intermediate", 120_000, "2025-01-01", None),
    ("SI", "-", 220_000, "2025-01-01", None),
    ("SI", "reduced", 50_000, "2025-01-01", None),
    ("SI", "intermediate", 95_000, "2025-01-01", None),
    ("SK", "-", 230_000, "2025-01-01", None),
    ("SK", "reduced", 50_000, "2025-01-01", None),
    ("SK", "intermediate", 190_000, "2025-01-01", None),
];

/// The zones of all member states: the rates a shop may begin with.
pub fn eu_zones() -> Result<Vec<TaxZone>, Invalid> {
    MEMBERS.split_ascii_whitespace().map(zone).collect()
}

fn zone(country: &str) -> Result<TaxZone, Invalid> {
    let own = ROWS.iter().filter(|row| row.0 == country);
    let rates: Result<Vec<DatedRate>, Invalid> = own.map(rate).collect();
    Ok(TaxZone { country: CountryCode::parse(country)?, region: None, rates: rates? })
}

fn rate((_, category, parts, from, until): &Row) -> Result<DatedRate, Invalid> {
    Ok(DatedRate {
        category: if *category == "-" { None } else { Some(Code::parse(*category)?) },
        rate: TaxRate::from(Fraction::millionths(*parts)),
        from: Day::parse(*from)?,
        until: until.map(Day::parse).transpose()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::tax::TaxTable;

    #[test]
    fn every_member_has_a_standard_rate_today_and_none_has_two() {
        let zones = eu_zones().unwrap();
        assert_eq!(zones.len(), 27);
        let table = TaxTable::of(zones.clone()).unwrap();
        let of = |country: &str, category: &str, day: &str| {
            let (category, day) = (Code::parse(category).unwrap(), Day::parse(day).unwrap());
            let country = CountryCode::parse(country).unwrap();
            table.rate(&country, None, &category, &day).map(|rate| rate.to_string())
        };
        for zone in &zones {
            let rate = of(zone.country.as_ref(), "standard", "2026-11-22").unwrap();
            // Article 97 of Directive 2006/112/EC: a standard rate is at least 15 %.
            assert!((0.15..=0.27).contains(&rate.parse::<f64>().unwrap()), "{rate}");
        }
        assert_eq!(of("EE", "standard", "2025-06-30").unwrap(), "0.22");
        assert_eq!(of("EE", "standard", "2025-07-01").unwrap(), "0.24");
        assert_eq!(of("DE", "reduced", "2026-11-22").unwrap(), "0.07");
        assert_eq!(of("DK", "reduced", "2026-11-22").unwrap(), "0.25", "Denmark has one rate");
        assert_eq!(of("SK", "standard", "2025-01-01").unwrap(), "0.23");
        assert!(of("EE", "standard", "2001-01-01").is_err(), "before what is known: no guess");
        assert_eq!(of("US", "standard", "2026-11-22").unwrap(), "0");
    }
}

//! The European Central Bank's daily table of reference rates (`eurofxref-daily.xml`), read strictly.
use super::RateTable;
use crate::pricing::PricingRefusal;
use primitives::{Code, Currency, Day, Timestamp};
use roxmltree::{Document, Node};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Bytes of a table: the bank's has two kilobytes.
pub const ECB_BYTES_MAX: usize = 64 * 1_024;
/// Rows of a table: more than there are currencies.
const ROWS_MAX: usize = 300;
/// The namespace of what the bank publishes.
const NAMESPACE: &str = "http://www.ecb.int/vocabulary/2002-08-01/eurofxref";
/// Characters of a word of the table that are repeated to whoever sent it.
const SHOWN_MAX: usize = 20;

/// A row that cannot be taken, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BadRow {
    /// The currency, as it is written there.
    pub currency: String,
    /// What is wrong with it.
    pub why: String,
}

/// A table that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Read {
    /// The table; how long it is good, whoever takes it says.
    pub table: RateTable,
    /// Rows of currencies that nobody knows: they are left out.
    pub skipped: Vec<BadRow>,
}

/// What says of a rate that it is of such a table.
pub fn source() -> Code {
    Code::parse("ecb").unwrap_or_else(|_| Code::standard())
}

/// Reads a table. A row of a known currency that cannot be taken refuses the table, with every such
/// row by name: a price by half a table would be a surprise.
pub fn read(xml: &str) -> Result<Read, PricingRefusal> {
    if xml.len() > ECB_BYTES_MAX {
        return Err(PricingRefusal::TooMany(ECB_BYTES_MAX / 1_024, "KB of rates"));
    }
    let broken = |why: String| PricingRefusal::BadRates(why);
    // Document types, and with them entities, are refused by the reader.
    let document = Document::parse(xml).map_err(|error| broken(error.to_string()))?;
    let is_cube = |node: &Node<'_, '_>| node.has_tag_name((NAMESPACE, "Cube"));
    let dated: Vec<Node<'_, '_>> =
        document.descendants().filter(|node| is_cube(node) && node.has_attribute("time")).collect();
    let [day] = dated.as_slice() else {
        return Err(broken(format!("it has {} days instead of one", dated.len())));
    };
    let of = Day::parse(day.attribute("time").unwrap_or_default())?;
    let rows: Vec<Node<'_, '_>> = day.children().filter(Node::is_element).collect();
    if rows.is_empty() || rows.len() > ROWS_MAX {
        return Err(broken(format!("it has {} rows instead of 1 to {ROWS_MAX}", rows.len())));
    }
    let mut taken = Taken::default();
    for row in &rows {
        taken.take(row);
    }
    if !taken.bad.is_empty() {
        let all: Vec<String> =
            taken.bad.iter().map(|row| format!("{}: {}", row.currency, row.why)).collect();
        return Err(broken(all.join("; ")));
    }
    let (base, rates) = (Currency::EUR, taken.rates);
    let table =
        RateTable { base, of, valid_until: Timestamp::from_millis(0), rates, source: source() };
    table.check()?;
    Ok(Read { table, skipped: taken.skipped })
}

/// What has been made of the rows.
#[derive(Default)]
struct Taken {
    rates: BTreeMap<Currency, Decimal>,
    bad: Vec<BadRow>,
    skipped: Vec<BadRow>,
}

impl Taken {
    fn take(&mut self, row: &Node<'_, '_>) {
        let written = row.attribute("currency").unwrap_or_default();
        let bad = |why: String| BadRow { currency: written.chars().take(SHOWN_MAX).collect(), why };
        if !row.has_tag_name((NAMESPACE, "Cube")) || written.is_empty() {
            self.bad.push(bad("a row names no currency".into()));
            return;
        }
        let Ok(currency) = Currency::parse(written) else {
            self.skipped.push(bad("is no currency by ISO 4217".into()));
            return;
        };
        match rate(row.attribute("rate").unwrap_or_default()) {
            Err(why) => self.bad.push(bad(why)),
            Ok(_) if currency == Currency::EUR => self.bad.push(bad("is the base".into())),
            Ok(rate) => {
                if self.rates.insert(currency, rate).is_some() {
                    self.bad.push(bad("is there twice".into()));
                }
            }
        }
    }
}

/// A rate as the bank writes it: digits and a point, above nothing.
fn rate(raw: &str) -> Result<Decimal, String> {
    let shown: String = raw.chars().take(SHOWN_MAX).collect();
    let plain = !raw.is_empty()
        && raw.len() <= SHOWN_MAX
        && raw.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && raw.starts_with(|c: char| c.is_ascii_digit());
    let number = plain.then(|| raw.parse::<Decimal>().ok()).flatten();
    let number = number.ok_or_else(|| format!("`{shown}` is no rate"))?;
    let good =
        number > Decimal::ZERO && number <= Decimal::from(1_000_000_000) && number.scale() <= 12;
    if good { Ok(number) } else { Err(format!("`{shown}` cannot be a rate")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn envelope(cubes: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
            <gesmes:Envelope xmlns:gesmes=\"http://www.gesmes.org/xml/2002-08-01\" \
            xmlns=\"http://www.ecb.int/vocabulary/2002-08-01/eurofxref\">\
            <gesmes:subject>Reference rates</gesmes:subject>\
            <gesmes:Sender><gesmes:name>European Central Bank</gesmes:name></gesmes:Sender>\
            <Cube>{cubes}</Cube></gesmes:Envelope>"
        )
    }

    fn day(rows: &str) -> String {
        envelope(&format!("<Cube time='2026-11-20'>{rows}</Cube>"))
    }

    fn refused(xml: &str) -> String {
        read(xml).unwrap_err().to_string()
    }

    #[test]
    fn the_banks_table_is_read() {
        let rows = "<Cube currency='USD' rate='1.0859'/><Cube currency='JPY' rate='160.50'/>\
            <Cube currency='ZZZ' rate='1'/>";
        let Read { table, skipped } = read(&day(rows)).unwrap();
        assert_eq!((table.base, table.of.to_string()), (Currency::EUR, "2026-11-20".into()));
        assert_eq!(table.rates.len(), 2);
        assert_eq!(table.rates[&Currency::parse("USD").unwrap()], "1.0859".parse().unwrap());
        assert_eq!(skipped[0].currency, "ZZZ");
    }

    #[test]
    fn every_bad_row_of_a_known_currency_is_named_and_nothing_is_taken() {
        let rows = "<Cube currency='USD' rate='-1'/><Cube currency='GBP' rate='0.85'/>\
            <Cube currency='JPY' rate='1e3'/><Cube currency='GBP' rate='0.86'/>\
            <Cube currency='CHF'/><Cube currency='SEK' rate='0.000'/><Cube rate='1'/>";
        let why = refused(&day(rows));
        let all = ["USD: `-1`", "JPY: `1e3`", "GBP: is there twice", "CHF: ``", "SEK: `0.000`"];
        for part in all.into_iter().chain(["names no currency"]) {
            assert!(why.contains(part), "{part} in {why}");
        }
    }

    #[test]
    fn what_is_no_table_of_one_day_is_refused() {
        assert!(refused("").contains("cannot be taken"));
        assert!(refused(&envelope("")).contains("0 days"));
        let row = "<Cube currency='USD' rate='1'/>";
        let two =
            format!("<Cube time='2026-11-20'>{row}</Cube><Cube time='2026-11-19'>{row}</Cube>");
        assert!(refused(&envelope(&two)).contains("2 days"));
        assert!(refused(&day("")).contains("0 rows"));
        assert!(refused(&day(row).replace("2026-11-20", "2026-02-30")).contains("date"));
        assert!(refused(&day(row).replace("ecb.int", "evil.int")).contains("0 days"));
        let laughs =
            format!("<!DOCTYPE x [<!ENTITY a 'ha'>]>{}", day(row).split_once("?>").unwrap().1);
        assert!(refused(&laughs).contains("cannot be taken"));
        assert!(matches!(read(&" ".repeat(70_000)), Err(PricingRefusal::TooMany(..))));
    }

    proptest! {
        #![proptest_config(crate::pricing::laws::cases())]

        #[test]
        fn no_text_makes_a_rate_that_is_none(raw in "[0-9.eE+-]{0,24}") {
            if let Ok(rate) = rate(&raw) {
                prop_assert!(rate > Decimal::ZERO && rate <= Decimal::from(1_000_000_000));
            }
        }

        #[test]
        fn no_document_is_too_odd_to_be_refused(rows in "[<>/'= a-zA-Z0-9.&;]{0,200}") {
            if let Ok(read) = read(&day(&rows)) {
                prop_assert!(read.table.check().is_ok());
            }
        }
    }
}

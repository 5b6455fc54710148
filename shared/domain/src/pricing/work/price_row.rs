//! One row of a file of prices, and what it makes of a price list's rows.
use super::{Cells, Column};
use crate::pricing::{
    PricingRefusal, RuleRef, Window,
    selection::{PriceRow, Scope, Tier},
};
use primitives::{Code, CountryCode, Currency, Money, Quantity, Sku};

/// What a row of a file says: one price of one SKU from so many units on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PriceLine {
    /// What is priced.
    pub sku: Sku,
    /// For whom.
    pub scope: Scope,
    /// When.
    pub window: Window,
    /// From so many units on, the price of each.
    pub tier: Tier,
    /// What it is shown to have cost before.
    pub compare_at: Option<Money>,
}

/// Reads a row.
pub fn read_price_row(columns: &[Column], row: &[u8]) -> Result<PriceLine, PricingRefusal> {
    let cells = Cells::read(columns, row)?;
    let currency = cells.get(Column::Currency, Currency::parse)?;
    let price = cells.money(Column::Price, currency)?;
    let price = price.ok_or_else(|| PricingRefusal::Unreadable("price is empty".into()))?;
    let from = cells.find(Column::From, |text| text.parse::<Quantity>())?;
    Ok(PriceLine {
        sku: cells.get(Column::Sku, Sku::parse)?,
        scope: Scope {
            customer: None,
            company: cells.find(Column::Company, Code::parse)?,
            group: cells.find(Column::Group, Code::parse)?,
            country: cells.find(Column::Country, CountryCode::parse)?,
            channel: cells.find(Column::Channel, Code::parse)?,
        },
        window: Window {
            from: cells.moment(Column::ValidFrom)?,
            until: cells.moment(Column::ValidUntil)?,
        },
        tier: Tier { from: from.unwrap_or(Quantity::ONE), price },
        compare_at: cells.money(Column::CompareAt, currency)?,
    })
}

impl PriceLine {
    /// Whether it says something of the row.
    fn is_of(&self, row: &PriceRow) -> bool {
        let currency = self.tier.price.currency;
        row.scope == self.scope && row.window == self.window && row.currency() == Some(currency)
    }

    fn meant(&self) -> (&Sku, &Scope, Window, Quantity, Currency) {
        (&self.sku, &self.scope, self.window, self.tier.from, self.tier.price.currency)
    }

    /// Whether both say what the same units cost the same buyers at the same time.
    pub fn repeats(&self, other: &Self) -> bool {
        self.meant() == other.meant()
    }
}

/// The rows of one SKU on a list once the line is among them: its tier replaces the one from as many
/// units on, or is put among the others. What the line does not speak of stays.
#[must_use]
pub fn lay(mut rows: Vec<PriceRow>, rule: &RuleRef, line: &PriceLine) -> Vec<PriceRow> {
    let Some(row) = rows.iter_mut().find(|row| line.is_of(row)) else {
        rows.push(PriceRow {
            rule: rule.clone(),
            sku: line.sku.clone(),
            scope: line.scope.clone(),
            window: line.window,
            tiers: vec![line.tier],
            compare_at: line.compare_at,
        });
        return rows;
    };
    row.tiers.retain(|tier| tier.from != line.tier.from);
    row.tiers.push(line.tier);
    row.tiers.sort_by_key(|tier| tier.from);
    row.compare_at = line.compare_at.or(row.compare_at);
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pricing::{
        laws::cases,
        work::{TaskKind, header},
    };
    use proptest::prelude::*;

    const HEADER: &[u8] = b"sku,price,currency,from,valid_from,valid_until,compare_at,group";

    fn columns() -> Vec<Column> {
        header(TaskKind::Prices, HEADER).unwrap()
    }

    fn rule() -> RuleRef {
        RuleRef { id: Code::parse("trade").unwrap(), version: 2 }
    }

    #[test]
    fn a_row_is_a_price_from_so_many_units_on() {
        let line =
            read_price_row(&columns(), b"A,3.50,GBP,10,2026-11-27T00:00:00Z,,5.00,gold").unwrap();
        assert_eq!(line.tier.price, Money::new(350, Currency::GBP));
        assert_eq!(line.tier.from.get(), 10);
        assert_eq!(line.compare_at, Some(Money::new(500, Currency::GBP)));
        assert_eq!(line.scope.group, Some(Code::parse("gold").unwrap()));
        for (bad, word) in [
            ("A,3.505,GBP,,,,,", "price"),
            ("A,-1,GBP,,,,,", "price"),
            ("A,,GBP,,,,,", "price"),
            ("A,1,XXQ,,,,,", "currency"),
            ("A,1,GBP,0,,,,", "from"),
            ("A,1,GBP,,tomorrow,,,", "valid_from"),
            (",1,GBP,,,,,", "sku"),
            ("A,1,GBP", "fields"),
        ] {
            let why = read_price_row(&columns(), bad.as_bytes()).unwrap_err().to_string();
            assert!(why.contains(word), "{bad}: {why}");
        }
        assert!(header(TaskKind::Prices, b"sku,price").unwrap_err().contains("currency"));
        assert!(header(TaskKind::Prices, b"sku,price,currency,seen_at").is_err());
    }

    proptest! {
        #![proptest_config(cases())]

        #[test]
        fn the_same_lines_again_change_nothing_and_their_order_does_not_count(
            lines in prop::collection::vec((1_u32..5, 1_i64..1_000, 0_u8..3), 1..12), swap in any::<bool>(),
        ) {
            let line = |(from, minor, group): &(u32, i64, u8)| PriceLine {
                sku: Sku::parse("A").unwrap(),
                scope: Scope {
                    group: Some(Code::parse(format!("g{group}")).unwrap()),
                    ..Scope::default()
                },
                window: Window::default(),
                tier: Tier { from: Quantity::parse(*from).unwrap(), price: Money::new(*minor, Currency::GBP) },
                compare_at: None,
            };
            let mut once: Vec<PriceLine> = Vec::new();
            for line in lines.iter().map(line) {
                if !once.iter().any(|other| other.repeats(&line)) {
                    once.push(line);
                }
            }
            let laid = |lines: &[PriceLine], rows: Vec<PriceRow>| {
                lines.iter().fold(rows, |rows, line| lay(rows, &rule(), line))
            };
            let first = laid(&once, Vec::new());
            prop_assert_eq!(laid(&once, first.clone()), first.clone());
            let tiers: usize = first.iter().map(|row| row.tiers.len()).sum();
            prop_assert_eq!(tiers, once.len());
            if swap {
                let mut backwards = once.clone();
                backwards.reverse();
                prop_assert_eq!(laid(&backwards, first.clone()), first);
            }
        }
    }
}

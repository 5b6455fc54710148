//! One row of a file of competitors' prices.
use super::{Cells, Column};
use crate::pricing::{PricingRefusal, dynamic::Seen};
use primitives::{Code, Currency, Sku, Timestamp};

/// What a row of a file says: who sells one SKU for how much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompetitorRow {
    /// What is sold.
    pub sku: Sku,
    /// By whom, for how much, and when that was seen.
    pub seen: Seen,
}

/// Seconds by which a sender's clock may be ahead.
const AHEAD_SECONDS: i64 = 3_600;

/// Reads a row. Refuses a price of nothing, and one that will be seen.
pub fn read_competitor_row(
    columns: &[Column],
    row: &[u8],
    now: Timestamp,
) -> Result<CompetitorRow, PricingRefusal> {
    let unreadable = |why: &str| PricingRefusal::Unreadable(why.into());
    let cells = Cells::read(columns, row)?;
    let currency = cells.get(Column::Currency, Currency::parse)?;
    let price = cells.money(Column::Price, currency)?.filter(|price| !price.is_zero());
    let seen_at = cells.moment(Column::SeenAt)?;
    let seen_at = seen_at.ok_or_else(|| unreadable("seen_at is empty"))?;
    if seen_at > now.plus_seconds(AHEAD_SECONDS) {
        return Err(unreadable("seen_at is yet to come"));
    }
    Ok(CompetitorRow {
        sku: cells.get(Column::Sku, Sku::parse)?,
        seen: Seen {
            competitor: cells.get(Column::Competitor, Code::parse)?,
            price: price.ok_or_else(|| unreadable("price is empty, or nothing"))?,
            seen_at,
        },
    })
}

//! Keys of `repricing`.
use crate::{
    Index, Indexed, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::pricing::dynamic::{
    PriceMove, Repricer, RepricerCard, RepricerState, SalesClock, SkuSales,
};
use primitives::{Code, Sku, Timestamp};

keys! {
    /// A dynamic rule at work, and how far its run is.
    repricer(rule_id: Code) -> Repricer: "REPRICER#{rule_id}" / "REPRICER";
    /// One per run and SKU, so that no run moves a price twice.
    price_move(rule_id: Code, run: u64, sku: Sku) -> PriceMove: "REPRICER#{rule_id}" / "MOVE#{run:010}#{sku}";
    /// How far sales have been counted.
    sales_clock() -> SalesClock: "SALES#" / "CLOCK";
    /// What was sold of a SKU, by day: what a repricer looks at.
    sku_sales(sku: Sku) -> SkuSales: "SALES#{sku}" / "DAYS";
}

lists! {
    /// Staff choose a repricer.
    repricers() -> RepricerCard: gsi1 "REPRICERS#" / "" oldest;
    /// The clock: repricers at work, by when their next run begins.
    repricers_due() -> RepricerCard: gsi2 "REPRICERS#DUE" / "" oldest;
    /// Staff ask what a repricer did; newest first.
    moves_of_repricer(rule_id: Code) -> PriceMove: table "REPRICER#{rule_id}" / "MOVE#" newest;
    /// Staff ask why a SKU costs what it does; newest first.
    moves_of_sku(sku: Sku) -> PriceMove: gsi1 "PRICEMOVES#{sku}" / "" newest;
}

/// Seconds that entries of the log are kept: two years.
const KEPT_SECONDS: i64 = 2 * 366 * 86_400;

impl Indexed for SalesClock {}
impl Indexed for SkuSales {}

impl Indexed for PriceMove {
    fn entries(&self) -> Vec<(Index, Place)> {
        let sort = format!("{}#{}", self.at, self.rule_id);
        vec![(Index::gsi1, entry(format!("PRICEMOVES#{}", self.sku), sort))]
    }
    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        Some(summary::<Self, _>(self))
    }
    fn expires(&self) -> Option<Timestamp> {
        Some(self.at.plus_seconds(KEPT_SECONDS))
    }
}

impl Indexed for Repricer {
    fn entries(&self) -> Vec<(Index, Place)> {
        let mut entries = vec![(Index::gsi1, entry("REPRICERS#", self.rule_id.to_string()))];
        if self.state == RepricerState::Active {
            let sort = format!("{}#{}", self.due_at, self.rule_id);
            entries.push((Index::gsi2, entry("REPRICERS#DUE", sort)));
        }
        entries
    }
    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        Some(summary::<Self, _>(&self.card()))
    }
}

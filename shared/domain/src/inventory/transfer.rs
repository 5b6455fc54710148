//! Stock on its way from one location to another.
use super::StockRefusal;
use primitives::{LocationId, Quantity, Sku, Timestamp, TransferId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Lines of one transfer: each is up to six writes, and all go in one transaction.
pub const TRANSFER_LINES_MAX: usize = 14;

/// A shipment between two locations.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Transfer {
    /// The transfer.
    pub transfer_id: TransferId,
    /// Where the units were.
    pub from: LocationId,
    /// Where they go.
    pub to: LocationId,
    /// What.
    pub lines: Vec<TransferLine>,
    /// When it left.
    pub shipped_at: Timestamp,
}

/// Units of one SKU on their way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TransferLine {
    /// The SKU.
    pub sku: Sku,
    /// Units that left.
    pub shipped: u32,
    /// Of these, units that arrived fit for sale.
    pub received: u32,
    /// Units that arrived damaged.
    pub damaged: u32,
    /// Units that will never arrive.
    pub lost: u32,
}

/// What arrived of one SKU.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Arrival {
    /// The SKU.
    pub sku: Sku,
    /// Units fit for sale.
    #[serde(default)]
    #[schemars(range(max = 1_000_000))]
    pub received: u32,
    /// Units that are damaged.
    #[serde(default)]
    #[schemars(range(max = 1_000_000))]
    pub damaged: u32,
    /// Units that will never arrive.
    #[serde(default)]
    #[schemars(range(max = 1_000_000))]
    pub lost: u32,
}

/// What the list of transfers shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TransferSummary {
    /// The transfer.
    pub transfer_id: TransferId,
    /// Where the units were.
    pub from: LocationId,
    /// Where they go.
    pub to: LocationId,
    /// When it left.
    pub shipped_at: Timestamp,
    /// Units that are still on their way.
    pub on_the_way: u32,
}

impl TransferLine {
    /// Units that are still on their way.
    pub const fn on_the_way(&self) -> u32 {
        let accounted = self.received.saturating_add(self.damaged).saturating_add(self.lost);
        self.shipped.saturating_sub(accounted)
    }
}

impl Transfer {
    /// Sends units off.
    pub fn ship(
        transfer_id: TransferId,
        from: LocationId,
        to: LocationId,
        units: &[(Sku, Quantity)],
        now: Timestamp,
    ) -> Result<Self, StockRefusal> {
        if from == to {
            return Err(StockRefusal::SameLocation);
        }
        distinct(units.iter().map(|(sku, _)| sku), TRANSFER_LINES_MAX)?;
        let line = |(sku, units): &(Sku, Quantity)| TransferLine {
            sku: sku.clone(),
            shipped: units.get(),
            received: 0,
            damaged: 0,
            lost: 0,
        };
        let lines = units.iter().map(line).collect();
        Ok(Self { transfer_id, from, to, lines, shipped_at: now })
    }

    /// Takes note of what arrived: never more than is still on its way.
    pub fn arrived(&self, arrivals: &[Arrival]) -> Result<Self, StockRefusal> {
        distinct(arrivals.iter().map(|arrival| &arrival.sku), TRANSFER_LINES_MAX)?;
        let mut next = self.clone();
        for arrival in arrivals {
            let line = next.lines.iter_mut().find(|line| line.sku == arrival.sku);
            let line =
                line.ok_or(StockRefusal::MoreThanShipped { sku: arrival.sku.clone(), left: 0 })?;
            let left = line.on_the_way();
            let all =
                u64::from(arrival.received) + u64::from(arrival.damaged) + u64::from(arrival.lost);
            if all > u64::from(left) {
                return Err(StockRefusal::MoreThanShipped { sku: arrival.sku.clone(), left });
            }
            line.received += arrival.received;
            line.damaged += arrival.damaged;
            line.lost += arrival.lost;
        }
        Ok(next)
    }

    /// What the list of transfers shows of it.
    pub fn summary(&self) -> TransferSummary {
        TransferSummary {
            transfer_id: self.transfer_id.clone(),
            from: self.from.clone(),
            to: self.to.clone(),
            shipped_at: self.shipped_at,
            on_the_way: self.lines.iter().map(TransferLine::on_the_way).sum(),
        }
    }
}

/// Refuses an empty list, a long one, and one that names a SKU twice.
pub fn distinct<'a>(
    skus: impl ExactSizeIterator<Item = &'a Sku>,
    max: usize,
) -> Result<(), StockRefusal> {
    let count = skus.len();
    let all: BTreeSet<&Sku> = skus.collect();
    if (1..=max).contains(&count) && all.len() == count {
        Ok(())
    } else {
        Err(StockRefusal::WrongLines(max))
    }
}

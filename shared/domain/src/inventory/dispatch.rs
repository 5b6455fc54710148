//! Units that were put aside leave with a parcel: out of the reservation, and out of the stock.
use super::{
    Delta, Move, Reservation, ReservationState, ReservedLine, Shelf, Spot, StockRefusal, Take,
};
use primitives::{LocationId, Sku};
use std::collections::BTreeMap;

/// Units of one SKU that leave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leaving {
    /// The SKU, which may be a kit.
    pub sku: Sku,
    /// Units.
    pub quantity: u32,
}

impl Reservation {
    /// Takes units out of the page: where they leave from, from there first. Gives where the units of
    /// each entry were taken, in order. Refuses more than is put aside.
    pub fn dispatch(
        &self,
        leaving: &[Leaving],
        from: Option<&LocationId>,
    ) -> Result<(Self, Vec<Vec<Take>>), StockRefusal> {
        let mut page = self.clone();
        let mut taken = Vec::new();
        for entry in leaving {
            let mut left = entry.quantity;
            let mut takes = Vec::new();
            for line in page.lines.iter_mut().filter(|line| line.sku == entry.sku) {
                let units = left.min(line.open());
                left -= units;
                takes.extend(line.send(units, from));
            }
            if left > 0 {
                return Err(StockRefusal::Insufficient(vec![entry.sku.clone()]));
            }
            taken.push(takes);
        }
        // The order was placed, or nothing of it would leave: the page no longer expires.
        page.state = page.ended().unwrap_or(ReservationState::Committed);
        Ok((page, taken))
    }
}

impl ReservedLine {
    /// Takes units off the line; of a kit, as many of each component as one kit has.
    fn send(&mut self, units: u32, from: Option<&LocationId>) -> Vec<Take> {
        let open = self.open().max(1);
        let mut totals: BTreeMap<Sku, u32> = BTreeMap::new();
        for take in &self.takes {
            *totals.entry(take.sku.clone()).or_default() += take.quantity;
        }
        let mut sent = Vec::new();
        for (sku, total) in totals {
            let mut left = (total / open).saturating_mul(units);
            for here in [true, false] {
                for take in self.takes.iter_mut().filter(|take| take.sku == sku) {
                    if (Some(&take.location_id) == from) != here {
                        continue;
                    }
                    let part = left.min(take.quantity);
                    take.quantity -= part;
                    left -= part;
                    if part > 0 {
                        sent.push(Take { quantity: part, ..take.clone() });
                    }
                }
            }
        }
        self.takes.retain(|take| take.quantity > 0);
        self.dispatched = self.dispatched.saturating_add(units);
        sent
    }
}

/// What moves when units leave. Refuses units that are not there: promised before they came in.
pub fn leave<'a>(
    shelf: &Shelf,
    takes: impl IntoIterator<Item = &'a Take>,
) -> Result<Vec<Move>, StockRefusal> {
    let mut sums: BTreeMap<Spot, u32> = BTreeMap::new();
    for take in takes {
        let sum = sums.entry(take.spot()).or_default();
        *sum = sum.saturating_add(take.quantity);
    }
    let mut moves = Vec::new();
    for (spot, units) in sums {
        let level = shelf.level(&spot);
        if level.reserved < units || level.on_hand < units {
            return Err(StockRefusal::Insufficient(vec![spot.sku]));
        }
        let by = -i64::from(units);
        let delta = Delta { on_hand: by, reserved: by, ..Delta::default() };
        moves.push(shelf.step(spot, delta, Vec::new()));
    }
    Ok(moves)
}

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
    /// Takes units out of the page: those that lie where they leave from before any other, whichever
    /// of the SKU's lines they were put aside for. Gives where the units of each entry were taken, in
    /// order. Refuses more than is put aside.
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
            for here in [true, false] {
                for line in page.lines.iter_mut().filter(|line| line.sku == entry.sku) {
                    let units = left.min(if here { line.lying(from) } else { line.open() });
                    left -= units;
                    takes.extend(line.send(units, from));
                }
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
    /// Units of which everything lies at a location; of a kit, every component.
    fn lying(&self, at: Option<&LocationId>) -> u32 {
        let open = self.open();
        let whole = |sku: &Sku, total: u32| {
            let there = self.takes.iter().filter(|take| take.sku == *sku);
            let there = there.filter(|take| Some(&take.location_id) == at);
            let there: u32 = there.map(|take| take.quantity).fold(0, u32::saturating_add);
            // As many as one unit has, of this component.
            there / (total / open.max(1)).max(1)
        };
        self.totals().iter().map(|(sku, total)| whole(sku, *total)).min().unwrap_or(open).min(open)
    }

    /// Units of each SKU that the line holds; of a kit, of each component.
    fn totals(&self) -> BTreeMap<Sku, u32> {
        let mut totals: BTreeMap<Sku, u32> = BTreeMap::new();
        for take in &self.takes {
            *totals.entry(take.sku.clone()).or_default() += take.quantity;
        }
        totals
    }

    /// Takes units off the line; of a kit, as many of each component as one kit has.
    fn send(&mut self, units: u32, from: Option<&LocationId>) -> Vec<Take> {
        let open = self.open().max(1);
        let mut sent = Vec::new();
        for (sku, total) in self.totals() {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inventory::laws::page_of;

    fn take(at: &str, quantity: u32) -> Take {
        let location_id = LocationId::parse(at).unwrap();
        Take { sku: Sku::parse("LAMP").unwrap(), location_id, shard: 0, quantity }
    }

    /// Two lines of one SKU: of each, so many units in York, and so many in Hull.
    fn page(lines: &[(u32, u32)]) -> Reservation {
        let line = |(york, hull): &(u32, u32)| ReservedLine {
            sku: Sku::parse("LAMP").unwrap(),
            quantity: york + hull,
            released: 0,
            dispatched: 0,
            backordered: 0,
            takes: [take("loc_york", *york), take("loc_hull", *hull)]
                .into_iter()
                .filter(|take| take.quantity > 0)
                .collect(),
        };
        page_of(lines.iter().map(line).collect())
    }

    fn from(page: &Reservation, at: &str, quantity: u32) -> (Reservation, Vec<Take>) {
        let leaving = [Leaving { sku: Sku::parse("LAMP").unwrap(), quantity }];
        let (page, mut taken) =
            page.dispatch(&leaving, Some(&LocationId::parse(at).unwrap())).unwrap();
        (page, taken.remove(0))
    }

    #[test]
    fn units_leave_from_where_the_parcel_is_whichever_line_they_were_put_aside_for() {
        for lines in
            [vec![(0, 1), (1, 0)], vec![(1, 0), (0, 1)], vec![(1, 1)], vec![(2, 1), (1, 2)]]
        {
            let page = page(&lines);
            let all = |there: fn(&(u32, u32)) -> u32| lines.iter().map(there).sum::<u32>();
            let (york, hull) = (all(|line| line.0), all(|line| line.1));
            let (next, taken) = from(&page, "loc_york", york);
            assert!(taken.iter().all(|take| take.location_id.as_ref() == "loc_york"), "{taken:?}");
            let (last, taken) = from(&next, "loc_hull", hull);
            assert!(taken.iter().all(|take| take.location_id.as_ref() == "loc_hull"), "{taken:?}");
            assert_eq!(last.state, ReservationState::Dispatched);
        }
    }

    #[test]
    fn what_does_not_lie_there_comes_from_elsewhere_and_no_more_than_there_is() {
        let (next, taken) = from(&page(&[(0, 1), (1, 0)]), "loc_york", 2);
        assert_eq!(taken.iter().map(|take| take.quantity).sum::<u32>(), 2);
        assert_eq!(next.state, ReservationState::Dispatched);
        let leaving = [Leaving { sku: Sku::parse("LAMP").unwrap(), quantity: 3 }];
        assert!(page(&[(0, 1), (1, 0)]).dispatch(&leaving, None).is_err());
    }
}

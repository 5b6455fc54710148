//! Giving back what was put aside.
use super::{
    Ask, Counter, Delta, Guard, Move, PartRelease, Reservation, ReservationState, ReservedLine,
    Shelf, Spot, Take, refusal::quantity, reserve::MOVES_MAX,
};
use primitives::{Quantity, Sku};
use std::collections::{BTreeMap, BTreeSet};

use super::Closing;

/// What was given back, as far as one transaction reaches.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenBack {
    /// The page afterwards.
    pub page: Reservation,
    /// What moves.
    pub moves: Vec<Move>,
    /// What was given back now.
    pub lines: Vec<Ask>,
    /// Whether that was all.
    pub whole: bool,
}

impl Reservation {
    /// Whether closing it for this reason gives anything back.
    pub const fn closes(&self, closing: Closing) -> bool {
        match closing {
            Closing::Expired | Closing::Abandoned => {
                matches!(self.state, ReservationState::Created)
            }
            Closing::Cancelled => self.state.is_open(),
        }
    }

    /// Levels to look at before anything is given back.
    pub fn spots(&self) -> Vec<Spot> {
        let all: BTreeSet<Spot> =
            self.lines.iter().flat_map(|line| line.takes.iter().map(Take::spot)).collect();
        all.into_iter().collect()
    }

    /// What was given back for a reference, so far.
    pub fn released_for(&self, reference: &str) -> BTreeMap<Sku, u32> {
        let mut sum = BTreeMap::new();
        for line in self.releases.iter().filter(|one| one.reference == reference) {
            for ask in &line.lines {
                *sum.entry(ask.sku.clone()).or_default() += ask.quantity.get();
            }
        }
        sum
    }

    /// Gives everything back that is still put aside.
    pub fn close(&self, shelf: &Shelf, closing: Closing) -> GivenBack {
        let wanted = self.lines.iter().map(|line| (line.sku.clone(), u32::MAX)).collect();
        let mut given = self.give(shelf, wanted);
        given.whole = given.page.lines.iter().all(|line| line.open() == 0);
        if given.whole {
            given.page.state = match closing {
                Closing::Expired => ReservationState::Expired,
                Closing::Abandoned | Closing::Cancelled => {
                    given.page.ended().unwrap_or(ReservationState::Released)
                }
            };
        }
        given
    }

    /// Gives some units back: never more than are put aside, and for one reference only once.
    pub fn give_back(&self, shelf: &Shelf, asks: &[Ask], reference: &str) -> GivenBack {
        let mut wanted: BTreeMap<Sku, u32> = BTreeMap::new();
        for ask in asks.iter().filter(|_| self.state.is_open()) {
            let sum = wanted.entry(ask.sku.clone()).or_default();
            *sum = sum.saturating_add(ask.quantity.get());
        }
        for (sku, before) in self.released_for(reference) {
            if let Some(left) = wanted.get_mut(&sku) {
                *left = left.saturating_sub(before);
            }
        }
        let mut given = self.give(shelf, wanted);
        if !given.lines.is_empty() {
            let (reference, lines) = (reference.to_owned(), given.lines.clone());
            given.page.releases.push(PartRelease { reference, lines });
        }
        if let Some(ended) = given.page.ended() {
            given.page.state = ended;
        }
        given
    }

    /// How a page stands of which nothing is put aside any more.
    pub(super) fn ended(&self) -> Option<ReservationState> {
        let none_left = self.lines.iter().all(|line| line.open() == 0);
        let some_sent = self.lines.iter().any(|line| line.dispatched > 0);
        let state =
            if some_sent { ReservationState::Dispatched } else { ReservationState::Released };
        none_left.then_some(state)
    }

    fn give(&self, shelf: &Shelf, mut wanted: BTreeMap<Sku, u32>) -> GivenBack {
        let mut page = self.clone();
        let mut back: BTreeMap<Spot, u32> = BTreeMap::new();
        let mut lines = Vec::new();
        let mut whole = true;
        for line in &mut page.lines {
            let Some(left) = wanted.get_mut(&line.sku) else { continue };
            let Some(units) = quantity(line.open().min(*left)) else { continue };
            let new = line.takes.iter().filter(|take| !back.contains_key(&take.spot())).count();
            // At least one line fits: it was itself put aside in one transaction.
            if !back.is_empty() && back.len() + new > MOVES_MAX {
                whole = false;
                continue;
            }
            *left -= units.get();
            lines.push(Ask { sku: line.sku.clone(), quantity: units });
            take_off(line, units, &mut back);
        }
        let moves = back.into_iter().map(|(spot, units)| released(shelf, spot, units)).collect();
        GivenBack { page, moves, lines, whole }
    }
}

impl Take {
    /// The level it came from.
    pub fn spot(&self) -> Spot {
        Spot { sku: self.sku.clone(), location_id: self.location_id.clone(), shard: self.shard }
    }
}

/// Takes units off a line, the last place first; of a kit, as many of each component as one kit has.
fn take_off(line: &mut ReservedLine, units: Quantity, back: &mut BTreeMap<Spot, u32>) {
    let open = line.open().max(1);
    let mut totals: BTreeMap<Sku, u32> = BTreeMap::new();
    for take in &line.takes {
        *totals.entry(take.sku.clone()).or_default() += take.quantity;
    }
    for (sku, total) in totals {
        let mut left = (total / open).saturating_mul(units.get());
        for take in line.takes.iter_mut().rev().filter(|take| take.sku == sku) {
            let part = left.min(take.quantity);
            take.quantity -= part;
            left -= part;
            if part > 0 {
                *back.entry(take.spot()).or_default() += part;
            }
        }
    }
    line.takes.retain(|take| take.quantity > 0);
    line.released = line.released.saturating_add(units.get());
}

/// Units come back to a level: whoever waits for units there gets them first.
fn released(shelf: &Shelf, spot: Spot, units: u32) -> Move {
    let waiting = shelf.level(&spot).backordered;
    let beyond = waiting.min(units);
    let stock = units - beyond;
    let delta =
        Delta { reserved: -i64::from(stock), backordered: -i64::from(beyond), ..Delta::default() };
    let guards =
        if stock > 0 { vec![Guard::AtMost(Counter::Backordered, beyond)] } else { Vec::new() };
    shelf.step(spot, delta, guards)
}

//! Which units a rule touches.
use super::{DEPTH_MAX, Pick};
use crate::pricing::lot::Lot;
use std::{cmp::Ordering, collections::BTreeMap};

/// Units of one lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub lot: u32,
    pub units: u64,
}

/// The lots of a basket, to choose from.
#[derive(Clone, Copy)]
pub(super) struct Shelf<'a>(pub &'a [Lot<'a>]);

impl<'a> Shelf<'a> {
    pub fn lot(self, at: u32) -> Option<&'a Lot<'a>> {
        usize::try_from(at).ok().and_then(|at| self.0.get(at))
    }

    fn units(self, at: u32) -> u64 {
        self.lot(at).map_or(0, |lot| lot.units)
    }

    /// Those that something may still be taken off.
    fn open(self, members: &[u32]) -> impl Iterator<Item = u32> {
        members.iter().copied().filter(move |at| {
            self.lot(*at).is_some_and(|lot| !lot.closed && lot.left > 0 && lot.depth < DEPTH_MAX)
        })
    }

    /// Units over lots, and what they cost before promotions.
    pub fn count(self, members: &[u32]) -> (u64, u64) {
        members
            .iter()
            .filter_map(|at| self.lot(*at))
            .fold((0, 0), |(units, worth), lot| (units + lot.units, worth + lot.start()))
    }

    /// All units of lots that something may still be taken off.
    pub fn everything(self, members: &[u32]) -> Vec<Chosen> {
        self.open(members).map(|lot| Chosen { lot, units: self.units(lot) }).collect()
    }

    /// Those lots by what a unit has left; equals in their own order.
    fn ranked(self, members: &[u32], pick: Pick) -> Vec<u32> {
        let mut lots: Vec<u32> = self.open(members).collect();
        let cheaper = |one: &u32, other: &u32| match (self.lot(*one), self.lot(*other)) {
            (Some(a), Some(b)) => {
                let (a, b) = ((a.left, b.units), (b.left, a.units));
                (u128::from(a.0) * u128::from(a.1)).cmp(&(u128::from(b.0) * u128::from(b.1)))
            }
            _ => Ordering::Equal,
        };
        match pick {
            Pick::Cheapest => lots.sort_by(cheaper),
            Pick::Dearest => lots.sort_by(|one, other| cheaper(other, one)),
        }
        lots
    }

    /// So many units, the cheapest or dearest first.
    pub fn first(self, members: &[u32], pick: Pick, count: u64) -> Vec<Chosen> {
        let mut left = count;
        let mut chosen = Vec::new();
        for lot in self.ranked(members, pick) {
            let units = self.units(lot).min(left);
            if units == 0 {
                break;
            }
            chosen.push(Chosen { lot, units });
            left -= units;
        }
        chosen
    }

    /// What chosen units have left.
    pub fn worth(self, chosen: &[Chosen]) -> u64 {
        chosen.iter().filter_map(|one| self.lot(one.lot).map(|lot| lot.worth(one.units))).sum()
    }

    /// For every `x` units of `buy`, `y` units of `get`; a unit counts as one or the other, never as
    /// both. With b units that can only be bought, g that can only be got and c that can be either,
    /// t times are possible where t·x ≤ b + c, t·y ≤ g + c and t·(x + y) ≤ b + g + c. Of the units
    /// that can be either, so many have to stay as are lacking among the first. What costs nothing
    /// (any more) buys nothing.
    pub fn buy_get(self, buy: &[u32], get: &[u32], ask: BuyGet) -> Vec<Chosen> {
        let costs = |at: &u32| self.lot(*at).is_some_and(|lot| lot.left > 0);
        let buy: Vec<u32> = buy.iter().copied().filter(costs).collect();
        let open: Vec<u32> = self.open(get).collect();
        let both: Vec<u32> =
            open.iter().copied().filter(|at| buy.binary_search(at).is_ok()).collect();
        let sum = |lots: &[u32]| lots.iter().map(|at| self.units(*at)).sum::<u64>();
        let either = sum(&both);
        let (only_buy, only_get) = (sum(&buy) - either, sum(&open) - either);
        let (x, y) = (ask.buy_units.max(1), ask.get_units.max(1));
        let times = ((only_buy + either) / x)
            .min((only_get + either) / y)
            .min((only_buy + only_get + either) / (x + y));
        let mut left = (times * y).min(ask.at_most.unwrap_or(u64::MAX));
        let mut spare = either - (times * x).saturating_sub(only_buy);
        let mut chosen = Vec::new();
        for lot in self.ranked(&open, ask.pick) {
            let shared = both.binary_search(&lot).is_ok();
            let units = self.units(lot).min(left).min(if shared { spare } else { u64::MAX });
            if units > 0 {
                chosen.push(Chosen { lot, units });
                left -= units;
                spare -= if shared { units } else { 0 };
            }
        }
        chosen
    }

    /// Units for as many groups of `size` as are worth more than `price`, the dearest first, and how
    /// many groups that are.
    pub fn groups(self, members: &[u32], size: u64, price: u64, most: u64) -> (Vec<Chosen>, u64) {
        let lots = self.ranked(members, Pick::Dearest);
        let units: u64 = lots.iter().map(|at| self.units(*at)).sum();
        let worth = |groups: u64| self.worth(&self.first(&lots, Pick::Dearest, groups * size));
        // The dearest come first, so groups are worth less and less: the last worthwhile is found by halving.
        let (mut low, mut high) = (0, (units / size.max(1)).min(most));
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if worth(middle).saturating_sub(worth(middle - 1)) > price {
                low = middle;
            } else {
                high = middle - 1;
            }
        }
        (self.first(&lots, Pick::Dearest, low * size), low)
    }

    /// Units for so many bundles, the dearest of each part first; no unit serves two parts.
    pub fn bundle(self, parts: &[(Vec<u32>, u64)], most: u64) -> (Vec<Chosen>, u64) {
        let can = |(of, units): &(Vec<u32>, u64)| {
            self.open(of).map(|at| self.units(at)).sum::<u64>() / (*units).max(1)
        };
        let (mut low, mut high) = (0, parts.iter().map(can).min().unwrap_or(0).min(most));
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            if self.fill(parts, middle).is_some() { low = middle } else { high = middle - 1 }
        }
        (self.fill(parts, low).unwrap_or_default(), low)
    }

    fn fill(self, parts: &[(Vec<u32>, u64)], times: u64) -> Option<Vec<Chosen>> {
        let mut used: BTreeMap<u32, u64> = BTreeMap::new();
        for (of, units) in parts {
            let mut left = units * times;
            for lot in self.ranked(of, Pick::Dearest) {
                let had = used.entry(lot).or_default();
                let more = (self.units(lot) - *had).min(left);
                *had += more;
                left -= more;
            }
            if left > 0 {
                return None;
            }
        }
        let chosen = used.into_iter().filter(|(_, units)| *units > 0);
        Some(chosen.map(|(lot, units)| Chosen { lot, units }).collect())
    }
}

/// What a buy-X-get-Y asks for.
#[derive(Clone, Copy)]
pub(super) struct BuyGet {
    pub buy_units: u64,
    pub get_units: u64,
    pub pick: Pick,
    pub at_most: Option<u64>,
}

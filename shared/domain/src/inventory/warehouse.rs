//! What happens in the warehouse: goods come, go, are counted, break and travel.
use super::{
    Counter, Delta, Guard, Level, Move, Shelf, StockItem, StockRefusal, shelf::merged, shelf::share,
};
use primitives::{LocationId, Quantity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What happens to damaged units.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Damage {
    /// Units become unfit for sale.
    Damaged,
    /// Damaged units are fit again.
    Repaired,
    /// Damaged units are thrown away.
    Scrapped,
}

/// The stock of one SKU at one location.
#[derive(Clone, Copy)]
pub struct Place<'a> {
    /// What was read.
    pub shelf: &'a Shelf,
    /// The SKU.
    pub item: &'a StockItem,
    /// The location.
    pub location_id: &'a LocationId,
}

impl Place<'_> {
    fn levels(&self) -> Vec<Level> {
        self.shelf.at(self.item, self.location_id)
    }

    fn step(&self, level: &Level, delta: Delta, guards: Vec<Guard>) -> Move {
        self.shelf.step(level.spot(), delta, guards)
    }

    fn short(&self) -> StockRefusal {
        StockRefusal::Insufficient(vec![self.item.sku.clone()])
    }

    /// Units come in. Those who wait for units here get them first; the rest goes where least is.
    pub fn receive(&self, units: u32) -> Vec<Move> {
        let levels = self.levels();
        let mut left = units;
        let mut covers = Vec::new();
        for level in &levels {
            let cover = left.min(level.backordered);
            left -= cover;
            covers.push(cover);
        }
        let fills = self.fill(&levels, left);
        levels
            .iter()
            .zip(covers)
            .zip(fills)
            .filter(|((_, cover), fill)| cover + fill > 0)
            .map(|((level, cover), fill)| {
                let delta = Delta {
                    on_hand: i64::from(cover) + i64::from(fill),
                    reserved: i64::from(cover),
                    backordered: -i64::from(cover),
                    ..Delta::default()
                };
                // Nobody may have begun to wait since: units would be free while somebody waits.
                let nobody_waits = Guard::AtMost(Counter::Backordered, cover);
                self.step(level, delta, if fill > 0 { vec![nobody_waits] } else { Vec::new() })
            })
            .collect()
    }

    /// Units come in that cannot be sold as they are.
    pub fn set_apart(&self, units: u32) -> Vec<Move> {
        let spot = self.item.spot(self.location_id, 0);
        let delta = Delta { damaged: i64::from(units), ..Delta::default() };
        vec![self.shelf.step(spot, delta, Vec::new())]
    }

    /// Deals units over the shards in use so that the emptiest are filled first.
    fn fill(&self, levels: &[Level], units: u32) -> Vec<u32> {
        let open = |level: &&Level| level.shard < self.item.shards;
        let mut heights: Vec<u32> = levels.iter().filter(open).map(|level| level.free).collect();
        heights.sort_unstable();
        // The highest water line that the units suffice for.
        let mut line = 0u64;
        let mut over = 0u64;
        let mut below = 0u64;
        for (count, height) in (1u64..).zip(&heights) {
            below += u64::from(*height);
            let sum = below + u64::from(units);
            let next = heights.get(usize::try_from(count).unwrap_or(usize::MAX));
            line = sum / count;
            over = sum % count;
            if next.is_none_or(|next| line < u64::from(*next)) {
                break;
            }
        }
        levels
            .iter()
            .map(|level| {
                if level.shard >= self.item.shards {
                    return 0;
                }
                let fill = line.saturating_sub(u64::from(level.free));
                let one_more = u64::from(over > 0 && u64::from(level.free) <= line);
                over -= one_more;
                u32::try_from(fill + one_more).unwrap_or(u32::MAX)
            })
            .collect()
    }

    /// Units go that nobody was promised; refused where there are not so many.
    pub fn remove(&self, units: u32) -> Result<Vec<Move>, StockRefusal> {
        let mut levels = self.levels();
        levels.sort_by_key(|level| std::cmp::Reverse(level.free));
        let mut left = units;
        let mut moves = Vec::new();
        for level in levels {
            let part = left.min(level.free);
            left -= part;
            if part > 0 {
                let delta = Delta { on_hand: -i64::from(part), ..Delta::default() };
                moves.push(self.step(&level, delta, Vec::new()));
            }
        }
        if left > 0 { Err(self.short()) } else { Ok(moves) }
    }

    /// Units turn out to be gone, promised or not. Promises they were for are now for units that
    /// are still to come.
    fn lose(&self, units: u32, damaged: bool) -> Result<Vec<Move>, StockRefusal> {
        let mut levels = self.levels();
        levels.sort_by_key(|level| std::cmp::Reverse(level.free));
        let mut left = units;
        let mut taken: Vec<(Level, u32, u32)> = Vec::new();
        for level in levels {
            let part = left.min(level.free);
            left -= part;
            taken.push((level, part, 0));
        }
        for (level, _, promised) in &mut taken {
            *promised = left.min(level.reserved);
            left -= *promised;
        }
        if left > 0 {
            return Err(self.short());
        }
        let moves = taken.into_iter().filter(|(_, free, promised)| free + promised > 0);
        let moves = moves.map(|(level, free, promised)| {
            let gone = i64::from(free) + i64::from(promised);
            let delta = Delta {
                on_hand: -gone,
                reserved: -i64::from(promised),
                backordered: i64::from(promised),
                damaged: if damaged { gone } else { 0 },
                incoming: 0,
            };
            self.step(&level, delta, Vec::new())
        });
        Ok(moves.collect())
    }

    /// A stocktake: so many are there, whatever was thought. The difference is booked.
    pub fn count(&self, counted: u32) -> Result<Vec<Move>, StockRefusal> {
        let levels = self.levels();
        let thought = levels.iter().map(|level| level.on_hand).fold(0, u32::saturating_add);
        let mut moves = if counted >= thought {
            self.receive(counted - thought)
        } else {
            self.lose(thought - counted, false)?
        };
        // What was thought must still be so, at every shard, or the difference is wrong.
        moves.extend(levels.iter().filter(|level| self.exists(level)).map(|level| {
            let as_read = vec![
                Guard::AtLeast(Counter::OnHand, level.on_hand),
                Guard::AtMost(Counter::OnHand, level.on_hand),
            ];
            self.step(level, Delta::default(), as_read)
        }));
        Ok(merged(moves))
    }

    fn exists(&self, level: &Level) -> bool {
        self.shelf.levels.get(&level.spot()).is_some_and(Option::is_some)
    }

    /// Units break, are mended or thrown away.
    pub fn damage(&self, units: Quantity, damage: Damage) -> Result<Vec<Move>, StockRefusal> {
        let units = units.get();
        if damage == Damage::Damaged {
            return self.lose(units, true);
        }
        let mut left = units;
        let mut moves = Vec::new();
        for level in self.levels() {
            let part = left.min(level.damaged);
            left -= part;
            if part > 0 {
                let delta = Delta { damaged: -i64::from(part), ..Delta::default() };
                moves.push(self.step(&level, delta, Vec::new()));
            }
        }
        if left > 0 {
            return Err(self.short());
        }
        if damage == Damage::Repaired {
            moves.extend(self.receive(units));
        }
        Ok(merged(moves))
    }

    /// Units are on the way here.
    pub fn expect(&self, units: u32) -> Vec<Move> {
        let spot = self.item.spot(self.location_id, 0);
        let delta = Delta { incoming: i64::from(units), ..Delta::default() };
        vec![self.shelf.step(spot, delta, Vec::new())]
    }

    /// Units that were on the way are here: good ones, broken ones, and some that never came.
    pub fn arrive(&self, good: u32, damaged: u32, lost: u32) -> Vec<Move> {
        let spot = self.item.spot(self.location_id, 0);
        let delta = Delta {
            incoming: -(i64::from(good) + i64::from(damaged) + i64::from(lost)),
            damaged: i64::from(damaged),
            ..Delta::default()
        };
        let mut moves = vec![self.shelf.step(spot, delta, Vec::new())];
        if good > 0 {
            moves.extend(self.receive(good));
        }
        merged(moves)
    }

    /// Deals the free units of a location evenly over its shards; those who wait get theirs first.
    /// In sum nothing moves but from waiting to promised.
    pub fn rebalance(&self) -> Vec<Move> {
        let levels = self.levels();
        let mut pool: u32 = levels.iter().map(|level| level.free).fold(0, u32::saturating_add);
        let covers: Vec<u32> = levels
            .iter()
            .map(|level| {
                let cover = pool.min(level.backordered);
                pool -= cover;
                cover
            })
            .collect();
        let moves = levels.iter().zip(covers).map(|(level, cover)| {
            let free = share(pool, self.item.shards, level.shard);
            let delta = Delta {
                on_hand: i64::from(free) + i64::from(cover) - i64::from(level.free),
                reserved: i64::from(cover),
                backordered: -i64::from(cover),
                ..Delta::default()
            };
            self.step(level, delta, Vec::new())
        });
        moves.filter(|one| !one.delta.is_nothing()).collect()
    }
}

//! Laws of stock: whatever happens in whatever order, counters stay in bounds and add up.
use super::*;
use primitives::{CheckoutId, LocationId, Quantity, ReservationId, Sku, Timestamp};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// A store of levels that applies moves as the table does: all guards hold, or nothing happens.
struct World {
    shelf: Shelf,
    pages: Vec<Reservation>,
    ledger: BTreeMap<Spot, Delta>,
}

#[derive(Clone, Debug)]
enum Act {
    Receive(usize, u32),
    Remove(usize, u32),
    Count(usize, u32),
    Damage(usize, u32, Damage),
    Rebalance(usize),
    Expect(usize, u32),
    Reserve(Vec<(usize, u32)>),
    Close(usize),
    GiveBack(usize, usize, u32),
    Dispatch(usize, usize, u32, usize),
    Shards(u16),
}

const SKUS: [&str; 4] = ["LAMP", "BULB", "KIT", "PAIR"];

fn sku(at: usize) -> Sku {
    Sku::parse(SKUS[at % 4]).unwrap()
}

fn location(at: usize) -> LocationId {
    LocationId::parse(["loc_a", "loc_b"][at % 2]).unwrap()
}

fn now() -> Timestamp {
    Timestamp::from_millis(1_000)
}

fn item(name: &str, oversell: Oversell, parts: &[(&str, u32)]) -> StockItem {
    let mut item = StockItem::new(Sku::parse(name).unwrap());
    item.oversell = oversell;
    item.components = parts
        .iter()
        .map(|(sku, n)| Component {
            sku: Sku::parse(*sku).unwrap(),
            quantity: Quantity::parse(*n).unwrap(),
        })
        .collect();
    if parts.is_empty() {
        let at = |at, safety_stock| StockedAt { location_id: location(at), safety_stock };
        item.locations = vec![at(0, 2), at(1, 0)];
        (item.shards, item.shards_used) = (2, 2);
    }
    item
}

impl World {
    fn new() -> Self {
        let items = [
            item("LAMP", Oversell::Deny, &[]),
            item("BULB", Oversell::Backorder { limit: 7 }, &[]),
            item("KIT", Oversell::Deny, &[("LAMP", 1), ("BULB", 3)]),
            item("PAIR", Oversell::Deny, &[("LAMP", 2)]),
        ];
        let mut world =
            Self { shelf: Shelf::default(), pages: Vec::new(), ledger: BTreeMap::new() };
        for item in items {
            world.shelf.items.insert(item.sku.clone(), item);
        }
        world.look();
        world
    }

    fn look(&mut self) {
        let spots: Vec<Spot> = self.shelf.items.values().flat_map(StockItem::spots).collect();
        for spot in spots {
            self.shelf.levels.entry(spot).or_default();
        }
    }

    fn apply(&mut self, moves: &[Move]) {
        for one in moves {
            let level = self.shelf.level(&one.spot);
            for guard in &one.guards {
                let holds = match *guard {
                    Guard::AtLeast(counter, least) => level.of(counter) >= least,
                    Guard::AtMost(counter, most) => level.of(counter) <= most,
                };
                assert!(holds, "a decision's own guard fails on what it read: {one:?} {level:?}");
            }
            let next = level.moved(&one.delta).expect("no counter leaves its bounds");
            self.shelf.levels.insert(one.spot.clone(), Some(next));
            let sum = self.ledger.entry(one.spot.clone()).or_default();
            *sum = sum.plus(one.delta);
        }
    }

    fn act(&mut self, act: &Act) {
        let lamp = |at: usize| self.shelf.items[&sku(at % 2)].clone();
        match act {
            Act::Receive(at, units) => {
                let (item, at) = (lamp(*at), location(at / 2));
                let waiting = |levels: &[Level]| -> u32 {
                    levels.iter().map(|level| level.backordered).sum()
                };
                let before = waiting(&self.shelf.at(&item, &at));
                let moves = self.place(&item, &at).receive(*units);
                let sum: i64 = moves.iter().map(|one| one.delta.on_hand).sum();
                assert_eq!(sum, i64::from(*units));
                self.apply(&moves);
                // Whoever waits is served before anything is free. What was free before on another
                // shard, given back by others, stays until the shards are rebalanced.
                let levels = self.shelf.at(&item, &at);
                assert_eq!(waiting(&levels), before.saturating_sub(*units), "{levels:?}");
            }
            Act::Remove(at, units) => {
                let (item, at) = (lamp(*at), location(at / 2));
                if let Ok(moves) = self.place(&item, &at).remove(*units) {
                    self.apply(&moves);
                }
            }
            Act::Count(at, counted) => {
                let (item, at) = (lamp(*at), location(at / 2));
                let moves = self.place(&item, &at).count(*counted).expect("any count is booked");
                self.apply(&moves);
                let there: u32 = self.shelf.at(&item, &at).iter().map(|level| level.on_hand).sum();
                assert_eq!(there, *counted);
            }
            Act::Damage(at, units, damage) => {
                let (item, at) = (lamp(*at), location(at / 2));
                let units = Quantity::parse(*units).unwrap();
                if let Ok(moves) = self.place(&item, &at).damage(units, *damage) {
                    self.apply(&moves);
                }
            }
            Act::Rebalance(at) => {
                let (item, at) = (lamp(*at), location(at / 2));
                let moves = self.place(&item, &at).rebalance();
                let sum = moves.iter().fold(Delta::default(), |sum, one| sum.plus(one.delta));
                assert_eq!((sum.on_hand, sum.reserved + sum.backordered), (0, 0));
                self.apply(&moves);
            }
            Act::Expect(at, units) => {
                let (item, at) = (lamp(*at), location(at / 2));
                let moves = self.place(&item, &at).expect(*units);
                self.apply(&moves);
                let moves = self.place(&item, &at).arrive(units / 2, units / 4, 0);
                self.apply(&moves);
            }
            Act::Reserve(lines) => self.reserve(lines),
            Act::Close(at) => {
                let Some(page) = self.pages.get(*at).cloned() else { return };
                let given = page.close(&self.shelf, Closing::Cancelled);
                assert!(given.whole);
                self.apply(&given.moves);
                self.pages[*at] = given.page;
            }
            Act::GiveBack(at, what, units) => self.give_back(*at, *what, *units),
            Act::Dispatch(at, what, units, from) => self.dispatch(*at, *what, *units, *from),
            Act::Shards(shards) => {
                for at in 0..2 {
                    let item = self.shelf.items.get_mut(&sku(at)).unwrap();
                    item.shards = *shards;
                    item.shards_used = item.shards_used.max(*shards);
                }
                self.look();
            }
        }
    }

    fn place<'a>(&'a self, item: &'a StockItem, location_id: &'a LocationId) -> Place<'a> {
        Place { shelf: &self.shelf, item, location_id }
    }

    fn reserve(&mut self, lines: &[(usize, u32)]) {
        let asks: Vec<Ask> = lines
            .iter()
            .map(|(at, n)| Ask { sku: sku(*at), quantity: Quantity::parse(*n).unwrap() })
            .collect();
        let seed = format!("rsv_{}", self.pages.len());
        let before = self.shelf.clone();
        let Ok(planned) = plan(&before, &asks, &seed, now()) else { return };
        assert_eq!(planned.lines.len(), asks.len());
        for (line, ask) in planned.lines.iter().zip(&asks) {
            let parts = parts(&before, std::slice::from_ref(ask)).unwrap();
            for (sku, units) in parts {
                let taken = line.takes.iter().filter(|take| take.sku == sku);
                assert_eq!(taken.map(|take| take.quantity).sum::<u32>(), units);
            }
        }
        self.apply(&planned.moves);
        for level in self.shelf.levels.values().flatten() {
            let then = before.level(&level.spot());
            let item = &self.shelf.items[&level.sku];
            let safe = item.safety(&level.spot());
            assert!(level.free == then.free || level.free >= safe, "safety stock was promised");
        }
        self.pages.push(page_of(planned.lines));
    }

    /// A parcel leaves from a location.
    fn dispatch(&mut self, at: usize, what: usize, units: u32, from: usize) {
        let Some(page) = self.pages.get(at).cloned() else { return };
        let leaving = [Leaving { sku: sku(what), quantity: units }];
        let from = location(from);
        let Ok((next, taken)) = page.dispatch(&leaving, Some(&from)) else { return };
        let ask = Ask { sku: sku(what), quantity: Quantity::parse(units).unwrap() };
        let mut wanted = parts(&self.shelf, &[ask]).unwrap();
        for take in taken.iter().flatten() {
            *wanted.get_mut(&take.sku).unwrap() -= take.quantity;
        }
        assert!(wanted.values().all(|units| *units == 0), "{wanted:?}");
        // Of what is no kit, nothing comes from elsewhere while some lies here.
        let here = |line: &&ReservedLine| line.takes.iter().any(|take| take.location_id == from);
        let elsewhere = taken.iter().flatten().any(|take| take.location_id != from);
        let left = next.lines.iter().filter(|line| line.sku == sku(what)).find(here);
        assert!(what > 1 || !elsewhere || left.is_none(), "{left:?}");
        // What was promised before it came in cannot leave yet.
        if let Ok(moves) = leave(&self.shelf, taken.iter().flatten()) {
            self.apply(&moves);
            self.pages[at] = next;
        }
    }

    fn give_back(&mut self, at: usize, what: usize, units: u32) {
        let Some(page) = self.pages.get(at).cloned() else { return };
        let asks = [Ask { sku: sku(what), quantity: Quantity::parse(units).unwrap() }];
        let reference = format!("{what}-{units}");
        let given = page.give_back(&self.shelf, &asks, &reference);
        self.apply(&given.moves);
        let again = given.page.give_back(&self.shelf, &asks, &reference);
        assert!(again.lines.is_empty() && again.moves.is_empty(), "given back twice");
        self.pages[at] = given.page;
    }

    fn check(&self) {
        let mut promised: BTreeMap<Spot, u32> = BTreeMap::new();
        for take in self.pages.iter().flat_map(|page| &page.lines).flat_map(|line| &line.takes) {
            *promised.entry(take.spot()).or_default() += take.quantity;
        }
        for level in self.shelf.levels.values().flatten() {
            let spot = level.spot();
            let sum = self.ledger[&spot];
            for counter in Counter::ALL {
                assert_eq!(
                    i64::from(level.of(counter)),
                    sum.of(counter),
                    "{counter:?} of {spot:?}"
                );
            }
            assert_eq!(level.free, level.on_hand - level.reserved);
            let open = promised.remove(&spot).unwrap_or_default();
            assert_eq!(level.reserved + level.backordered, open, "{spot:?}");
        }
        assert!(promised.values().all(|units| *units == 0), "{promised:?}");
    }
}

/// A page of a reservation with these lines.
pub(super) fn page_of(lines: Vec<ReservedLine>) -> Reservation {
    Reservation {
        reservation_id: ReservationId::parse("rsv_1").unwrap(),
        page: 0,
        checkout_id: CheckoutId::parse("chk_1").unwrap(),
        lines,
        state: ReservationState::Created,
        complete: true,
        created_at: now(),
        expires_at: now(),
        releases: Vec::new(),
    }
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let damage = prop_oneof![Just(Damage::Damaged), Just(Damage::Repaired), Just(Damage::Scrapped)];
    let act = prop_oneof![
        4 => (0..4usize, 1..40u32).prop_map(|(at, n)| Act::Receive(at, n)),
        1 => (0..4usize, 1..9u32).prop_map(|(at, n)| Act::Remove(at, n)),
        1 => (0..4usize, 0..40u32).prop_map(|(at, n)| Act::Count(at, n)),
        2 => (0..4usize, 1..9u32, damage).prop_map(|(at, n, what)| Act::Damage(at, n, what)),
        1 => (0..4usize).prop_map(Act::Rebalance),
        1 => (0..4usize, 1..9u32).prop_map(|(at, n)| Act::Expect(at, n)),
        6 => prop::collection::vec((0..4usize, 1..7u32), 1..5).prop_map(Act::Reserve),
        2 => (0..12usize).prop_map(Act::Close),
        3 => (0..12usize, 0..4usize, 1..9u32).prop_map(|(at, w, n)| Act::GiveBack(at, w, n)),
        3 => (0..12usize, 0..4usize, 1..5u32, 0..2usize)
            .prop_map(|(at, what, n, from)| Act::Dispatch(at, what, n, from)),
        1 => (1..6u16).prop_map(Act::Shards),
    ];
    prop::collection::vec(act, 1..60)
}

proptest! {
    #[test]
    fn whatever_happens_the_ledger_is_the_level_and_promises_are_kept(acts in acts()) {
        let mut world = World::new();
        for act in &acts {
            world.act(act);
            world.check();
        }
    }

    #[test]
    fn what_is_reserved_and_given_back_leaves_stock_as_it_was(
        stock in 1..60u32, lines in prop::collection::vec((0..4usize, 1..5u32), 1..6),
    ) {
        let mut world = World::new();
        world.act(&Act::Receive(0, stock));
        world.act(&Act::Receive(1, stock));
        let before = world.shelf.clone();
        world.act(&Act::Reserve(lines));
        world.act(&Act::Close(0));
        for (spot, level) in &before.levels {
            let after = world.shelf.level(spot);
            prop_assert_eq!(level.clone().unwrap_or_else(|| Level::empty(spot)), after);
        }
    }

    #[test]
    fn shares_add_up(total in 0..2_000_000u32, ways in 1..33u16) {
        let sum: u32 = (0..ways).map(|index| share(total, ways, index)).sum();
        prop_assert_eq!(sum, total);
    }

    #[test]
    fn goods_fill_the_emptiest_shards_first(
        heights in prop::collection::vec(0..30u32, 1..6), units in 1..100u32,
    ) {
        let mut world = World::new();
        let shards = u16::try_from(heights.len()).unwrap();
        world.act(&Act::Shards(shards));
        let item = world.shelf.items.get_mut(&sku(0)).unwrap();
        item.shards_used = shards;
        let item = item.clone();
        for (shard, height) in heights.iter().enumerate() {
            let spot = item.spot(&location(0), u16::try_from(shard).unwrap());
            let delta = Delta { on_hand: i64::from(*height), ..Delta::default() };
            let level = Level::empty(&spot).moved(&delta).unwrap();
            world.shelf.levels.insert(spot, Some(level));
        }
        let moves = world.place(&item, &location(0)).receive(units);
        let sum: i64 = moves.iter().map(|one| one.delta.on_hand).sum();
        prop_assert_eq!(sum, i64::from(units));
        let after = world.shelf.after(&moves).unwrap();
        let top = moves.iter().map(|one| after.level(&one.spot).free).max().unwrap_or(0);
        for level in after.at(&item, &location(0)) {
            prop_assert!(level.free + 1 >= top, "one shard is filled while another is emptier");
        }
    }
}

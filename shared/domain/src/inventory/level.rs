//! How much there is, and the ledger of how it came to be.
use events::Actor;
use primitives::{Invalid, LocationId, MovementId, Sku, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// One shard of the stock of a SKU at a location: the item that counters live on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// The SKU.
    pub sku: Sku,
    /// The location.
    pub location_id: LocationId,
    /// The shard. Shards are partitions of the table: a hot SKU is not one hot item.
    pub shard: u16,
    /// Sellable units that are there, promised or not.
    pub on_hand: u32,
    /// Of these, promised to open reservations.
    pub reserved: u32,
    /// On hand less reserved. A counter of its own, because conditions cannot subtract.
    pub free: u32,
    /// On the way here.
    pub incoming: u32,
    /// There, but not fit for sale.
    pub damaged: u32,
    /// Promised to open reservations, and not there yet.
    pub backordered: u32,
}

/// Where a level is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Spot {
    /// The SKU.
    pub sku: Sku,
    /// The location.
    pub location_id: LocationId,
    /// The shard.
    pub shard: u16,
}

/// How the counters of a level move. `free` follows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Delta {
    /// Of on hand.
    pub on_hand: i64,
    /// Of reserved.
    pub reserved: i64,
    /// Of incoming.
    pub incoming: i64,
    /// Of damaged.
    pub damaged: i64,
    /// Of backordered.
    pub backordered: i64,
}

/// A counter of a level.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counter {
    /// Sellable units that are there.
    OnHand,
    /// Promised.
    Reserved,
    /// Not promised.
    Free,
    /// On the way.
    Incoming,
    /// Unfit for sale.
    Damaged,
    /// Promised and not there.
    Backordered,
}

/// What must be true of a level for a move to be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Guard {
    /// The counter is at least so much.
    AtLeast(Counter, u32),
    /// The counter is at most so much.
    AtMost(Counter, u32),
}

/// One level's part in a change.
#[derive(Clone, Debug, PartialEq)]
pub struct Move {
    /// The level.
    pub spot: Spot,
    /// Whether it exists. One that does not is made by the move.
    pub exists: bool,
    /// How its counters move.
    pub delta: Delta,
    /// What must hold. That no counter goes below zero need not be said.
    pub guards: Vec<Guard>,
}

/// One entry of the stock ledger. Written with the level it moves, in one transaction; never edited.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Movement {
    /// The entry.
    pub movement_id: MovementId,
    /// When.
    pub at: Timestamp,
    /// The SKU.
    pub sku: Sku,
    /// The shard.
    pub shard: u16,
    /// The location.
    pub location_id: LocationId,
    /// By how much each counter moved.
    pub delta: Delta,
    /// Why.
    pub reason: Reason,
    /// By whom.
    pub actor: Actor,
    /// The receipt, reservation, transfer or order behind it.
    pub reference: Option<String>,
}

/// Why stock moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Goods came in.
    Received,
    /// Units turned up.
    Found,
    /// Units are gone.
    Lost,
    /// Units were stolen.
    Stolen,
    /// An earlier entry was wrong.
    Corrected,
    /// A stocktake found another number.
    Counted,
    /// Units became unfit for sale.
    Damaged,
    /// Damaged units were made fit again.
    Repaired,
    /// Damaged units were thrown away.
    Scrapped,
    /// Sent to another location.
    Shipped,
    /// Came from another location.
    Arrived,
    /// Sent, and never came.
    LostInTransit,
    /// Sent to a buyer.
    Dispatched,
    /// Came back from a buyer, fit for sale.
    Returned,
    /// Built into what a buyer sent in to be mended.
    UsedInRepair,
    /// Taken for a repair, and not needed.
    UnusedInRepair,
    /// Lent to a buyer whose own unit is being mended.
    Lent,
    /// Came back from whoever it was lent to.
    LoanEnded,
    /// Promised to a buyer.
    Reserved,
    /// Given back by a buyer.
    Released,
    /// Given back by the clock.
    Expired,
    /// Moved between shards; nothing moved in the warehouse.
    Rebalanced,
}

impl Counter {
    /// All of them.
    pub const ALL: [Self; 6] = [
        Self::OnHand,
        Self::Reserved,
        Self::Free,
        Self::Incoming,
        Self::Damaged,
        Self::Backordered,
    ];

    /// Its attribute.
    pub const fn name(self) -> &'static str {
        match self {
            Self::OnHand => "on_hand",
            Self::Reserved => "reserved",
            Self::Free => "free",
            Self::Incoming => "incoming",
            Self::Damaged => "damaged",
            Self::Backordered => "backordered",
        }
    }
}

impl Delta {
    /// How much a counter moves.
    pub const fn of(&self, counter: Counter) -> i64 {
        match counter {
            Counter::OnHand => self.on_hand,
            Counter::Reserved => self.reserved,
            Counter::Free => self.on_hand - self.reserved,
            Counter::Incoming => self.incoming,
            Counter::Damaged => self.damaged,
            Counter::Backordered => self.backordered,
        }
    }

    /// Both together.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            on_hand: self.on_hand + other.on_hand,
            reserved: self.reserved + other.reserved,
            incoming: self.incoming + other.incoming,
            damaged: self.damaged + other.damaged,
            backordered: self.backordered + other.backordered,
        }
    }

    /// Whether nothing moves.
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }
}

impl Level {
    /// A level with nothing in it.
    pub fn empty(spot: &Spot) -> Self {
        Self {
            sku: spot.sku.clone(),
            location_id: spot.location_id.clone(),
            shard: spot.shard,
            on_hand: 0,
            reserved: 0,
            free: 0,
            incoming: 0,
            damaged: 0,
            backordered: 0,
        }
    }

    /// Where it is.
    pub fn spot(&self) -> Spot {
        Spot { sku: self.sku.clone(), location_id: self.location_id.clone(), shard: self.shard }
    }

    /// What a counter says.
    pub const fn of(&self, counter: Counter) -> u32 {
        match counter {
            Counter::OnHand => self.on_hand,
            Counter::Reserved => self.reserved,
            Counter::Free => self.free,
            Counter::Incoming => self.incoming,
            Counter::Damaged => self.damaged,
            Counter::Backordered => self.backordered,
        }
    }

    /// The level after a move, unless a counter would leave its bounds.
    pub fn moved(&self, delta: &Delta) -> Result<Self, Invalid> {
        let next = |counter: Counter| {
            u32::try_from(i64::from(self.of(counter)) + delta.of(counter))
                .map_err(|_| Invalid::new(counter.name(), "would be negative or absurdly large"))
        };
        Ok(Self {
            on_hand: next(Counter::OnHand)?,
            reserved: next(Counter::Reserved)?,
            free: next(Counter::Free)?,
            incoming: next(Counter::Incoming)?,
            damaged: next(Counter::Damaged)?,
            backordered: next(Counter::Backordered)?,
            ..self.clone()
        })
    }

    /// Guards that hold as long as the counters that decisions look at are as they were read.
    pub fn as_read(&self) -> Vec<Guard> {
        [Counter::OnHand, Counter::Reserved, Counter::Backordered]
            .into_iter()
            .flat_map(|counter| {
                let now = self.of(counter);
                [Guard::AtLeast(counter, now), Guard::AtMost(counter, now)]
            })
            .collect()
    }
}

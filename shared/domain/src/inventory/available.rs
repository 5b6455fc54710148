//! Whether a SKU can be had.
use super::{Oversell, Shelf, StockItem};
use primitives::Timestamp;

/// Whether a SKU can be had, and how many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Availability {
    /// It never runs out.
    Endless,
    /// So many are there.
    InStock {
        /// Units that may be promised.
        units: u32,
    },
    /// None are there, but so many may be promised.
    Backorder {
        /// Units that may be promised.
        units: u32,
    },
    /// The goods do not exist yet, but so many may be promised.
    Preorder {
        /// Units that may be promised.
        units: u32,
        /// When the goods are expected.
        available_from: Timestamp,
    },
    /// None.
    Out,
}

impl Availability {
    /// Units that may be promised, from stock or not.
    pub const fn units(self) -> u32 {
        match self {
            Self::Endless => u32::MAX,
            Self::InStock { units } | Self::Backorder { units } | Self::Preorder { units, .. } => {
                units
            }
            Self::Out => 0,
        }
    }
}

impl Shelf {
    /// Whether a SKU can be had, by levels that were all read.
    pub fn availability(&self, item: &StockItem, now: Timestamp) -> Availability {
        if !item.tracked {
            return Availability::Endless;
        }
        if item.components.is_empty() {
            return self.availability_of(item, now);
        }
        let of = |part: &super::Component| {
            let item = self.items.get(&part.sku)?;
            Some(self.availability_of(item, now).per(part.quantity.get()))
        };
        item.components
            .iter()
            .map(|part| of(part).unwrap_or(Availability::Out))
            .reduce(scarcer)
            .unwrap_or(Availability::Out)
    }

    fn availability_of(&self, item: &StockItem, now: Timestamp) -> Availability {
        if !item.tracked {
            return Availability::Endless;
        }
        let units = self.available_of(item);
        if units > 0 {
            return Availability::InStock { units };
        }
        let waiting = item
            .spots()
            .iter()
            .map(|spot| self.level(spot).backordered)
            .fold(0, u32::saturating_add);
        // Without a location there is nowhere to wait.
        let limit = if item.locations.is_empty() { 0 } else { item.oversell.limit(now) };
        let units = limit.saturating_sub(waiting);
        match item.oversell {
            _ if units == 0 => Availability::Out,
            Oversell::Preorder { available_from, .. } => {
                Availability::Preorder { units, available_from }
            }
            _ => Availability::Backorder { units },
        }
    }
}

impl Availability {
    /// How often it can be had in portions.
    fn per(self, portion: u32) -> Self {
        let portions = self.units() / portion.max(1);
        match self {
            Self::Endless => Self::Endless,
            _ if portions == 0 => Self::Out,
            Self::InStock { .. } => Self::InStock { units: portions },
            Self::Backorder { .. } => Self::Backorder { units: portions },
            Self::Preorder { available_from, .. } => {
                Self::Preorder { units: portions, available_from }
            }
            Self::Out => Self::Out,
        }
    }

    /// 0 is best.
    const fn rank(self) -> u8 {
        match self {
            Self::Endless => 0,
            Self::InStock { .. } => 1,
            Self::Backorder { .. } => 2,
            Self::Preorder { .. } => 3,
            Self::Out => 4,
        }
    }
}

/// What a kit of both can be had as: the worse kind, the smaller number.
fn scarcer(one: Availability, two: Availability) -> Availability {
    let units = one.units().min(two.units());
    let worse = if one.rank() >= two.rank() { one } else { two };
    match worse {
        Availability::Endless => Availability::Endless,
        Availability::InStock { .. } => Availability::InStock { units },
        Availability::Backorder { .. } => Availability::Backorder { units },
        Availability::Preorder { available_from, .. } => {
            Availability::Preorder { units, available_from }
        }
        Availability::Out => Availability::Out,
    }
}

//! Which programme takes what, and which units that were bought have been taken.
use super::{RecycleRefusal, TakebackProgramme};
use primitives::{Code, CountryCode, OrderId, Sku, Slug, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Programmes of the shop.
const PROGRAMMES_MAX: usize = 60;

/// What one programme lays claim to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakebackClaim {
    /// The programme.
    pub programme: Slug,
    /// Its market.
    pub market: CountryCode,
    /// From when on.
    pub valid_from: Timestamp,
    /// Until when.
    pub valid_until: Option<Timestamp>,
    /// SKUs.
    pub skus: Vec<Sku>,
    /// Categories.
    pub categories: Vec<Code>,
}

impl TakebackClaim {
    fn of(one: &TakebackProgramme) -> Self {
        Self {
            programme: one.programme.clone(),
            market: one.market.clone(),
            valid_from: one.valid_from,
            valid_until: one.valid_until,
            skus: one.items.iter().map(|item| item.sku.clone()).collect(),
            categories: one.categories.clone(),
        }
    }

    /// The same thing, in the same market, at the same time.
    fn clashes(&self, other: &Self) -> bool {
        let before = |end: Option<Timestamp>, start| end.is_some_and(|end| end <= start);
        self.market == other.market
            && !before(self.valid_until, other.valid_from)
            && !before(other.valid_until, self.valid_from)
            && (self.skus.iter().any(|sku| other.skus.contains(sku))
                || self.categories.iter().any(|one| other.categories.contains(one)))
    }
}

/// All claims, in one item: whoever writes a programme writes this too, so two that overlap are never written at once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakebackBook {
    /// The claims.
    pub claims: Vec<TakebackClaim>,
}

impl TakebackBook {
    /// With a programme as it is now.
    pub fn with(&self, one: &TakebackProgramme) -> Result<Self, RecycleRefusal> {
        let claim = TakebackClaim::of(one);
        let mut next = self.clone();
        next.claims.retain(|other| other.programme != claim.programme);
        if let Some(other) = next.claims.iter().find(|other| other.clashes(&claim)) {
            return Err(RecycleRefusal::Overlap(other.programme.clone()));
        }
        if next.claims.len() >= PROGRAMMES_MAX {
            return Err(RecycleRefusal::TooManyProgrammes);
        }
        next.claims.push(claim);
        Ok(next)
    }

    /// The programme that takes something now. Who names the SKU goes before who names its category; of two that name
    /// different categories of it, the first by name.
    pub fn find(
        &self,
        sku: &Sku,
        categories: &[Code],
        market: &CountryCode,
        now: Timestamp,
    ) -> Option<&Slug> {
        let open = |one: &&TakebackClaim| {
            one.market == *market
                && one.valid_from <= now
                && one.valid_until.is_none_or(|until| now < until)
        };
        let named = self.claims.iter().filter(open).find(|one| one.skus.contains(sku));
        let listed = self.claims.iter().filter(open);
        let listed =
            listed.filter(|one| one.categories.iter().any(|known| categories.contains(known)));
        let listed = listed.min_by(|one, other| one.programme.cmp(&other.programme));
        named.or(listed).map(|one| &one.programme)
    }
}

/// Units of an order that are with take-backs: the one place that keeps a unit from being taken twice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakebackAccount {
    /// The order.
    pub order_id: OrderId,
    /// By SKU.
    pub units: BTreeMap<Sku, u32>,
}

impl TakebackAccount {
    /// Of an order of which nothing was taken.
    pub const fn new(order_id: OrderId) -> Self {
        Self { order_id, units: BTreeMap::new() }
    }

    /// With one unit more, of so many that left with the order and did not come back.
    pub fn with(mut self, sku: &Sku, kept: u32) -> Result<Self, RecycleRefusal> {
        let taken = self.units.entry(sku.clone()).or_default();
        if *taken >= kept {
            return Err(RecycleRefusal::NotBought(sku.clone()));
        }
        *taken += 1;
        Ok(self)
    }

    /// With one that did not come, or went back.
    #[must_use]
    pub fn without(mut self, sku: &Sku) -> Self {
        if let Some(taken) = self.units.get_mut(sku) {
            *taken = taken.saturating_sub(1);
        }
        self
    }
}

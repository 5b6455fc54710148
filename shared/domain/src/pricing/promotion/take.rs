//! How much a rule takes off the units it touches.
use super::{
    Amounts, BundlePart, Effect, Off, OrderOff, Selector, Step, Threshold,
    choose::{BuyGet, Chosen, Shelf},
    index::{Matches, Rule},
};
use crate::pricing::{
    Basket, PricingRefusal, RoundingMode, allocation,
    derivation::{How, OffEntry},
    exact::MILLION,
};
use primitives::{Currency, MoneyError, Sku};

/// What a rule would do now.
pub(super) enum Proposal {
    /// Something off goods.
    Goods { how: How, cap: Option<u64>, entries: Vec<OffEntry> },
    /// Something off shipping.
    Shipping { how: How, off: u64, delta: i64 },
    /// A gift.
    Gift { sku: Sku, units: u32 },
}

impl Proposal {
    /// What it is worth to the buyer.
    pub fn sum(&self) -> u64 {
        match self {
            Self::Goods { entries, .. } => entries.iter().map(|entry| entry.off).sum(),
            Self::Shipping { off, .. } => *off,
            Self::Gift { .. } => 0,
        }
    }
}

/// Everything that a rule looks at.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub shelf: Shelf<'a>,
    pub matches: &'a Matches,
    pub basket: &'a Basket,
    /// What is left of the price of shipping.
    pub shipping: Option<u64>,
    pub mode: RoundingMode,
}

impl View<'_> {
    /// What a rule would do; `None` if that is nothing.
    pub fn propose(self, rule: &Rule) -> Result<Option<Proposal>, PricingRefusal> {
        if let Effect::Gift { sku, units } = &rule.promotion.effect {
            return Ok(Some(Proposal::Gift { sku: sku.clone(), units: units.get() }));
        }
        if let Effect::Shipping { options, off } = &rule.promotion.effect {
            return self.shipping(options, off);
        }
        let Some((chosen, how, cap)) = self.goods(rule) else { return Ok(None) };
        let cap = (cap < u64::MAX).then_some(cap);
        let entries = self.take(&chosen, how, cap)?;
        let proposal = Proposal::Goods { how, cap, entries };
        Ok((proposal.sum() > 0).then_some(proposal))
    }

    fn currency(self) -> Currency {
        self.basket.currency
    }

    /// Which units, how, and how much at most.
    fn goods(self, rule: &Rule) -> Option<(Vec<Chosen>, How, u64)> {
        let conditions = rule.promotion.conditions.iter();
        let first = conditions.filter(|one| one.selector().is_some()).count();
        let members = |at: usize| self.matches.of(rule.slots.get(first + at));
        let shelf = self.shelf;
        match &rule.promotion.effect {
            Effect::Lines { off, at_most, pick, cap, .. } => {
                let chosen = match at_most {
                    Some(most) => shelf.first(members(0), *pick, u64::from(*most)),
                    None => shelf.everything(members(0)),
                };
                Some((chosen, self.each(off)?, self.cap(cap.as_ref())?))
            }
            Effect::Order { off, cap } => {
                let chosen = shelf.everything(&self.matches.all);
                Some((chosen, self.once(off)?, self.cap(cap.as_ref())?))
            }
            Effect::Tiered { of, steps } => {
                let how = self.tier(of, steps, members(0))?;
                Some((shelf.everything(members(0)), how, u64::MAX))
            }
            Effect::BuyGet { buy_units, get_units, off, pick, at_most, .. } => {
                let ask = BuyGet {
                    buy_units: u64::from(buy_units.get()),
                    get_units: u64::from(get_units.get()),
                    pick: *pick,
                    at_most: at_most.map(u64::from),
                };
                Some((shelf.buy_get(members(0), members(1), ask), self.each(off)?, u64::MAX))
            }
            Effect::MultiBuy { units, price, at_most, .. } => {
                let price = price.of(self.currency())?;
                let most = at_most.map_or(u64::MAX, u64::from);
                let size = u64::from(units.get());
                let (chosen, times) = shelf.groups(members(0), size, price, most);
                let off = shelf.worth(&chosen).saturating_sub(times.saturating_mul(price));
                Some((chosen, How::Spread(off), u64::MAX))
            }
            Effect::Bundle { parts, off, at_most } => {
                let lots = |(at, part): (usize, &BundlePart)| {
                    (members(at).to_vec(), u64::from(part.units.get()))
                };
                let parts: Vec<_> = parts.iter().enumerate().map(lots).collect();
                let (chosen, how) = self.bundle(&parts, off, *at_most)?;
                Some((chosen, how, u64::MAX))
            }
            Effect::Gift { .. } | Effect::Shipping { .. } => None,
        }
    }

    /// A cap in the basket's currency. A rule whose cap is not given in that does not apply.
    fn cap(self, cap: Option<&Amounts>) -> Option<u64> {
        cap.map_or(Some(u64::MAX), |cap| cap.of(self.currency()))
    }

    /// The highest step that is reached.
    fn tier(self, of: &Selector, steps: &[Step], members: &[u32]) -> Option<How> {
        let (units, worth) = self.shelf.count(members);
        let kept = self.basket.kept(of);
        let (units, worth) = (units.saturating_add(kept.0), worth.saturating_add(kept.1));
        let reached = |from: &Threshold| match from {
            Threshold::Units { units: least } => units >= u64::from(least.get()),
            Threshold::Spend { amounts } => {
                amounts.of(self.currency()).is_some_and(|least| worth >= least)
            }
        };
        let step = steps.iter().rev().find(|step| reached(&step.from))?;
        self.once(&step.off)
    }

    fn bundle(
        self,
        parts: &[(Vec<u32>, u64)],
        off: &Off,
        at_most: Option<u32>,
    ) -> Option<(Vec<Chosen>, How)> {
        let (chosen, times) = self.shelf.bundle(parts, at_most.map_or(u64::MAX, u64::from));
        let how = match self.each(off)? {
            How::Each(each) => How::Spread(each.saturating_mul(times)),
            How::Fixed(price) => {
                let price = price.saturating_mul(times);
                How::Spread(self.shelf.worth(&chosen).saturating_sub(price))
            }
            how => how,
        };
        Some((chosen, how))
    }

    fn each(self, off: &Off) -> Option<How> {
        Some(match off {
            Off::Percent { share } => How::Percent(share.parts()),
            Off::Amount { amounts } => How::Each(amounts.of(self.currency())?),
            Off::FixedPrice { prices } => How::Fixed(prices.of(self.currency())?),
        })
    }

    fn once(self, off: &OrderOff) -> Option<How> {
        Some(match off {
            OrderOff::Percent { share } => How::Percent(share.parts()),
            OrderOff::Amount { amounts } => How::Spread(amounts.of(self.currency())?),
        })
    }

    fn shipping(
        self,
        options: &[primitives::Code],
        off: &Off,
    ) -> Result<Option<Proposal>, PricingRefusal> {
        let chosen = self.basket.shipping.as_ref();
        let meant = chosen.is_some_and(|one| options.is_empty() || options.contains(&one.option));
        let (Some(left), Some(how)) = (self.shipping.filter(|_| meant), self.each(off)) else {
            return Ok(None);
        };
        let (off, delta) = off_one(how, left, 1, self.mode)?;
        Ok((off > 0).then_some(Proposal::Shipping { how, off, delta }))
    }

    /// What is taken off each lot. Where an amount is laid over lots, those that get none of it are
    /// named too, so that anybody can check how it was laid.
    fn take(
        self,
        chosen: &[Chosen],
        how: How,
        cap: Option<u64>,
    ) -> Result<Vec<OffEntry>, PricingRefusal> {
        let worth = |one: &Chosen| self.shelf.lot(one.lot).map_or(0, |lot| lot.worth(one.units));
        let over = |amount: u64| {
            let weights: Vec<u64> = chosen.iter().map(worth).collect();
            let parts = allocation::apportion(amount, &weights);
            let entry = |(one, off): (&Chosen, u64)| OffEntry {
                lot: one.lot,
                units: one.units,
                off,
                delta: 0,
            };
            chosen.iter().zip(parts).map(entry).collect()
        };
        if let How::Spread(amount) = how {
            return Ok(over(amount.min(cap.unwrap_or(u64::MAX))));
        }
        let mut entries = Vec::with_capacity(chosen.len());
        let mut sum = 0;
        for one in chosen {
            let (off, delta) = off_one(how, worth(one), one.units, self.mode)?;
            sum += off;
            if off > 0 {
                entries.push(OffEntry { lot: one.lot, units: one.units, off, delta });
            }
        }
        Ok(match cap {
            Some(cap) if sum > cap => over(cap),
            _ => entries,
        })
    }
}

/// What is taken off units that have `left` left, and how far the exact value is from it.
fn off_one(
    how: How,
    left: u64,
    units: u64,
    mode: RoundingMode,
) -> Result<(u64, i64), PricingRefusal> {
    Ok(match how {
        How::Percent(parts) => {
            let exact = u128::from(left) * u128::from(parts.min(MILLION));
            let off = mode.divide(exact, MILLION).ok_or(MoneyError::TooLarge)?;
            (off.value, off.delta)
        }
        How::Each(amount) => (amount.saturating_mul(units).min(left), 0),
        How::Fixed(price) => (left.saturating_sub(price.saturating_mul(units)), 0),
        How::Spread(amount) => (amount.min(left), 0),
    })
}

//! Splitting amounts so that nothing is lost.
//!
//! Two ways, each for what it alone can do. *Shares* are by largest remainder: no part differs from
//! its exact share by a whole unit; so are a lot's amounts laid out over its lines, and a kit's over its
//! components. *Apportionment* is by highest averages (d'Hondt): when one weight grows, no other
//! part gains; so is an amount off the order laid over its lots, and buying more can never make
//! another lot, and with it the order, cheaper. Largest remainder cannot promise that.
use super::PricingRefusal;
use crate::totals::LineAmounts;
use primitives::{Currency, Money, Sku};
use std::{cmp::Ordering, collections::BinaryHeap};

/// Parts of an amount by weight, by largest remainder. Weights that are all nothing count as equal.
pub(super) fn shares(amount: u64, weights: &[u64]) -> Result<Vec<u64>, PricingRefusal> {
    // The currency is of no concern to the split.
    let parts = money(amount, Currency::EUR)?.allocate(weights)?;
    Ok(parts.into_iter().map(|part| part.minor.unsigned_abs()).collect())
}

/// Unsigned minor units as money.
pub(super) fn money(minor: u64, currency: Currency) -> Result<Money, PricingRefusal> {
    let minor = i64::try_from(minor).map_err(|_| primitives::MoneyError::TooLarge)?;
    // Adding nothing checks the bounds.
    Ok(Money::new(minor, currency).plus(Money::zero(currency))?)
}

/// The next unit goes to the greatest weight ÷ (units had + 1); between equals, to the earlier.
struct Claim {
    weight: u64,
    next: u64,
    at: usize,
}

impl Ord for Claim {
    fn cmp(&self, other: &Self) -> Ordering {
        let (one, two) = (u128::from(self.weight), u128::from(other.weight));
        let (one, two) = (one * u128::from(other.next), two * u128::from(self.next));
        one.cmp(&two).then(other.at.cmp(&self.at))
    }
}
impl PartialOrd for Claim {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl PartialEq for Claim {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}
impl Eq for Claim {}

/// Parts of an amount by weight, by highest averages. The amount is at most the sum of the weights,
/// and no part is more than its weight.
pub(super) fn apportion(amount: u64, weights: &[u64]) -> Vec<u64> {
    let sum: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    let amount = amount.min(u64::try_from(sum).unwrap_or(u64::MAX));
    if sum == 0 {
        return vec![0; weights.len()];
    }
    // Nobody gets less than the whole part of the exact share: from there on the units are few.
    let exact = |weight: &u64| u128::from(*weight) * u128::from(amount) / sum;
    let mut parts: Vec<u64> =
        weights.iter().map(|weight| u64::try_from(exact(weight)).unwrap_or(u64::MAX)).collect();
    let mut left = amount - parts.iter().sum::<u64>();
    let claims = weights.iter().zip(&parts).enumerate();
    let mut heap: BinaryHeap<Claim> = claims
        .filter(|(_, (weight, _))| **weight > 0)
        .map(|(at, (weight, had))| Claim { weight: *weight, next: had + 1, at })
        .collect();
    while left > 0 {
        let Some(mut claim) = heap.pop() else { break };
        if let Some(part) = parts.get_mut(claim.at) {
            *part += 1;
        }
        claim.next += 1;
        heap.push(claim);
        left -= 1;
    }
    parts
}

/// One component of a kit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KitPart {
    /// What.
    pub sku: Sku,
    /// Units in one kit.
    pub units: u32,
    /// What a unit costs when it is sold alone; weights only.
    pub alone: Money,
}

/// What each component of a kit's line costs, so that parts of it can be given back. The components
/// sum to the line in every amount, in proportion to what they cost alone.
pub fn kit(line: &LineAmounts, parts: &[KitPart]) -> Result<Vec<LineAmounts>, PricingRefusal> {
    let worth = |part: &KitPart| {
        u64::try_from(part.alone.minor).unwrap_or(0).saturating_mul(u64::from(part.units))
    };
    let weights: Vec<u64> = parts.iter().map(worth).collect();
    let left = line.subtotal.minus(line.discount)?.allocate(&weights)?;
    let discounts = line.discount.allocate(&weights)?;
    let paid: Vec<u64> = left.iter().map(|part| part.minor.unsigned_abs()).collect();
    let taxes = line.tax.allocate(&paid)?;
    let on_top = line.total != line.subtotal.minus(line.discount)?;
    let together = left.into_iter().zip(discounts).zip(taxes);
    together
        .map(|((left, discount), tax)| {
            let total = if on_top { left.plus(tax)? } else { left };
            Ok(LineAmounts { subtotal: left.plus(discount)?, discount, tax, total })
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(crate::pricing::laws::cases())]
        #[test]
        fn apportionment_loses_nothing_and_stays_within_the_weights(
            weights in prop::collection::vec(0_u64..100_000, 0..40), percent in 0_u64..=100,
        ) {
            let sum: u64 = weights.iter().sum();
            let amount = sum * percent / 100;
            let parts = apportion(amount, &weights);
            prop_assert_eq!(parts.iter().sum::<u64>(), amount);
            prop_assert!(parts.iter().zip(&weights).all(|(part, weight)| part <= weight));
        }

        #[test]
        fn when_one_weight_grows_no_other_part_does(
            mut weights in prop::collection::vec(0_u64..1_000, 2..20),
            amount in 0_u64..2_000, at in any::<prop::sample::Index>(), more in 1_u64..50,
        ) {
            let amount = amount.min(weights.iter().sum());
            let before = apportion(amount, &weights);
            let at = at.index(weights.len());
            weights[at] += more;
            let after = apportion(amount, &weights);
            for other in (0..weights.len()).filter(|other| *other != at) {
                prop_assert!(after[other] <= before[other]);
            }
            prop_assert!(after[at] - before[at] <= more, "the lot itself never gets cheaper");
        }

        #[test]
        fn a_kit_is_the_sum_of_its_components(
            left in 0_i64..100_000, off in 0_i64..10_000, tax in 0_i64..=100, on_top: bool,
            alone in prop::collection::vec((0_i64..5_000, 1_u32..5), 1..8),
        ) {
            let gbp = |minor| Money::new(minor, Currency::GBP);
            let tax = left * tax / 100;
            let total = if on_top { left + tax } else { left };
            let line = LineAmounts { subtotal: gbp(left + off), discount: gbp(off), tax: gbp(tax), total: gbp(total) };
            let parts: Vec<KitPart> = alone.into_iter()
                .map(|(minor, units)| KitPart { sku: Sku::parse("A").unwrap(), units, alone: gbp(minor) })
                .collect();
            let split = kit(&line, &parts).unwrap();
            let sum = |of: fn(&LineAmounts) -> Money| Money::sum(Currency::GBP, split.iter().map(of)).unwrap();
            prop_assert_eq!(sum(|part| part.subtotal), line.subtotal);
            prop_assert_eq!(sum(|part| part.discount), line.discount);
            prop_assert_eq!(sum(|part| part.tax), line.tax);
            prop_assert_eq!(sum(|part| part.total), line.total);
            prop_assert!(split.iter().all(|part| !part.total.is_negative() && part.tax <= part.total));
        }
    }
}

//! What a promotion would leave of goods that it names, held against what they cost.
use super::{Effect, Off, Promotion};
use crate::pricing::PricingRefusal;
use primitives::{Code, Money, Sku};
use std::collections::BTreeSet;

/// An amount or a price that leaves less than so-manieth part of what goods cost is a slip of the pen, as it is on a
/// price list. Who means to give something away says so: a hundred per cent, or a gift.
const ABSURD_PART: i64 = 100;

impl Promotion {
    /// The goods that it names one by one and takes an amount off, or gives a price.
    pub fn named(&self) -> BTreeSet<&Sku> {
        match &self.effect {
            Effect::Lines { of, off: Off::Amount { .. } | Off::FixedPrice { .. }, .. }
            | Effect::MultiBuy { of, .. } => of.skus.iter().collect(),
            Effect::BuyGet { get, off: Off::Amount { .. } | Off::FixedPrice { .. }, .. } => {
                get.skus.iter().collect()
            }
            _ => BTreeSet::new(),
        }
    }

    /// Refuses amounts that leave next to nothing of goods that it names; `base` are their base prices.
    pub fn check_worth<'a>(
        &self,
        base: impl IntoIterator<Item = (&'a Sku, &'a [Money])>,
    ) -> Result<(), PricingRefusal> {
        let mut prices =
            base.into_iter().flat_map(|(sku, prices)| prices.iter().map(move |one| (sku, *one)));
        let fault = prices.find_map(|(sku, price)| self.leaves_too_little(sku, price));
        let rule = Code::parse(self.id.to_string())?;
        fault.map_or(Ok(()), |why| Err(PricingRefusal::rule(&rule, why)))
    }

    fn leaves_too_little(&self, sku: &Sku, base: Money) -> Option<String> {
        let (left, what) = match &self.effect {
            Effect::Lines { off, .. } | Effect::BuyGet { off, .. } => left_by(off, base)?,
            Effect::MultiBuy { units, price, .. } => {
                let price = i64::try_from(price.of(base.currency)?).ok()?;
                let each = price / i64::from(units.get());
                (each, format!("{units} for {}", Money::new(price, base.currency)))
            }
            _ => return None,
        };
        (left < base.minor / ABSURD_PART).then(|| {
            format!(
                "{what} leaves next to nothing of {sku}, which costs {base}: to give it away, take a hundred per cent off"
            )
        })
    }
}

/// Minor units that are left of a price, and in words what is taken off it.
fn left_by(off: &Off, base: Money) -> Option<(i64, String)> {
    let own = |minor: u64| i64::try_from(minor).ok();
    match off {
        Off::Percent { .. } => None,
        Off::Amount { amounts } => {
            let amount = own(amounts.of(base.currency)?)?;
            let told = format!("{} off each", Money::new(amount, base.currency));
            Some((base.minor.saturating_sub(amount), told))
        }
        Off::FixedPrice { prices } => {
            let price = own(prices.of(base.currency)?)?;
            Some((price, format!("a price of {}", Money::new(price, base.currency))))
        }
    }
}

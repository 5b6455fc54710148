use super::{TaxLevel, TaxRounding};
use crate::pricing::{
    PricingRefusal, allocation,
    derivation::{TaxEntry, TaxStep},
    exact::{MILLION, Rounded, RoundingMode},
    lot::Lot,
};
use primitives::MoneyError;
use std::collections::BTreeMap;

/// The taxes of a basket.
pub(in crate::pricing) struct Taxed {
    /// Of each lot.
    pub lots: Vec<u64>,
    /// The rate of each lot, in millionths.
    pub rates: Vec<u32>,
    /// By rate, the lowest first.
    pub steps: Vec<TaxStep>,
}

/// Reckons the tax of lots, and of a price of shipping, which is spread over the rates by what the
/// lots of each cost. Without lots there is no rate to tax it at.
pub(in crate::pricing) fn reckon(
    lots: &[Lot<'_>],
    shipping: Option<u64>,
    inclusive: bool,
    rounding: TaxRounding,
) -> Result<Taxed, PricingRefusal> {
    let mut rates: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (at, lot) in lots.iter().enumerate() {
        rates.entry(lot.rate).or_default().push(at);
    }
    if rates.is_empty() && shipping.is_some() {
        rates.insert(0, Vec::new());
    }
    let left = |at: &usize| lots.get(*at).map_or(0, |lot| lot.left);
    let weights: Vec<u64> = rates.values().map(|of| of.iter().map(left).sum()).collect();
    let parts: Vec<Option<u64>> = match shipping {
        Some(price) => allocation::shares(price, &weights)?.into_iter().map(Some).collect(),
        None => vec![None; weights.len()],
    };
    let mut taxes = vec![0; lots.len()];
    let mut steps = Vec::with_capacity(rates.len());
    for ((rate, members), part) in rates.into_iter().zip(parts) {
        let group = Group { rate, inclusive, rounding, lots };
        let step = group.step(&members, part)?;
        for entry in &step.entries {
            if let Some(tax) = usize::try_from(entry.lot).ok().and_then(|at| taxes.get_mut(at)) {
                *tax = entry.tax;
            }
        }
        steps.push(step);
    }
    let rates = lots.iter().map(|lot| lot.rate).collect();
    Ok(Taxed { lots: taxes, rates, steps })
}

/// Everything taxed at one rate.
struct Group<'a> {
    rate: u32,
    inclusive: bool,
    rounding: TaxRounding,
    lots: &'a [Lot<'a>],
}

impl Group<'_> {
    /// What the tax is divided by: amounts that include it are more than the whole.
    fn denominator(&self) -> u32 {
        if self.inclusive { MILLION + self.rate } else { MILLION }
    }

    fn round(&self, amount: u64) -> Result<Rounded, PricingRefusal> {
        divide(self.rounding.mode, u128::from(amount) * u128::from(self.rate), self.denominator())
    }

    /// The distance of a tax from its exact value.
    fn delta(&self, amount: u64, tax: u64) -> Result<i64, PricingRefusal> {
        let exact = i128::from(amount) * i128::from(self.rate);
        i64::try_from(exact - i128::from(tax) * i128::from(self.denominator()))
            .map_err(|_| MoneyError::TooLarge.into())
    }

    fn step(&self, members: &[usize], part: Option<u64>) -> Result<TaxStep, PricingRefusal> {
        let lot = |at: &usize| self.lots.get(*at).map_or((0, 1), |lot| (lot.left, lot.units));
        let bases: Vec<(u64, u64)> = members.iter().map(lot).collect();
        let (taxes, shipping) = match self.rounding.level {
            TaxLevel::Total => self.at_once(&bases, part)?,
            TaxLevel::Line | TaxLevel::Unit => {
                let taxes: Result<Vec<u64>, _> =
                    bases.iter().map(|(left, units)| self.of_lot(*left, *units)).collect();
                (taxes?, part.map(|part| self.round(part)).transpose()?.map(|tax| tax.value))
            }
        };
        let mut entries = Vec::with_capacity(members.len());
        for ((at, (left, _)), tax) in members.iter().zip(&bases).zip(taxes) {
            let lot = u32::try_from(*at).unwrap_or(u32::MAX);
            entries.push(TaxEntry { lot, tax, delta: self.delta(*left, tax)? });
        }
        let shipping = match part.zip(shipping) {
            Some((part, tax)) => Some((part, tax, self.delta(part, tax)?)),
            None => None,
        };
        Ok(TaxStep { rate: self.rate, entries, shipping })
    }

    fn of_lot(&self, left: u64, units: u64) -> Result<u64, PricingRefusal> {
        if self.rounding.level == TaxLevel::Line {
            return Ok(self.round(left)?.value);
        }
        // The dearer units are one minor unit dearer, no more.
        let units = units.max(1);
        let (each, dearer) = (left / units, left % units);
        let low = self.round(each)?.value * (units - dearer);
        Ok(low + self.round(each + 1)?.value * dearer)
    }

    /// One rounding for everything at the rate, laid over lots and shipping.
    fn at_once(
        &self,
        bases: &[(u64, u64)],
        part: Option<u64>,
    ) -> Result<(Vec<u64>, Option<u64>), PricingRefusal> {
        let mut weights: Vec<u64> = bases.iter().map(|(left, _)| *left).collect();
        weights.extend(part);
        let whole = self.round(weights.iter().sum())?.value;
        let mut taxes =
            if whole == 0 { vec![0; weights.len()] } else { allocation::shares(whole, &weights)? };
        let shipping = if part.is_some() { taxes.pop() } else { None };
        Ok((taxes, shipping))
    }
}

fn divide(mode: RoundingMode, numerator: u128, by: u32) -> Result<Rounded, PricingRefusal> {
    mode.divide(numerator, by).ok_or(PricingRefusal::Money(MoneyError::TooLarge))
}

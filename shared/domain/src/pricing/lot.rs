//! Equal lines are one lot.
//!
//! Lines of the same goods, at the same price, taxed alike are put together before anything is
//! reckoned, in an order of their own, and what comes out is laid over them again. So neither how
//! units are split over lines nor how lines are ordered can change what the whole costs.
use super::{Article, Basket, PricingRefusal, allocation};
use crate::totals::LineAmounts;
use primitives::{Code, Currency};
use std::collections::BTreeMap;

/// What is known of a line before promotions.
pub(super) struct Found {
    /// Of one unit, without tax where the buyer pays none.
    pub unit: u64,
    /// Taken off by hand.
    pub given: u64,
    /// The rate of tax, in millionths.
    pub rate: u32,
}

/// Equal lines.
#[derive(Clone, Debug)]
pub(super) struct Lot<'a> {
    /// What.
    pub article: &'a Article,
    /// Of one unit.
    pub unit: u64,
    /// Units.
    pub units: u64,
    /// Taken off by hand.
    pub given: u64,
    /// What is left of the price after everything that was taken off so far.
    pub left: u64,
    /// The rate of tax, in millionths.
    pub rate: u32,
    /// Promotions that took something off.
    pub depth: u8,
    /// Whether no further promotion may.
    pub closed: bool,
    /// Its lines, by their place in the basket.
    pub lines: Vec<usize>,
}

impl Lot<'_> {
    /// What it costs before promotions.
    pub fn start(&self) -> u64 {
        (self.unit * self.units).saturating_sub(self.given)
    }

    /// What so many of its units have left: all of them, exactly what the lot has.
    pub fn worth(&self, units: u64) -> u64 {
        if units >= self.units {
            return self.left;
        }
        let part = u128::from(self.left) * u128::from(units) / u128::from(self.units.max(1));
        u64::try_from(part).unwrap_or(self.left)
    }
}

/// Puts equal lines together. Refuses what is too much to count, and more off by hand than there is.
pub(super) fn gather<'a>(
    basket: &'a Basket,
    found: &[Found],
) -> Result<Vec<Lot<'a>>, PricingRefusal> {
    type Key<'a> = (&'a Article, u64, &'a Code, u32, bool);
    let mut lots: BTreeMap<Key<'_>, Lot<'a>> = BTreeMap::new();
    for (at, (line, found)) in basket.lines.iter().zip(found).enumerate() {
        let key = (&line.article, found.unit, &line.tax_category, found.rate, line.firm);
        let lot = lots.entry(key).or_insert_with(|| Lot {
            article: &line.article,
            unit: found.unit,
            units: 0,
            given: 0,
            left: 0,
            rate: found.rate,
            depth: 0,
            closed: line.firm || line.article.sku.is_none(),
            lines: Vec::new(),
        });
        lot.units += u64::from(line.quantity.get());
        lot.given = lot.given.saturating_add(found.given);
        lot.lines.push(at);
    }
    let mut lots: Vec<Lot<'a>> = lots.into_values().collect();
    let mut sum = 0_u64;
    for lot in &mut lots {
        let too_large = || PricingRefusal::Money(primitives::MoneyError::TooLarge);
        let whole = lot.unit.checked_mul(lot.units).ok_or_else(too_large)?;
        sum = sum.checked_add(whole).ok_or_else(too_large)?;
        allocation::money(sum, basket.currency)?;
        lot.left = lot.start();
    }
    Ok(lots)
}

/// Lays what lots cost over their lines, in the order of the basket.
pub(super) fn spread(
    lots: &[Lot<'_>],
    taxes: &[u64],
    basket: &Basket,
    found: &[Found],
    inclusive: bool,
) -> Result<Vec<LineAmounts>, PricingRefusal> {
    let mut lines: Vec<Option<LineAmounts>> = vec![None; basket.lines.len()];
    for (lot, tax) in lots.iter().zip(taxes) {
        let mut own = Vec::with_capacity(lot.lines.len());
        for at in &lot.lines {
            let (Some(line), Some(found)) = (basket.lines.get(*at), found.get(*at)) else {
                continue;
            };
            let whole = lot.unit * u64::from(line.quantity.get());
            own.push((*at, whole, whole.saturating_sub(found.given)));
        }
        let starts: Vec<u64> = own.iter().map(|(_, _, start)| *start).collect();
        let taken = parts(lot.start() - lot.left, &starts)?;
        let lefts: Vec<u64> = starts.iter().zip(&taken).map(|(start, off)| start - off).collect();
        let taxes = parts(*tax, &lefts)?;
        for (((at, whole, _), left), tax) in own.into_iter().zip(lefts).zip(taxes) {
            if let Some(line) = lines.get_mut(at) {
                *line = Some(amounts(whole, left, tax, inclusive, basket.currency)?);
            }
        }
    }
    Ok(lines.into_iter().flatten().collect())
}

fn parts(amount: u64, weights: &[u64]) -> Result<Vec<u64>, PricingRefusal> {
    if weights.len() == 1 { Ok(vec![amount]) } else { allocation::shares(amount, weights) }
}

fn amounts(
    whole: u64,
    left: u64,
    tax: u64,
    inclusive: bool,
    currency: Currency,
) -> Result<LineAmounts, PricingRefusal> {
    let money = |minor| allocation::money(minor, currency);
    Ok(LineAmounts {
        subtotal: money(whole)?,
        discount: money(whole.saturating_sub(left))?,
        tax: money(tax)?,
        total: money(if inclusive { left } else { left + tax })?,
    })
}

//! Which price a unit has before any promotion.
//!
//! Precedence, highest first: a price that was given (staff's, or what it was sold at); of the rows of
//! price lists that fit buyer, place, moment, currency and quantity, the one for the narrowest circle
//! (customer, then company, group, country, channel, everybody), a scheduled one before a standing
//! one, then the lowest; the base price; the base price in the shop's own currency, converted. A price
//! that the buyer was promised stands instead while it is honoured and lower. Quantity tiers count all
//! units of the SKU in the basket, however they are laid out over lines.
mod list;
mod row;

pub use list::{
    LIST_SKUS_MAX, ListWriter, ListedSku, PRICES_AT_ONCE_MAX, PriceList, ROWS_OF_SKU_MAX, SkuPrices,
};
pub use row::{PriceBook, PriceRow, Scope, Tier};

use super::{
    Basket, BasketLine, LinePrice, PricingRefusal, RuleRef,
    currency::{Exchange, FrozenRate, PriceRounding},
};
use primitives::{Currency, Money, Sku};
use rust_decimal::Decimal;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The price of one unit, and why.
#[derive(Clone, Debug, PartialEq)]
pub struct Selected {
    /// Of one unit.
    pub unit: Money,
    /// What it is shown to have cost before.
    pub compare_at: Option<Money>,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where a unit price comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Origin {
    /// The base price.
    Base,
    /// Staff wrote it, or it was sold at it.
    Given,
    /// It was promised to the buyer.
    Held,
    /// A row of a price list.
    List {
        /// The list and its version.
        rule: RuleRef,
    },
    /// The base price in another currency.
    Converted {
        /// That price.
        from: Money,
        /// The value before rounding, in minor units.
        #[schemars(with = "String")]
        exact: Decimal,
        /// Units of the basket's currency for `per` units of the price's.
        #[schemars(with = "String")]
        rate: Decimal,
        /// Units of the price's currency.
        #[schemars(with = "String")]
        per: Decimal,
        /// How the value was rounded.
        rounding: PriceRounding,
    },
}

/// The price of a line's unit.
pub(super) fn select(
    line: &BasketLine,
    units: u64,
    basket: &Basket,
    book: &PriceBook,
    exchange: Option<&Exchange>,
) -> Result<Selected, PricingRefusal> {
    let (base, held) = match &line.price {
        LinePrice::Given(price) => {
            let unit = good(*price, basket.currency)?;
            return Ok(Selected { unit, compare_at: None, origin: Origin::Given });
        }
        LinePrice::Listed { base, held } => (base, held),
    };
    let listed = match line.article.sku.as_ref().and_then(|sku| book.best(sku, units, basket)) {
        Some((row, price)) => Selected {
            unit: good(price, basket.currency)?,
            compare_at: row.compare_at,
            origin: Origin::List { rule: row.rule.clone() },
        },
        None => of_base(base, line.article.sku.as_ref(), basket, exchange)?,
    };
    let promised = held.filter(|held| {
        held.price.currency == basket.currency
            && basket.at <= held.until
            && held.price < listed.unit
            && !held.price.is_negative()
    });
    Ok(match promised {
        Some(held) => Selected { unit: held.price, origin: Origin::Held, ..listed },
        None => listed,
    })
}

fn of_base(
    base: &[Money],
    sku: Option<&Sku>,
    basket: &Basket,
    exchange: Option<&Exchange>,
) -> Result<Selected, PricingRefusal> {
    let own = |currency: Currency| base.iter().copied().find(|price| price.currency == currency);
    if let Some(unit) = own(basket.currency) {
        let unit = good(unit, basket.currency)?;
        return Ok(Selected { unit, compare_at: None, origin: Origin::Base });
    }
    let none = || match sku {
        Some(sku) => PricingRefusal::NoPrice { sku: sku.clone(), currency: basket.currency },
        None => PricingRefusal::NoRate(basket.currency),
    };
    let exchange = exchange.ok_or_else(none)?;
    let from = own(exchange.from).ok_or_else(none)?;
    let (unit, exact, rate) = exchange.price(from, basket.currency, basket.at)?;
    let FrozenRate { rate, per, .. } = rate;
    let rounding = exchange.rounding.get(&basket.currency).copied().unwrap_or_default();
    let origin = Origin::Converted { from, exact, rate, per, rounding };
    Ok(Selected { unit: good(unit, basket.currency)?, compare_at: None, origin })
}

fn good(price: Money, currency: Currency) -> Result<Money, PricingRefusal> {
    if price.currency != currency {
        return Err(PricingRefusal::Currency { expected: currency, found: price.currency });
    }
    if price.is_negative() { Err(PricingRefusal::Negative) } else { Ok(price) }
}

/// Units of each SKU whose price has to be found, over all lines.
pub(super) fn units_by_sku(basket: &Basket) -> BTreeMap<&Sku, u64> {
    let mut units = BTreeMap::new();
    for line in &basket.lines {
        if let (Some(sku), LinePrice::Listed { .. }) = (&line.article.sku, &line.price) {
            *units.entry(sku).or_insert(0) += u64::from(line.quantity.get());
        }
    }
    for kept in &basket.beside {
        if let Some(units) = kept.article.sku.as_ref().and_then(|sku| units.get_mut(sku)) {
            *units = units.saturating_add(kept.units);
        }
    }
    units
}

#[cfg(test)]
mod tests;

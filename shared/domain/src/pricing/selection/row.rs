use crate::pricing::{Basket, PricingRefusal, RuleRef, Window};
use primitives::{Code, CountryCode, Currency, CustomerId, Money, Quantity, Sku};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

/// Most tiers of one price.
pub const TIERS_MAX: usize = 20;
/// A list price more than so many times the base price, or less than its so-manieth part, is a slip of
/// the pen.
const ABSURD_TIMES: i64 = 10;
const ABSURD_PART: i64 = 100;

/// One price of one SKU on a price list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PriceRow {
    /// The list and its version.
    pub rule: RuleRef,
    /// What is priced.
    pub sku: Sku,
    /// For whom.
    #[serde(default)]
    pub scope: Scope,
    /// When.
    #[serde(default)]
    pub window: Window,
    /// By quantity, the smallest first. Below the first there is no price on this row.
    #[schemars(length(min = 1, max = 20))]
    pub tiers: Vec<Tier>,
    /// What it is shown to have cost before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub compare_at: Option<Money>,
}

/// The price of a unit from so many units on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Tier {
    /// Units of the SKU in the basket.
    pub from: Quantity,
    /// Of each of them.
    pub price: Money,
}

/// For whom a price is. What is absent is everybody.
#[derive(
    Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// One customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<CustomerId>,
    /// One company.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<Code>,
    /// One group, segment or tier of loyalty.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Code>,
    /// One country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<CountryCode>,
    /// One channel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Code>,
}

impl Scope {
    /// How narrow the circle is: any narrower attribute outweighs all wider ones together.
    pub fn rank(&self) -> u8 {
        let bits = [
            self.customer.is_some(),
            self.company.is_some(),
            self.group.is_some(),
            self.country.is_some(),
            self.channel.is_some(),
        ];
        bits.into_iter().fold(0, |rank, bit| rank * 2 + u8::from(bit))
    }

    fn holds(&self, basket: &Basket) -> bool {
        let buyer = &basket.buyer;
        self.customer.as_ref().is_none_or(|one| buyer.customer.as_ref() == Some(one))
            && self.company.as_ref().is_none_or(|one| buyer.company.as_ref() == Some(one))
            && self.group.as_ref().is_none_or(|one| buyer.groups.contains(one))
            && self.country.as_ref().is_none_or(|one| basket.country == *one)
            && self.channel.as_ref().is_none_or(|one| basket.channel == *one)
    }
}

impl PriceRow {
    /// The currency of its prices.
    pub fn currency(&self) -> Option<Currency> {
        self.tiers.first().map(|tier| tier.price.currency)
    }

    /// Refuses a row that could give a wrong price; `base` is the SKU's base price, if it has one.
    pub fn check(&self, base: Option<Money>) -> Result<(), PricingRefusal> {
        let refuse =
            |why: String| Err(PricingRefusal::rule(&self.rule.id, format!("{}: {why}", self.sku)));
        let Some(first) = self.tiers.first() else { return refuse("needs a price".into()) };
        if self.tiers.len() > TIERS_MAX {
            return refuse(format!("has more than {TIERS_MAX} tiers"));
        }
        if self.window.is_empty() {
            return refuse("ends before it begins".into());
        }
        let amounts = self.tiers.iter().map(|tier| tier.price).chain(self.compare_at);
        for price in amounts {
            if price.currency != first.price.currency {
                return refuse(format!("mixes {} and {}", first.price.currency, price.currency));
            }
            if price.is_negative() {
                return refuse(format!("{price} is below nothing"));
            }
        }
        let pairs = || self.tiers.iter().zip(self.tiers.iter().skip(1));
        if pairs().any(|(low, high)| high.from <= low.from) {
            return refuse("tiers must begin at growing quantities".into());
        }
        if let Some((low, high)) = pairs().find(|(low, high)| high.price > low.price) {
            return refuse(format!("{} units cost more each than {}", high.from, low.from));
        }
        if self.compare_at.is_some_and(|compare| compare < first.price) {
            return refuse("the price to compare with is lower than the price".into());
        }
        match base.filter(|base| base.currency == first.price.currency && base.minor > 0) {
            Some(base) if self.is_absurd(base) => {
                refuse(format!("differs absurdly from the base price {base}"))
            }
            _ => Ok(()),
        }
    }

    fn is_absurd(&self, base: Money) -> bool {
        self.tiers.iter().any(|tier| {
            tier.price.minor > base.minor.saturating_mul(ABSURD_TIMES)
                || tier.price.minor < base.minor / ABSURD_PART
        })
    }

    /// Whether both would price the same for the same buyers at the same time. A standing price and
    /// a scheduled one do not: the scheduled one goes first.
    pub fn clashes(&self, other: &Self) -> bool {
        self.sku == other.sku
            && self.scope == other.scope
            && self.currency() == other.currency()
            && self.window.is_open() == other.window.is_open()
            && self.window.overlaps(&other.window)
    }
}

/// Rows of price lists for the SKUs of a basket.
#[derive(Clone, Debug, Default)]
pub struct PriceBook(BTreeMap<Sku, Vec<PriceRow>>);

impl PriceBook {
    /// Of rows that were checked when they were saved.
    pub fn of(rows: impl IntoIterator<Item = PriceRow>) -> Self {
        let mut book: BTreeMap<Sku, Vec<PriceRow>> = BTreeMap::new();
        for row in rows {
            book.entry(row.sku.clone()).or_default().push(row);
        }
        Self(book)
    }

    /// Refuses a row beside which another is valid at the same time.
    pub fn refuse_overlap(&self, row: &PriceRow) -> Result<(), PricingRefusal> {
        let known = self.0.get(&row.sku).into_iter().flatten();
        let mut others = known.filter(|other| other.rule.id != row.rule.id);
        others.find(|other| other.clashes(row)).map_or(Ok(()), |other| {
            Err(PricingRefusal::Overlap {
                rule: row.rule.id.clone(),
                other: other.rule.id.clone(),
                sku: row.sku.clone(),
            })
        })
    }

    /// Refuses rows of one list that are valid at the same time.
    pub fn refuse_overlaps_within(rows: &[PriceRow]) -> Result<(), PricingRefusal> {
        let mut seen: BTreeMap<(&Sku, &Scope), Vec<&PriceRow>> = BTreeMap::new();
        for row in rows {
            let known = seen.entry((&row.sku, &row.scope)).or_default();
            if known.iter().any(|other| other.clashes(row)) {
                let (rule, sku) = (row.rule.id.clone(), row.sku.clone());
                return Err(PricingRefusal::Overlap { other: rule.clone(), rule, sku });
            }
            known.push(row);
        }
        Ok(())
    }

    /// The SKUs that have rows.
    pub fn skus(&self) -> BTreeSet<&Sku> {
        self.0.keys().collect()
    }

    /// The row that goes first for so many units, and its price.
    pub(super) fn best(
        &self,
        sku: &Sku,
        units: u64,
        basket: &Basket,
    ) -> Option<(&PriceRow, Money)> {
        let fits = |row: &&PriceRow| {
            row.currency() == Some(basket.currency)
                && row.window.holds(basket.at)
                && row.scope.holds(basket)
        };
        let priced = |row| tier(row, units).map(|price| (row, price));
        self.0.get(sku)?.iter().filter(fits).filter_map(priced).min_by_key(|(row, price)| {
            (Reverse(row.scope.rank()), row.window.is_open(), *price, &row.rule)
        })
    }
}

fn tier(row: &PriceRow, units: u64) -> Option<Money> {
    let reached = row.tiers.iter().rev().find(|tier| u64::from(tier.from.get()) <= units);
    reached.map(|tier| tier.price)
}

//! What is to be priced: goods, buyer, place and moment. Who asks has looked everything up.
use super::{promotion::Selector, tax::Exemption};
use primitives::{
    Code, CountryCode, Currency, CustomerId, Money, ProductId, PromotionId, Quantity, Sku,
    Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What is to be priced.
#[derive(Clone, Debug, PartialEq)]
pub struct Basket {
    /// Of every amount.
    pub currency: Currency,
    /// Where it is sold, such as `web`.
    pub channel: Code,
    /// Where it goes; the shop's own country as long as that is not known.
    pub country: CountryCode,
    /// The state or province it goes to, such as `CA`.
    pub region: Option<Code>,
    /// Who buys.
    pub buyer: Buyer,
    /// Codes that were entered, with the promotions they lead to. In no order.
    pub codes: BTreeMap<Code, PromotionId>,
    /// The lines.
    pub lines: Vec<BasketLine>,
    /// The chosen way of delivery.
    pub shipping: Option<ShippingPrice>,
    /// When.
    pub at: Timestamp,
    /// What an order that is edited keeps.
    pub beside: Vec<Beside>,
}

/// Goods that an order keeps while more are added to it. They count wherever a rule asks how much is bought; they are
/// not priced, and no rule takes anything off them.
#[derive(Clone, Debug, PartialEq)]
pub struct Beside {
    /// What.
    pub article: Article,
    /// Units.
    pub units: u64,
    /// What they cost before promotions, in minor units.
    pub worth: u64,
}

/// Who buys.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Buyer {
    /// The customer, if known.
    pub customer: Option<CustomerId>,
    /// The company they buy for.
    pub company: Option<Code>,
    /// Groups, segments and tiers of loyalty that they are in.
    pub groups: BTreeSet<Code>,
    /// Whether they have ordered nothing yet.
    pub first_order: bool,
    /// Why they pay no tax, if they do not.
    pub exemption: Option<Exemption>,
}

/// What promotions and price lists know of goods.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Article {
    /// Absent on charges, which no promotion touches.
    pub sku: Option<Sku>,
    /// The product it is a variant of.
    pub product: Option<ProductId>,
    /// Categories that it is listed in.
    pub categories: Vec<Code>,
    /// Its attributes, such as brand or season.
    pub attributes: Vec<Attribute>,
}

/// One attribute and its value.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// Its name.
    pub name: Code,
    /// Its value.
    pub value: Code,
}

/// One line.
#[derive(Clone, Debug, PartialEq)]
pub struct BasketLine {
    /// What.
    pub article: Article,
    /// How many.
    pub quantity: Quantity,
    /// By which the tax is found.
    pub tax_category: Code,
    /// The rate of tax, where it has been decided already, as on what was sold.
    pub tax_rate: Option<crate::totals::TaxRate>,
    /// What one costs.
    pub price: LinePrice,
    /// Taken off the line by hand; at most what it costs.
    pub discount: Money,
    /// Whether what it costs is settled: promotions count it, and none takes anything off it.
    pub firm: bool,
}

impl Basket {
    /// A basket of lines and nothing else: no codes, no shipping, nobody in particular buys.
    pub fn of(
        currency: Currency,
        channel: Code,
        country: CountryCode,
        at: Timestamp,
        lines: Vec<BasketLine>,
    ) -> Self {
        Self {
            currency,
            channel,
            country,
            region: None,
            buyer: Buyer::default(),
            codes: BTreeMap::new(),
            lines,
            shipping: None,
            at,
            beside: Vec::new(),
        }
    }

    /// Units of what a selector means among what an order keeps, and what they cost before promotions.
    pub(super) fn kept(&self, of: &Selector) -> (u64, u64) {
        let meant = self.beside.iter().filter(|one| of.holds(&one.article));
        meant.fold((0, 0), |(units, worth), one| {
            (units.saturating_add(one.units), worth.saturating_add(one.worth))
        })
    }
}

impl BasketLine {
    /// A line whose price and rate are decided: what was sold, what staff wrote, a charge.
    pub fn sold(
        sku: Option<Sku>,
        quantity: Quantity,
        unit_price: Money,
        discount: Money,
        tax: (Code, crate::totals::TaxRate),
    ) -> Self {
        let (tax_category, rate) = tax;
        Self {
            article: Article { sku, ..Article::default() },
            quantity,
            tax_category,
            tax_rate: Some(rate),
            price: LinePrice::Given(unit_price),
            discount,
            firm: true,
        }
    }
}

/// Where a line's price comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum LinePrice {
    /// Staff wrote it, or it was sold at it.
    Given(Money),
    /// It is found.
    Listed {
        /// Base prices, one per currency.
        base: Vec<Money>,
        /// A price that was promised to the buyer.
        held: Option<Held>,
    },
}

/// A price that the buyer was shown, and how long it is honoured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Of one unit.
    pub price: Money,
    /// Until when.
    pub until: Timestamp,
}

/// A way of delivery and its price.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShippingPrice {
    /// Its name for machines.
    pub option: Code,
    /// What it costs before promotions.
    pub price: Money,
}

/// From when until when; an end that is absent is open. The end itself is outside.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// From then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// No longer then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

impl Window {
    /// Whether a moment is inside.
    pub fn holds(&self, at: Timestamp) -> bool {
        self.from.is_none_or(|from| from <= at) && self.until.is_none_or(|until| at < until)
    }

    /// Whether both have a moment in common.
    pub fn overlaps(&self, other: &Self) -> bool {
        let before = |end: Option<Timestamp>, start: Option<Timestamp>| {
            end.zip(start).is_some_and(|(end, start)| end <= start)
        };
        !before(self.until, other.from) && !before(other.until, self.from)
    }

    /// Whether it is always.
    pub fn is_open(&self) -> bool {
        self.from.is_none() && self.until.is_none()
    }

    /// Whether it ends before it begins.
    pub fn is_empty(&self) -> bool {
        self.from.zip(self.until).is_some_and(|(from, until)| until <= from)
    }
}

/// A rule as it was when it was applied.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct RuleRef {
    /// Which.
    pub id: Code,
    /// Which state of it.
    pub version: u64,
}

use super::Amounts;
use crate::pricing::{Article, Attribute, Basket};
use primitives::{Code, CountryCode, ProductId, Quantity, Sku};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Which goods. Nothing named is everything that is no charge.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Selector {
    /// These,
    #[schemars(length(max = 500))]
    pub skus: Vec<Sku>,
    /// or variants of these,
    #[schemars(length(max = 500))]
    pub products: Vec<ProductId>,
    /// or what is in these categories;
    #[schemars(length(max = 100))]
    pub categories: Vec<Code>,
    /// and has all of these attributes;
    #[schemars(length(max = 20))]
    pub attributes: Vec<Attribute>,
    /// but none of these,
    #[schemars(length(max = 500))]
    pub except_skus: Vec<Sku>,
    /// and nothing in these categories.
    #[schemars(length(max = 100))]
    pub except_categories: Vec<Code>,
}

/// Something that has to be so before a promotion applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// So many units of something.
    Units {
        /// Of what.
        of: Selector,
        /// At least.
        at_least: Quantity,
    },
    /// So much worth of something, before promotions.
    Spend {
        /// Of what.
        of: Selector,
        /// At least, by currency.
        at_least: Amounts,
    },
    /// The buyer is in one of these groups, segments or tiers of loyalty.
    Group {
        /// One of these.
        #[schemars(length(min = 1, max = 100))]
        any_of: Vec<Code>,
    },
    /// It is sold there.
    Channel {
        /// One of these.
        #[schemars(length(min = 1, max = 100))]
        any_of: Vec<Code>,
    },
    /// It goes there.
    Country {
        /// One of these.
        #[schemars(length(min = 1, max = 250))]
        any_of: Vec<CountryCode>,
    },
    /// The buyer has not ordered before.
    FirstOrder,
}

impl Selector {
    /// Whether it names nothing.
    pub fn is_all(&self) -> bool {
        !self.is_keyed() && !self.is_guarded()
    }

    /// Whether goods are named one by one or by category.
    pub(super) fn is_keyed(&self) -> bool {
        !(self.skus.is_empty() && self.products.is_empty() && self.categories.is_empty())
    }

    /// Whether goods that are named may still be left out.
    pub(super) fn is_guarded(&self) -> bool {
        !(self.attributes.is_empty()
            && self.except_skus.is_empty()
            && self.except_categories.is_empty())
    }

    /// Whether goods have the attributes and are not left out.
    pub(super) fn lets(&self, article: &Article) -> bool {
        self.attributes.iter().all(|wanted| article.attributes.contains(wanted))
            && article.sku.as_ref().is_some_and(|sku| !self.except_skus.contains(sku))
            && !self.except_categories.iter().any(|not| article.categories.contains(not))
    }

    /// Whether it means these goods.
    pub fn holds(&self, article: &Article) -> bool {
        let named = !self.is_keyed()
            || article.sku.as_ref().is_some_and(|sku| self.skus.contains(sku))
            || article.product.as_ref().is_some_and(|product| self.products.contains(product))
            || self.categories.iter().any(|one| article.categories.contains(one));
        named && self.lets(article)
    }
}

impl Condition {
    /// The goods that it counts.
    pub(super) fn selector(&self) -> Option<&Selector> {
        match self {
            Self::Units { of, .. } | Self::Spend { of, .. } => Some(of),
            _ => None,
        }
    }

    /// Whether it is so; `units` and `worth` are of the goods that it counts.
    pub(super) fn holds(&self, basket: &Basket, units: u64, worth: u64) -> bool {
        match self {
            Self::Units { at_least, .. } => units >= u64::from(at_least.get()),
            Self::Spend { at_least, .. } => {
                at_least.of(basket.currency).is_some_and(|least| worth >= least)
            }
            Self::Group { any_of } => any_of.iter().any(|one| basket.buyer.groups.contains(one)),
            Self::Channel { any_of } => any_of.contains(&basket.channel),
            Self::Country { any_of } => any_of.contains(&basket.country),
            Self::FirstOrder => basket.buyer.first_order,
        }
    }
}

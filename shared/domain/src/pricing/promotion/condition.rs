use super::Amounts;
use crate::pricing::{Article, Attribute, Basket};
use primitives::{
    ClockTime, Code, CountryCode, ProductId, Quantity, Sku, Timestamp, Weekday, ZoneName,
};
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
    /// It is one of these hours of the week.
    Hours {
        /// On the clocks of this zone: summer time moves them.
        zone: ZoneName,
        /// One of these.
        #[schemars(length(min = 1, max = 20))]
        any_of: Vec<Hours>,
    },
}

/// Hours that come again every week, such as Fridays from 17:00 to 20:00.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// On these days.
    #[schemars(length(min = 1, max = 7))]
    pub days: Vec<Weekday>,
    /// From then on.
    pub from: ClockTime,
    /// No longer then. What goes on past midnight is two entries.
    pub until: ClockTime,
}

impl Hours {
    /// Whether a day and a minute of it are among them.
    fn hold(&self, day: Weekday, minute: u16) -> bool {
        self.days.contains(&day) && (self.from.minutes()..self.until.minutes()).contains(&minute)
    }

    /// What is wrong with some, if anything is.
    pub(super) fn fault(list: &[Self]) -> Option<String> {
        if list.is_empty() || list.len() > HOURS_MAX {
            return Some(format!("it needs 1 to {HOURS_MAX} times of the week"));
        }
        list.iter().find_map(|hours| {
            let mut days = hours.days.clone();
            days.sort_unstable();
            days.dedup();
            if days.is_empty() || days.len() < hours.days.len() {
                return Some("hours name at least one day, and each once".to_owned());
            }
            let Self { from, until, .. } = hours;
            (until <= from).then(|| format!("hours from {from} end at {until}, before they begin"))
        })
    }
}

/// Times of the week that one condition may name.
const HOURS_MAX: usize = 20;

/// Whether a moment is in some hours, by the clocks of a zone.
fn in_hours(zone: &ZoneName, list: &[Hours], at: Timestamp) -> bool {
    at.on_the_wall(zone)
        .is_some_and(|(day, minute)| list.iter().any(|hours| hours.hold(day, minute)))
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
            Self::Hours { zone, any_of } => in_hours(zone, any_of, basket.at),
        }
    }
}

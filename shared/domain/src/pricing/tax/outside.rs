//! Tax that an outside service reckons: what it is asked, what it answers, and whether that can be.
//!
//! The engine calls nobody. It says what it would ask, takes what was heard as a fact, and where the
//! answer cannot be, it reckons by the shop's own tables and writes down that it did.
use super::reckon::Taxed;
use crate::{
    pricing::{
        Basket, Fraction,
        derivation::{TaxEntry, TaxStep},
        lot::Lot,
    },
    totals::TaxRate,
};
use primitives::{Code, CountryCode, Currency, ExternalKey, Sku, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Who reckons the tax of a channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TaxBy {
    /// The shop, by its own tables.
    #[default]
    Own,
    /// An outside service, once a checkout has an address; the shop's own tables before that, and where
    /// the service does not answer.
    Outside,
}

impl TaxBy {
    /// Whether the shop reckons by itself.
    pub fn is_own(&self) -> bool {
        *self == Self::Own
    }
}

/// What a service is asked: everything that is taxed, after discounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxQuestion {
    /// Of every amount.
    pub currency: Currency,
    /// Whether amounts include tax.
    pub inclusive: bool,
    /// When it is bought: rates are those of the day.
    pub at: Timestamp,
    /// Where it goes.
    pub country: CountryCode,
    /// The state or province.
    pub region: Option<Code>,
    /// What is bought; equal lines are one. Their places are their numbers.
    pub lines: Vec<TaxedGoods>,
    /// What delivery costs, where one is chosen.
    pub shipping: Option<u64>,
}

/// Goods that are taxed alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxedGoods {
    /// Absent on charges.
    pub sku: Option<Sku>,
    /// The shop's own category.
    pub category: Code,
    /// Units.
    pub units: u64,
    /// What is left of their price after discounts, in minor units.
    pub amount: u64,
}

/// What a service says, as it says it: nothing of it is believed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TaxAnswer {
    /// What the service calls itself.
    pub service: Code,
    /// What it calls its answer.
    pub document: ExternalKey,
    /// Of every amount.
    pub currency: Currency,
    /// The tax of each line, by its number.
    pub lines: Vec<(u32, SaidTax)>,
    /// The tax of delivery, where it was asked for.
    pub shipping: Option<SaidTax>,
    /// The whole tax.
    pub total: i64,
}

/// A tax as a service says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SaidTax {
    /// Minor units.
    pub tax: i64,
    /// The rate to be shown; the tax need not be exactly it, for some goods are taxed in part.
    pub rate: TaxRate,
}

/// Why there is no answer of the service that could be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoAnswer {
    /// It could not be reached in time, or said that it is in trouble.
    Failed,
    /// What it said cannot be: it does not sum, is negative or too large, or is about something else.
    Nonsense,
    /// It failed so often that it is left alone for a while.
    Resting,
    /// The shop has no address or key of it.
    NotSetUp,
    /// Nobody has asked it: it is a cart, the staff wrote it, or it is not known where it goes.
    NotAsked,
}

impl NoAnswer {
    /// Its short name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Nonsense => "nonsense",
            Self::Resting => "resting",
            Self::NotSetUp => "not_set_up",
            Self::NotAsked => "not_asked",
        }
    }
}

/// What was heard of a service: a fact that the engine is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It answered.
    Answer(TaxAnswer),
    /// It did not.
    Nothing(NoAnswer),
}

/// Who reckoned the tax, in the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum TaxedBy {
    /// The shop, by its own tables.
    #[default]
    Own,
    /// An outside service.
    Outside {
        /// What it calls itself.
        service: Code,
        /// What it calls its answer.
        document: ExternalKey,
    },
    /// The shop by its own tables, for the outside service could not be asked or believed.
    Fallback {
        /// Why not.
        why: NoAnswer,
    },
}

impl TaxedBy {
    /// Whether the shop reckoned, and nobody else was asked.
    pub fn is_own(&self) -> bool {
        *self == Self::Own
    }

    /// Whether the tax is what an outside service said.
    pub fn is_outside(&self) -> bool {
        matches!(self, Self::Outside { .. })
    }
}

impl TaxQuestion {
    /// The question that a basket asks once promotions have had their turns.
    pub(in crate::pricing) fn of(
        basket: &Basket,
        lots: &[Lot<'_>],
        shipping: Option<u64>,
        inclusive: bool,
    ) -> Self {
        let goods = |lot: &Lot<'_>| {
            let first = lot.lines.first().and_then(|at| basket.lines.get(*at))?;
            Some(TaxedGoods {
                sku: lot.article.sku.clone(),
                category: first.tax_category.clone(),
                units: lot.units,
                amount: lot.left,
            })
        };
        Self {
            currency: basket.currency,
            inclusive,
            at: basket.at,
            country: basket.country.clone(),
            region: basket.region.clone(),
            lines: lots.iter().filter_map(goods).collect(),
            shipping,
        }
    }

    /// The taxes of an answer, if it answers this question. Each line is taxed once, none by less
    /// than nothing or more than it costs, and all together by what the answer says.
    pub(in crate::pricing) fn taxed(&self, answer: &TaxAnswer) -> Option<Taxed> {
        if answer.currency != self.currency || answer.lines.len() != self.lines.len() {
            return None;
        }
        let mut found: Vec<Option<(u64, u32)>> = vec![None; self.lines.len()];
        for (number, said) in &answer.lines {
            let at = usize::try_from(*number).ok()?;
            let tax = said.within(self.lines.get(at)?.amount)?;
            if found.get_mut(at)?.replace(tax).is_some() {
                return None;
            }
        }
        let lots: Vec<(u64, u32)> = found.into_iter().collect::<Option<_>>()?;
        let shipping = match (self.shipping, answer.shipping) {
            (Some(price), Some(said)) => Some((price, said.within(price)?)),
            (None, None) => None,
            _ => return None,
        };
        let taxes = lots.iter().map(|(tax, _)| *tax).chain(shipping.map(|(_, (tax, _))| tax));
        let total = taxes.map(i128::from).sum::<i128>();
        (total == i128::from(answer.total)).then(|| steps(&lots, shipping))
    }
}

impl SaidTax {
    /// The tax and its rate in millionths, if the tax is possible on such an amount.
    fn within(self, amount: u64) -> Option<(u64, u32)> {
        let tax = u64::try_from(self.tax).ok()?;
        (tax <= amount).then(|| (tax, Fraction::from(self.rate).parts()))
    }
}

/// What was said, by rate. Nobody knows the exact value behind it, so there is no distance from it.
fn steps(lots: &[(u64, u32)], shipping: Option<(u64, (u64, u32))>) -> Taxed {
    let mut steps: BTreeMap<u32, TaxStep> = BTreeMap::new();
    let blank = |rate| TaxStep { rate, entries: Vec::new(), shipping: None };
    for (lot, (tax, rate)) in (0_u32..).zip(lots) {
        let step = steps.entry(*rate).or_insert_with(|| blank(*rate));
        step.entries.push(TaxEntry { lot, tax: *tax, delta: 0 });
    }
    if let Some((price, (tax, rate))) = shipping {
        steps.entry(rate).or_insert_with(|| blank(rate)).shipping = Some((price, tax, 0));
    }
    Taxed {
        lots: lots.iter().map(|(tax, _)| *tax).collect(),
        rates: lots.iter().map(|(_, rate)| *rate).collect(),
        steps: steps.into_values().collect(),
    }
}

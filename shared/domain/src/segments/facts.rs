//! What a rule may ask of a customer.
use crate::{
    customers::{ConsentChannel, Consents, Figures, SealedProfile, Worth},
    prediction::{Fifths, RfmScore},
};
use primitives::{Code, CountryCode, Currency, Slug, Timestamp};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What orders in one currency came to, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turnover {
    /// What was taken and not given back.
    pub spent: i64,
    /// The average of an order; none without orders.
    pub average: Option<i64>,
}

/// A channel and a purpose for which consent holds.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Agreed {
    /// By which way.
    pub channel: ConsentChannel,
    /// For what.
    pub purpose: Code,
}

/// A customer, as far as rules look. Nothing of it names them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SegmentFacts {
    /// Orders that were not cancelled, in all currencies.
    pub orders: i64,
    /// By currency.
    pub turnover: BTreeMap<Currency, Turnover>,
    /// When the first order was placed.
    pub first_order_at: Option<Timestamp>,
    /// When the last one was.
    pub last_order_at: Option<Timestamp>,
    /// Where goods go if nothing else is said.
    pub country: Option<CountryCode>,
    /// Staff's tags.
    pub tags: BTreeSet<Code>,
    /// What they agree to.
    pub consents: BTreeSet<Agreed>,
    /// Their tier of loyalty.
    pub tier: Option<Slug>,
    /// Their fifths, once the shop has reckoned them.
    pub rfm: Option<RfmScore>,
}

/// What is known of a customer, as it lies in the table.
#[derive(Clone, Copy, Debug, Default)]
pub struct Known<'a> {
    /// Their profile.
    pub profile: Option<&'a SealedProfile>,
    /// What their orders come to.
    pub figures: Option<&'a Figures>,
    /// What they agree to.
    pub consents: Option<&'a Consents>,
    /// Their tier of loyalty.
    pub tier: Option<&'a Slug>,
    /// The shop's fifths.
    pub fifths: Option<&'a Fifths>,
}

/// Tags and countries that rules ask for, each with its digest: only by these are a customer's own known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Tags.
    pub tags: BTreeMap<Code, String>,
    /// Countries.
    pub countries: BTreeMap<CountryCode, String>,
}

impl SegmentFacts {
    /// Of what is known of somebody; none of whom was erased.
    pub fn of(known: &Known<'_>, asked: &Asked) -> Option<Self> {
        let erased = known.profile.is_some_and(|profile| profile.erased_at.is_some());
        if erased {
            return None;
        }
        let has = |mark: &String| known.profile.is_some_and(|one| one.traits.contains(mark));
        let tags = asked.tags.iter().filter(|(_, mark)| has(mark)).map(|(tag, _)| tag.clone());
        let country = asked.countries.iter().find(|(_, mark)| has(mark));
        let agreed = known.consents.iter().flat_map(|one| &one.consents).filter(|one| one.granted);
        let worth = known.figures.map(|figures| &figures.worth);
        let turnover = worth.into_iter().flatten().map(|(currency, worth)| {
            let (spent, average) = (worth.lifetime_value(), worth.average_order_value());
            (*currency, Turnover { spent, average })
        });
        Some(Self {
            orders: worth.into_iter().flatten().map(|(_, worth)| worth.orders).sum(),
            turnover: turnover.collect(),
            first_order_at: known.figures.and_then(|figures| figures.first_order_at),
            last_order_at: known.figures.and_then(|figures| figures.last_order_at),
            country: country.map(|(country, _)| country.clone()),
            tags: tags.collect(),
            consents: agreed
                .map(|one| Agreed { channel: one.channel, purpose: one.purpose.clone() })
                .collect(),
            tier: known.tier.cloned(),
            rfm: known
                .figures
                .zip(known.fifths)
                .and_then(|(figures, fifths)| scored(figures, fifths)),
        })
    }
}

/// By the currency that most orders are in: sums of two are no sums.
fn scored(figures: &Figures, fifths: &Fifths) -> Option<RfmScore> {
    let orders = |worth: &Worth| worth.orders;
    let (currency, worth) = figures
        .worth
        .iter()
        .filter(|(_, worth)| worth.orders > 0)
        .max_by_key(|(_, one)| orders(one))?;
    fifths.score(*currency, figures.last_order_at?, worth.orders, worth.lifetime_value())
}

//! What a repair will cost, and the owner's word on exactly that.
use super::{Coverage, Repair, RepairRefusal, RepairState, steps::in_state};
use events::Actor;
use primitives::{Money, Quantity, Sku, Timestamp, limits::POSITIONS_MAX};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Days that a quote may hold at the most.
pub const QUOTE_DAYS_MAX: u32 = 90;
/// Quotes of one repair at the most: they are kept short of a limit by nobody else.
const QUOTES_MAX: u32 = 10;
const DAY_SECONDS: i64 = 86_400;

/// A part that the repair needs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuotedPart {
    /// The part.
    pub sku: Sku,
    /// Units.
    pub quantity: Quantity,
    /// Price of one, tax included.
    pub unit_price: Money,
}

/// What staff offer.
#[derive(Clone, Debug)]
pub struct Offer {
    /// Parts.
    pub parts: Vec<QuotedPart>,
    /// The work, tax included.
    pub labour: Money,
    /// Days that it holds, from 1.
    pub days: u32,
}

/// One version of a quote. Prices include tax, at the rate that the unit was sold at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// Counts the quotes of the repair, from 1.
    pub version: u32,
    /// Parts, at what they are worth even where the shop bears it.
    #[schemars(length(max = POSITIONS_MAX))]
    pub parts: Vec<QuotedPart>,
    /// The work.
    pub labour: Money,
    /// What the owner pays; nothing where the shop bears it.
    pub total: Money,
    /// The part of the total that is tax.
    pub tax: Money,
    /// Until when the owner may say yes.
    pub until: Timestamp,
}

/// Makes a quote, or a newer version. What the shop bears needs nobody's yes, and is approved with it.
pub fn quote(
    one: &Repair,
    offer: Offer,
    by: Actor,
    now: Timestamp,
) -> Result<Repair, RepairRefusal> {
    in_state(one, &[RepairState::Diagnosed, RepairState::Quoted, RepairState::Lapsed])?;
    let version = one.quote.as_ref().map_or(0, |quote| quote.version).saturating_add(1);
    if version > QUOTES_MAX {
        return Err(RepairRefusal::TooManyQuotes);
    }
    let worth = worth(one, &offer)?;
    let free = one.coverage.is_some_and(Coverage::is_free);
    let total = if free { Money::zero(one.currency) } else { worth };
    let tax = one.tax_rate.of(total, true)?;
    let days = i64::from(offer.days.clamp(1, QUOTE_DAYS_MAX));
    let until = now.plus_seconds(days * DAY_SECONDS);
    let Offer { parts, labour, .. } = offer;
    let mut next = one.stepped(RepairState::Quoted, by.clone(), now);
    next.quote = Some(Quote { version, parts, labour, total, tax, until });
    if !total.is_zero() {
        return Ok(next);
    }
    let mut next = next.stepped(RepairState::Approved, by, now);
    next.approved = Some(version);
    Ok(next)
}

/// What parts and work are worth together.
fn worth(one: &Repair, offer: &Offer) -> Result<Money, RepairRefusal> {
    let named: BTreeSet<&Sku> = offer.parts.iter().map(|part| &part.sku).collect();
    if named.len() != offer.parts.len() || named.len() > POSITIONS_MAX {
        return Err(RepairRefusal::WrongParts);
    }
    let good = |money: Money| money.currency == one.currency && !money.is_negative();
    if !good(offer.labour) || !offer.parts.iter().all(|part| good(part.unit_price)) {
        return Err(RepairRefusal::WrongPrice);
    }
    offer.parts.iter().try_fold(offer.labour, |sum, part| {
        Ok(sum.plus(part.unit_price.times(part.quantity.get())?)?)
    })
}

/// The version that somebody means, if that is the newest.
fn answerable(one: &Repair, version: u32) -> Result<&Quote, RepairRefusal> {
    in_state(one, &[RepairState::Quoted, RepairState::Lapsed])?;
    let quote = one.quote.as_ref().ok_or(RepairRefusal::State(one.state))?;
    if quote.version == version { Ok(quote) } else { Err(RepairRefusal::OldQuote(quote.version)) }
}

/// The owner says yes to exactly this version, once.
pub fn approve(
    one: &Repair,
    version: u32,
    by: Actor,
    now: Timestamp,
) -> Result<Repair, RepairRefusal> {
    let quote = answerable(one, version)?;
    if now > quote.until || one.state == RepairState::Lapsed {
        return Err(RepairRefusal::QuoteExpired(quote.until));
    }
    let mut next = one.stepped(RepairState::Approved, by, now);
    next.approved = Some(version);
    Ok(next)
}

/// Nobody answered in time. Nothing, where there is still time or somebody did.
pub fn lapse(one: &Repair, now: Timestamp) -> Option<Repair> {
    let late = one.answer_by().is_some_and(|until| now > until);
    late.then(|| one.stepped(RepairState::Lapsed, Actor::system(), now))
}

/// The owner says no: the unit goes back as it is. One may say no to a quote that no longer holds.
pub fn decline(
    one: &Repair,
    version: u32,
    by: Actor,
    now: Timestamp,
) -> Result<Repair, RepairRefusal> {
    answerable(one, version)?;
    Ok(one.stepped(RepairState::Declined, by, now))
}

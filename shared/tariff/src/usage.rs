//! What has been used of limited promotions, and what comes for nothing: read where it applies.
use crate::facts::get;
use domain::{
    cart::{self, Cart, Facts},
    pricing::{
        Claim,
        promotion::{Counted, UseCounter},
    },
};
use primitives::Sku;
use runtime::{Cx, Fault};
use std::collections::BTreeSet;
use table::{Wanted, keys};

/// A promotion that is used up may let another apply that is limited as well: so often that is
/// followed. Whatever is still not known then is found out when it is taken.
const ROUNDS: u32 = 4;

/// What something that is sold draws on.
#[derive(Clone, Debug, Default)]
pub struct Draws {
    /// Of whatever is limited.
    pub claims: Vec<Claim>,
    /// What comes for nothing, if anybody had looked whether it can be had.
    pub unseen: Vec<Sku>,
}

/// Looks at the counters of every limited promotion that would apply to the cart, and at what its
/// promotions give away, so that the facts say what the cart costs. After an edit, the cart is another.
pub async fn settle(cx: &Cx, cart: &Cart, facts: &mut Facts) -> Result<(), Fault> {
    let now = cx.now();
    settle_by(cx, facts, |facts| {
        let quote = cart::quote(cart, facts, now)?;
        Ok(Draws { claims: quote.claims, unseen: quote.unseen })
    })
    .await
}

/// The same for anything that is sold: `quote` says what it draws on, as far as the facts go.
pub async fn settle_by(
    cx: &Cx,
    facts: &mut Facts,
    quote: impl Fn(&Facts) -> Result<Draws, Fault>,
) -> Result<(), Fault> {
    if facts.tariff.standing.promotions.is_empty() {
        return Ok(());
    }
    let mut known: BTreeSet<Counted> = BTreeSet::new();
    for _ in 0..ROUNDS {
        let quote = quote(facts)?;
        let claims: Vec<_> =
            quote.claims.iter().filter(|claim| !known.contains(&claim.counted)).collect();
        let gifts: BTreeSet<&Sku> = quote.unseen.iter().collect();
        if claims.is_empty() && gifts.is_empty() {
            return Ok(());
        }
        let wanted = Wanted::default()
            .and(claims.iter().map(|claim| keys::pricing::uses(&claim.counted)))
            .and(gifts.iter().map(|sku| keys::catalog::offer(sku)));
        let found = cx.collect(&wanted).await?;
        let mut fit = true;
        for claim in claims {
            let counter = get(&found, &keys::pricing::uses(&claim.counted))?;
            let counter = counter.unwrap_or_else(|| UseCounter::unused(claim.counted.clone()));
            fit &= claim.fits(counter.counter());
            facts.tariff.note(&counter);
            known.insert(claim.counted.clone());
        }
        for sku in &gifts {
            let offer = get(&found, &keys::catalog::offer(sku))?;
            facts.offers.extend(offer.map(|offer| ((*sku).clone(), offer)));
        }
        look_for_gifts(cx, &gifts, facts).await?;
        if fit && gifts.is_empty() {
            return Ok(());
        }
    }
    Ok(())
}

/// Whether gifts can be had: one that is out of stock does not come.
async fn look_for_gifts(cx: &Cx, gifts: &BTreeSet<&Sku>, facts: &mut Facts) -> Result<(), Fault> {
    if gifts.is_empty() {
        return Ok(());
    }
    let skus: Vec<Sku> = gifts.iter().map(|sku| (*sku).clone()).collect();
    let there = stock::availability(cx, &skus).await?;
    // What no warehouse knows has been looked for too.
    facts.gifts.extend(skus.into_iter().map(|sku| {
        let units = there.get(&sku).map_or(0, |there| there.units());
        (sku, units)
    }));
    Ok(())
}

//! What has been used of limited promotions, and what comes for nothing: read where it applies.
use crate::facts::get;
use domain::{
    cart::{self, Cart, Facts},
    pricing::promotion::{Counted, UseCounter},
};
use primitives::Sku;
use runtime::{Cx, Fault};
use std::collections::BTreeSet;
use table::{Wanted, keys};

/// A promotion that is used up may let another apply that is limited as well: so often that is
/// followed. Whatever is still not known then is found out when it is taken.
const ROUNDS: u32 = 4;

/// Looks at the counters of every limited promotion that would apply to the cart, and at what its
/// promotions give away, so that the facts say what the cart costs. After an edit, the cart is another.
pub async fn settle(cx: &Cx, cart: &Cart, facts: &mut Facts) -> Result<(), Fault> {
    if facts.tariff.standing.promotions.is_empty() {
        return Ok(());
    }
    let mut known: BTreeSet<Counted> = BTreeSet::new();
    for _ in 0..ROUNDS {
        let quote = cart::quote(cart, facts, cx.now())?;
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

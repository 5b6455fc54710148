use contract::pricing::{TrialView, TryBody, TryPromotion};
use domain::{
    cart::Facts,
    pricing::{
        Basket, BasketLine, GROUPS_MAX, PricingRefusal, ShippingPrice,
        promotion::{CodePool, Counted, Effect, Promotion},
        try_out,
    },
};
use primitives::Code;
use runtime::{Cx, Done, Fault, Outcome, Req};
use std::collections::BTreeSet;
use table::keys;
use tariff::{Asked, Look};

/// Lines of a basket to try a promotion on.
const TRIED_LINES_MAX: usize = 100;

pub async fn handle(cx: Cx, req: Req<TryPromotion>) -> Outcome<TrialView> {
    let body = req.body;
    if body.lines.len() > TRIED_LINES_MAX {
        return Err(PricingRefusal::TooMany(TRIED_LINES_MAX, "lines").into());
    }
    if body.groups.len() > GROUPS_MAX || body.codes.len() > domain::cart::CODES_MAX {
        return Err(PricingRefusal::TooMany(domain::cart::CODES_MAX, "codes, and 50 groups").into());
    }
    let promotion = cx.load(keys::pricing::promotion(&req.path.promotion_id)).await?.value;
    let facts = facts(&cx, &promotion, &body).await?;
    let basket = basket(&facts, &body, cx.now())?;
    let trial = try_out(&promotion, &basket, &facts.rules(&basket.channel))?;
    Ok(Done::new(TrialView {
        before: trial.before.totals,
        after: trial.after.totals,
        treatment: trial.after.treatment,
        discounts: trial.after.discounts,
        gifts: trial.after.gifts,
        why: trial.why,
    }))
}

/// Everything that decides on the price of the basket.
async fn facts(cx: &Cx, promotion: &Promotion, body: &TryBody) -> Result<Facts, Fault> {
    let codes = body.codes.iter().map(|code| CodePool::normalise(code.as_ref()));
    let codes: BTreeSet<Code> = codes.collect::<Result<_, _>>()?;
    let mut asked = Asked {
        skus: body.lines.iter().map(|line| &line.sku).collect(),
        codes: codes.iter().collect(),
        customer: body.customer_id.as_ref(),
        first_order: Some(body.first_order),
    };
    if let Effect::Gift { sku, .. } = &promotion.effect {
        asked.skus.insert(sku);
    }
    let mut facts = tariff::facts_of(cx, &asked, Look::Try).await?;
    facts.tariff.buyer.groups.extend(body.groups.iter().cloned());
    let counters: Vec<_> = counted(promotion, body).iter().map(keys::pricing::uses).collect();
    for counter in cx.peek_many(&counters).await?.into_iter().flatten() {
        facts.tariff.note(&counter);
    }
    Ok(facts)
}

/// What the promotion may be used up by.
fn counted(promotion: &Promotion, body: &TryBody) -> Vec<Counted> {
    let own = promotion.limits.uses.map(|_| Counted::Promotion(promotion.id.clone()));
    let customer = promotion.limits.per_customer.and(body.customer_id.clone());
    let customer = customer.map(|customer| Counted::Customer(promotion.id.clone(), customer));
    let campaign = promotion.campaign.clone().map(Counted::Campaign);
    [own, customer, campaign].into_iter().flatten().collect()
}

fn basket(facts: &Facts, body: &TryBody, now: primitives::Timestamp) -> Result<Basket, Fault> {
    let currency = facts.settings.currency(body.currency)?;
    let country = body.country.clone().unwrap_or_else(|| facts.settings.country.clone());
    let channel = body.channel.clone().unwrap_or_else(Code::web);
    let shipping = body.shipping.clone();
    let shipping = shipping.map(|way| ShippingPrice { option: way.option, price: way.price });
    let mut basket = Basket {
        region: body.region.clone(),
        buyer: facts.tariff.buyer.clone(),
        codes: facts.tariff.codes.clone(),
        shipping,
        ..Basket::of(currency, channel, country, now, Vec::new())
    };
    for line in &body.lines {
        let unknown = || PricingRefusal::UnknownSku(line.sku.clone());
        let offer = facts.offers.get(&line.sku).ok_or_else(unknown)?;
        let unit = facts.unit_of(offer, &basket);
        basket.lines.push(BasketLine { quantity: line.quantity, ..unit });
    }
    Ok(basket)
}

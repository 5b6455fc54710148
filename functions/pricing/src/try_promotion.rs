use contract::pricing::{TrialView, TryBody, TryPromotion};
use domain::{
    cart::Facts,
    pricing::{
        Basket, BasketLine, Buyer, GROUPS_MAX, PricingRefusal, ShippingPrice, Tariff,
        promotion::{CodePool, Counted, Effect, Promotion},
        selection::PriceBook,
        try_out,
    },
};
use primitives::{Code, Sku};
use runtime::{Cx, Done, Fault, Outcome, Req};
use std::collections::BTreeSet;
use table::{Found, Wanted, keys};

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
    let mut skus: BTreeSet<&Sku> = body.lines.iter().map(|line| &line.sku).collect();
    if let Effect::Gift { sku, .. } = &promotion.effect {
        skus.insert(sku);
    }
    let codes = body.codes.iter().map(|code| CodePool::normalise(code.as_ref()));
    let codes: BTreeSet<Code> = codes.collect::<Result<_, _>>()?;
    let counted = counted(promotion, body);
    let wanted = Wanted::default()
        .and([keys::cart::settings()])
        .and(skus.iter().map(|sku| keys::catalog::offer(sku)))
        .and(skus.iter().map(|sku| keys::pricing::sku_prices(sku)))
        .and(codes.iter().map(keys::pricing::code))
        .and(counted.iter().map(keys::pricing::uses))
        .and(body.customer_id.iter().map(keys::pricing::buyer_terms));
    let found = cx.gather(&wanted).await?;
    let mut tariff = Tariff { standing: tariff::in_force(cx).await?, ..Tariff::default() };
    tariff.buyer = Buyer {
        customer: body.customer_id.clone(),
        first_order: body.first_order,
        ..Buyer::default()
    };
    if let Some(customer_id) = &body.customer_id
        && let Some(terms) = get(&found, &keys::pricing::buyer_terms(customer_id))?
    {
        tariff.known_as(terms);
    }
    tariff.buyer.groups.extend(body.groups.iter().cloned());
    for code in &codes {
        let lead = get(&found, &keys::pricing::code(code))?;
        tariff.codes.extend(lead.map(|lead| (lead.code, lead.promotion_id)));
    }
    for counted in &counted {
        if let Some(counter) = get(&found, &keys::pricing::uses(counted))? {
            tariff.note(&counter);
        }
    }
    let mut facts = Facts {
        settings: get(&found, &keys::cart::settings())?.unwrap_or_default(),
        ..Facts::default()
    };
    let mut rows = Vec::new();
    for sku in skus {
        let offer = get(&found, &keys::catalog::offer(sku))?;
        facts.offers.extend(offer.map(|offer| (sku.clone(), offer)));
        let prices = get(&found, &keys::pricing::sku_prices(sku))?;
        rows.extend(prices.into_iter().flat_map(|prices| prices.rows));
    }
    tariff.prices = PriceBook::of(rows);
    Ok(Facts { tariff, ..facts })
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

fn get<E: table::Entity>(found: &Found, key: &table::Key<E>) -> Result<Option<E>, Fault> {
    Ok(found.get(key).map_err(Fault::Table)?.map(|held| held.value))
}

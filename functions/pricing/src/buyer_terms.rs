use contract::pricing::{PutBuyerTerms, ViewBuyerTerms};
use domain::pricing::{BuyerTerms, GROUPS_MAX, PricingRefusal};
use primitives::CustomerId;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys};

pub async fn view(cx: Cx, req: Req<ViewBuyerTerms>) -> Outcome<BuyerTerms> {
    let (_, held) = of_customer(&cx, &req.path.customer_id).await?;
    let version = held.as_ref().map_or(0, Held::version);
    let none = || BuyerTerms::none(req.path.customer_id.clone());
    Ok(Done::new(held.map_or_else(none, |held| held.value)).etag(version))
}

pub async fn put(cx: Cx, req: Req<PutBuyerTerms>) -> Outcome<BuyerTerms> {
    let (customer, held) = of_customer(&cx, &req.path.customer_id).await?;
    let version = held.as_ref().map_or(0, Held::version);
    if req.if_match.is_some_and(|wanted| wanted != version) {
        return Err(Fault::Changed);
    }
    let body = req.body;
    if body.groups.len() > GROUPS_MAX {
        return Err(PricingRefusal::TooMany(GROUPS_MAX, "groups of one customer").into());
    }
    let next = BuyerTerms {
        customer_id: customer,
        groups: body.groups,
        // These follow from rules and from companies' members, and are not said here.
        company: held.as_ref().and_then(|held| held.company.clone()),
        segments: held.as_ref().map(|held| held.segments.clone()).unwrap_or_default(),
        tier: held.as_ref().and_then(|held| held.tier.clone()),
        exemption: body.exemption,
    };
    let done = Done::new(next.clone());
    if held.as_ref().is_some_and(|held| held.value == next) {
        return Ok(done.etag(version));
    }
    Ok(tariff::save_terms(done.etag(version + 1), held.as_ref(), &next, cx.now()))
}

/// A customer who is on record, and their terms, if anybody has said what they are.
pub async fn of_customer(
    cx: &Cx,
    customer_id: &CustomerId,
) -> Result<(CustomerId, Option<Held<BuyerTerms>>), Fault> {
    let customer = cx.load(keys::identity::customer(customer_id)).await?;
    let held = cx.find(keys::pricing::buyer_terms(customer_id)).await?;
    Ok((customer.value.customer_id, held))
}

//! Says what becomes of a thing that is the shop's by now: its weight is counted in the same transaction.
use crate::{steps::moved, view::one};
use contract::recycle::{TakebackView, TreatTakeback, TreatTakebackBody};
use domain::{
    catalog::State,
    loyalty::Month,
    recycle::{self, MaterialMonth, RecycleRefusal, Takeback, weight},
};
use events::recycle::{TakebackTreatedV1, UnitRefurbishedV1};
use primitives::{Code, LocationId, Sku};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{keys, keys::recycle as own};

pub async fn handle(cx: Cx, req: Req<TreatTakeback>) -> Outcome<TakebackView> {
    let held = one(&cx, &req.path).await?;
    let sold = sold(&req.body)?;
    let next = recycle::treat(&held, req.body.treatment, sold.clone(), req.who.actor(), cx.now())?;
    let event = TakebackTreatedV1 {
        takeback_id: next.takeback_id.clone(),
        sku: next.sku.clone(),
        market: next.market.clone(),
        weee_category: Code::parse(next.weee.name())?,
        treatment: Code::parse(req.body.treatment.name())?,
        grams: weight(&next.materials),
    };
    let done = counted(&cx, moved(&held, &next, &event), &next).await?;
    let Some((sku, location_id)) = sold else { return Ok(done) };
    for_sale(&cx, &sku, &location_id).await?;
    let takeback_id = next.takeback_id.clone();
    let event = UnitRefurbishedV1 { takeback_id, sku, location_id };
    Ok(done.publish(&next.takeback_id, held.next_version(), &event))
}

/// As what and where it is sold again: both or neither.
fn sold(body: &TreatTakebackBody) -> Result<Option<(Sku, LocationId)>, RecycleRefusal> {
    match (&body.sold_as, &body.location_id) {
        (Some(sku), Some(location_id)) => Ok(Some((sku.clone(), location_id.clone()))),
        (None, None) => Ok(None),
        _ => Err(RecycleRefusal::SoldAs),
    }
}

async fn counted(
    cx: &Cx,
    done: Done<TakebackView>,
    one: &Takeback,
) -> Result<Done<TakebackView>, Fault> {
    let Some(treatment) = one.treatment else { return Ok(done) };
    let (market, month, weee) = (&one.market, Month::of(cx.now()), one.weee);
    let held = cx.find(own::month(market, &month, &weee)).await?;
    let sums = held.as_ref().map(|held| held.value.clone());
    let sums = sums.unwrap_or_else(|| MaterialMonth::new(market.clone(), month, weee));
    Ok(done.save(held.as_ref(), &sums.with(treatment, &one.materials)))
}

/// Buyers see its condition, and there is a place for it.
async fn for_sale(cx: &Cx, sku: &Sku, location_id: &LocationId) -> Result<(), Fault> {
    let offer = cx.find(keys::catalog::offer(sku)).await?;
    let told = offer.is_some_and(|offer| {
        offer.state == State::Active
            && offer.attributes.iter().any(|one| one.name.as_ref() == "condition")
    });
    if !told {
        return Err(RecycleRefusal::NoCondition(sku.clone()).into());
    }
    let there = cx.find(keys::inventory::location(location_id)).await?;
    if there.is_some_and(|location| location.active) {
        Ok(())
    } else {
        Err(Fault::missing("location"))
    }
}

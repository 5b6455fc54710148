//! A customer is erased on request, with everybody whom they took in.
//!
//! The first transaction decides it: profiles say nothing any more, so that nothing personal is written from then on.
//! Then keys are destroyed and marks taken away, by whoever asked or, if they did not get that far, by the news of it.
use crate::{
    known::{kept, profile, record},
    members,
    united::current,
};
use contract::customers::{EraseCustomer, EraseMe, ErasureView, ViewErasure};
use domain::customers::{Erasure, GONE, HistoryEntry, OrdersGone, STAYS, WhatHappened};
use events::{Envelope, customers::CustomerErasedV1, order::OrdersErasedV1};
use primitives::CustomerId;
use runtime::{Cx, Done, Fault, Outcome, Progress, Req, Step};
use std::collections::BTreeSet;
use table::{Held, keys::customers as keys};

/// Marks that go in one transaction.
const MARKS_AT_ONCE: usize = 60;

/// Staff erase somebody.
pub async fn erase(cx: Cx, req: Req<EraseCustomer>) -> Progress<ErasureView> {
    record(&cx, &req.path.customer_id).await?;
    erased(&cx, &req.path.customer_id).await
}

/// Somebody has themselves erased.
pub async fn erase_me(cx: Cx, req: Req<EraseMe>) -> Progress<ErasureView> {
    let customer_id = req.who.customer().ok_or(Fault::Forbidden)?;
    erased(&cx, customer_id).await
}

/// Shows what was erased and what was not.
pub async fn show(cx: Cx, req: Req<ViewErasure>) -> Outcome<ErasureView> {
    let (_, union) = current(&cx, &req.path.customer_id).await?;
    let held = cx.peek(keys::erasure(&union.customer_id)).await?;
    Ok(Done::new(view(&held.ok_or(Fault::missing("erasure"))?.value)))
}

/// Goes on with an erasure that whoever asked for it left half done.
pub async fn followed(cx: Cx, event: Envelope<CustomerErasedV1>) -> Progress<()> {
    let (_, union) = current(&cx, &event.data.customer_id).await?;
    match cx.find(keys::erasure(&union.customer_id)).await? {
        Some(held) => Ok(match completed(&cx, &held).await? {
            Step::Continue(done) => Step::Continue(done),
            _ => Step::Finish(Done::new(())),
        }),
        None => Ok(Step::Finish(Done::new(()))),
    }
}

/// Notes how far their orders are.
pub async fn orders(cx: Cx, event: Envelope<OrdersErasedV1>) -> Outcome<()> {
    let OrdersErasedV1 { customer_id, orders, last, .. } = event.data;
    let (_, union) = current(&cx, &customer_id).await?;
    let Some(held) = cx.find(keys::erasure(&union.customer_id)).await? else {
        return Ok(Done::new(()));
    };
    Ok(match held.told(&customer_id, OrdersGone { orders, all: last }) {
        Some(next) => Done::new(()).replace(&held, &next),
        None => Done::new(()),
    })
}

async fn erased(cx: &Cx, customer_id: &CustomerId) -> Progress<ErasureView> {
    let (_, union) = current(cx, customer_id).await?;
    if let Some(held) = cx.find(keys::erasure(&union.customer_id)).await? {
        return completed(cx, &held).await;
    }
    let erasure = Erasure::of(&union, cx.who().actor(), cx.now());
    decided(cx, &erasure).await.map(Step::Continue)
}

/// Writes every profile, so that of this and whatever else is written of them at this moment one begins anew.
async fn decided(cx: &Cx, erasure: &Erasure) -> Outcome<()> {
    let mut done = Done::new(()).create(erasure);
    for customer_id in &erasure.all {
        let (held, profile) = profile(cx, customer_id).await?;
        let version = held.as_ref().map_or(1, Held::next_version);
        let event =
            CustomerErasedV1 { customer_id: customer_id.clone(), erased_at: erasure.erased_at };
        done = kept(cx, done, held.as_ref(), &profile.erased(erasure.erased_at)).await?;
        done = done.publish(customer_id, version, &event);
    }
    let (id, what, actor) = (cx.new_id(), WhatHappened::Erased, erasure.actor.clone());
    let entry = HistoryEntry::new(&erasure.customer_id, id, what, actor, erasure.erased_at);
    Ok(done.create(&entry))
}

/// Destroys the keys, then takes marks away until none is left. All of it may be done again.
async fn completed(cx: &Cx, held: &Held<Erasure>) -> Progress<ErasureView> {
    // Again where it is completed: what wrote at the moment of the erasure may have had a key made, with which nothing
    // was ever committed.
    for customer_id in &held.all {
        cx.keyring()?.destroy(customer_id.as_ref()).await?;
    }
    if held.completed_at.is_some() {
        return Ok(Step::Finish(Done::new(view(held))));
    }
    for customer_id in &held.all {
        let done = members::gone(cx, Done::new(()), customer_id).await?;
        if !done.is_read_only() {
            return Ok(Step::Continue(done));
        }
    }
    for customer_id in &held.all {
        let (profile_held, profile) = profile(cx, customer_id).await?;
        let marks: BTreeSet<_> = profile.all_marks().into_iter().take(MARKS_AT_ONCE).collect();
        if !marks.is_empty() {
            let next = profile.without_marks(&marks);
            return kept(cx, Done::new(()), profile_held.as_ref(), &next).await.map(Step::Continue);
        }
    }
    let next = held.value.completed(cx.now());
    // The next look finds it completed, and answers.
    Ok(Step::Continue(Done::new(()).replace(held, &next)))
}

fn view(erasure: &Erasure) -> ErasureView {
    let Erasure { customer_id, all, erased_at, completed_at, orders, .. } = erasure.clone();
    ErasureView {
        customer_id,
        all,
        erased_at,
        completed_at,
        erased: GONE.to_vec(),
        orders,
        kept: STAYS.map(Into::into).to_vec(),
    }
}

//! Two customers become one.
//!
//! One transaction: it writes whatever both have once, so a change of either at the same moment begins anew and finds
//! who stands for them. Marks, which may be many, follow in steps.
use crate::{
    known::{kept, opened, profile, record},
    members,
    united::current,
};
use contract::customers::{
    MergeCustomers, MergedCustomerView, MergesView, UnionView, ViewCustomerMerges,
};
use domain::customers::{Consents, Figures, HistoryEntry, Profile, Union, WhatHappened};
use events::{Envelope, customers::CustomersMergedV1};
use primitives::CustomerId;
use runtime::{Cx, Done, Fault, Outcome, Progress, Req, Step};
use std::collections::BTreeSet;
use table::{Held, keys::customers as keys};

/// Marks that move in one transaction: each is two writes.
const MARKS_AT_ONCE: usize = 30;

/// Takes the other in.
pub async fn merge(cx: Cx, req: Req<MergeCustomers>) -> Outcome<UnionView> {
    let (survivor, merged) = (&req.path.customer_id, &req.body.merged);
    record(&cx, survivor).await?;
    record(&cx, merged).await?;
    let (held, one) = union(&cx, survivor).await?;
    let (other_held, other) = union(&cx, merged).await?;
    let (next, gone) = one.merge(&other, cx.now())?;
    let (customer_id, taken) = (survivor.clone(), next.merged.clone());
    let view = UnionView { customer_id, merged: taken };
    let done = Done::new(view).save(held.as_ref(), &next).save(other_held.as_ref(), &gone);
    let done = profiles(&cx, done, survivor, merged).await?;
    let done = consents(&cx, done, survivor, merged).await?;
    let done = figures(&cx, done, survivor, merged).await?;
    let done = members::united(&cx, done, survivor, merged).await?;
    let (id, actor) = (cx.new_id(), cx.who().actor());
    let entry = HistoryEntry::new(survivor, id, WhatHappened::Merged, actor, cx.now());
    let event = CustomersMergedV1 {
        survivor: survivor.clone(),
        merged: merged.clone(),
        merged_at: cx.now(),
    };
    let version = held.as_ref().map_or(1, Held::next_version);
    Ok(done.create(&entry.about(merged)).publish(survivor, version, &event))
}

async fn union(cx: &Cx, customer_id: &CustomerId) -> Result<(Option<Held<Union>>, Union), Fault> {
    let held = cx.find(keys::union(customer_id)).await?;
    let union = held.as_ref().map(|held| held.value.clone());
    Ok((held, union.unwrap_or_else(|| Union::none(customer_id.clone()))))
}

type Merging = Result<Done<UnionView>, Fault>;

/// The survivor's says what both said; the other stays as it was, with what the survivor's says otherwise.
async fn profiles(
    cx: &Cx,
    done: Done<UnionView>,
    survivor: &CustomerId,
    merged: &CustomerId,
) -> Merging {
    let (held, one) = profile(cx, survivor).await?;
    let (other_held, other) = profile(cx, merged).await?;
    let next = one.united(&other, cx.now())?;
    let done = kept(cx, done, held.as_ref(), &next).await?;
    kept(cx, done, other_held.as_ref(), &other).await
}

async fn consents(
    cx: &Cx,
    done: Done<UnionView>,
    survivor: &CustomerId,
    merged: &CustomerId,
) -> Merging {
    let held = cx.find(keys::consents(survivor)).await?;
    let other_held = cx.find(keys::consents(merged)).await?;
    let of = |held: &Option<Held<Consents>>, id: &CustomerId| {
        held.as_ref().map_or_else(|| Consents::none(id.clone()), |held| held.value.clone())
    };
    let (one, other) = (of(&held, survivor), of(&other_held, merged));
    Ok(done.save(held.as_ref(), &one.united(&other)).save(other_held.as_ref(), &other))
}

/// The survivor's are the sums of both; each order's line stays where it is, and counts for the survivor.
async fn figures(
    cx: &Cx,
    done: Done<UnionView>,
    survivor: &CustomerId,
    merged: &CustomerId,
) -> Merging {
    let held = cx.find(keys::figures(survivor)).await?;
    let other_held = cx.find(keys::figures(merged)).await?;
    let of = |held: &Option<Held<Figures>>, id: &CustomerId| {
        held.as_ref().map_or_else(|| Figures::none(id.clone()), |held| held.value.clone())
    };
    let next = of(&held, survivor).united(&of(&other_held, merged));
    let none = Figures::none(merged.clone());
    Ok(done.save(held.as_ref(), &next).save(other_held.as_ref(), &none))
}

/// Shows whom a customer took in.
pub async fn show(cx: Cx, req: Req<ViewCustomerMerges>) -> Outcome<MergesView> {
    record(&cx, &req.path.customer_id).await?;
    let (_, union) = current(&cx, &req.path.customer_id).await?;
    Ok(Done::new(view(&cx, &union).await?))
}

async fn view(cx: &Cx, union: &Union) -> Result<MergesView, Fault> {
    let keys: Vec<_> = union.all().map(keys::profile).collect();
    let found = cx.peek_many(&keys).await?;
    let mut all = Vec::new();
    for (customer_id, held) in union.all().zip(found) {
        all.push(match held {
            Some(held) => opened(cx, &held.value).await?,
            None => Profile::none(customer_id.clone()),
        });
    }
    // The first is the survivor's.
    let mut found = all.into_iter();
    let own = found.next().unwrap_or_else(|| Profile::none(union.customer_id.clone()));
    let shared = found.collect::<Vec<_>>();
    let now = shared.iter().try_fold(own.clone(), |own, one| own.united(one, cx.now()));
    let own = now.unwrap_or(own);
    let merged = union.merged.iter().zip(&shared).map(|((customer_id, at), one)| {
        let conflicts = own.conflicts(one);
        MergedCustomerView { customer_id: customer_id.clone(), merged_at: *at, conflicts }
    });
    Ok(MergesView { customer_id: union.customer_id.clone(), merged: merged.collect() })
}

/// The survivor is found by what the merged one was found by. What is left to move stands in the merged one's profile.
pub async fn followed(cx: Cx, event: Envelope<CustomersMergedV1>) -> Progress<()> {
    let (_, union) = current(&cx, &event.data.merged).await?;
    let (held, gone) = profile(&cx, &event.data.merged).await?;
    let marks: BTreeSet<_> = gone.all_marks().into_iter().take(MARKS_AT_ONCE).collect();
    if marks.is_empty() || union.customer_id == event.data.merged {
        return Ok(Step::Finish(Done::new(())));
    }
    let (own_held, own) = profile(&cx, &union.customer_id).await?;
    let gone = gone.without_marks(&marks);
    let done = kept(&cx, Done::new(()), held.as_ref(), &gone).await?;
    Ok(Step::Continue(kept(&cx, done, own_held.as_ref(), &own.inherits(&marks)).await?))
}

//! Groups of customers: who is in one, who comes and who leaves.
use crate::buyer_terms::of_customer;
use contract::{
    Page,
    pricing::{ListGroupMembers, PutGroupMember, RemoveGroupMember},
};
use domain::pricing::{BuyerTerms, GROUPS_MAX, GroupMember, PricingRefusal};
use runtime::{Cx, Done, Outcome, Req};
use table::keys::pricing as keys;

/// Who is in it.
pub async fn list(cx: Cx, req: Req<ListGroupMembers>) -> Outcome<Page<GroupMember>> {
    cx.page(&keys::group_members(&req.path.group), &req.query).await.map(Done::new)
}

/// Somebody comes.
pub async fn put(cx: Cx, req: Req<PutGroupMember>) -> Outcome<GroupMember> {
    let group = req.path.group.clone();
    let (customer_id, held) = of_customer(&cx, &req.path.customer_id).await?;
    let known = cx.find(keys::group_member(&group, &customer_id)).await?;
    let mut next = held
        .as_ref()
        .map_or_else(|| BuyerTerms::none(customer_id.clone()), |held| held.value.clone());
    if let Some(known) = known.filter(|_| next.groups.contains(&group)) {
        return Ok(Done::new(known.value));
    }
    next.groups.insert(group.clone());
    if next.groups.len() > GROUPS_MAX {
        return Err(PricingRefusal::TooMany(GROUPS_MAX, "groups of one customer").into());
    }
    let member = GroupMember { group, customer_id, since: cx.now() };
    Ok(tariff::save_terms(Done::new(member), held.as_ref(), &next, cx.now()))
}

/// Somebody leaves.
pub async fn remove(cx: Cx, req: Req<RemoveGroupMember>) -> Outcome<BuyerTerms> {
    let (customer_id, held) = of_customer(&cx, &req.path.customer_id).await?;
    let Some(held) = held else { return Ok(Done::new(BuyerTerms::none(customer_id))) };
    let mut next = held.value.clone();
    if !next.groups.remove(&req.path.group) {
        return Ok(Done::new(next));
    }
    Ok(tariff::save_terms(Done::new(next.clone()), Some(&held), &next, cx.now()))
}

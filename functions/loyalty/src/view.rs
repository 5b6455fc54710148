use crate::{ledger, rules};
use contract::{
    Page, PageQuery,
    loyalty::{
        ListMyPoints, ListPoints, PointsQuery, PointsView, TierView, ViewMyPoints, ViewOrderPoints,
        ViewPoints,
    },
};
use domain::loyalty::{Lot, Month, OrderPoints, PointsAccount, PointsEntry, Programme};
use primitives::{CustomerId, Timestamp};
use runtime::{Cx, Done, Fault, Outcome, Req, Who};
use table::keys::loyalty as keys;

/// One's own points.
pub async fn mine(cx: Cx, req: Req<ViewMyPoints>) -> Outcome<PointsView> {
    let own = own(&req.who)?;
    shown(&cx, own, &req.query).await
}

/// A customer's points.
pub async fn of_customer(cx: Cx, req: Req<ViewPoints>) -> Outcome<PointsView> {
    let customer = &req.path.customer_id;
    req.who.may_see(Some(customer), "customer")?;
    shown(&cx, customer, &req.query).await
}

/// One's own ledger.
pub async fn my_entries(cx: Cx, req: Req<ListMyPoints>) -> Outcome<Page<PointsEntry>> {
    let own = own(&req.who)?;
    page(&cx, own, &req.query).await
}

/// A customer's ledger.
pub async fn entries(cx: Cx, req: Req<ListPoints>) -> Outcome<Page<PointsEntry>> {
    let customer = &req.path.customer_id;
    req.who.may_see(Some(customer), "customer")?;
    page(&cx, customer, &req.query).await
}

/// What an order has earned.
pub async fn of_order(cx: Cx, req: Req<ViewOrderPoints>) -> Outcome<OrderPoints> {
    let held = cx.load(keys::purchase(&req.path.order_id)).await?;
    req.who.may_see(Some(&held.customer_id), "OrderPoints")?;
    Ok(Done::new(held.value))
}

/// The customer who calls.
pub fn own(who: &Who) -> Result<&CustomerId, Fault> {
    who.customer().ok_or(Fault::Forbidden)
}

async fn page(cx: &Cx, customer: &CustomerId, query: &PageQuery) -> Outcome<Page<PointsEntry>> {
    Ok(Done::new(cx.page(&keys::entries(customer), query).await?))
}

async fn shown(cx: &Cx, customer: &CustomerId, query: &PointsQuery) -> Outcome<PointsView> {
    match query.as_of {
        Some(at) if at < cx.now() => as_of(cx, customer, at).await,
        _ => {
            let mut account = cx.peek(keys::account(customer)).await?.map(|held| held.value);
            if account.as_ref().is_some_and(|account| account.merged_into.is_some()) {
                account = Some(PointsAccount::clone(&*ledger::open(cx, customer).await?));
            }
            let none = || PointsAccount::open(customer.clone(), cx.now());
            now(cx, &account.unwrap_or_else(none)).await
        }
    }
}

/// What was there at a moment: the last entry until then says it, however many there are.
async fn as_of(cx: &Cx, customer: &CustomerId, at: Timestamp) -> Outcome<PointsView> {
    let last = cx.list(&keys::entries(customer).up_to(at), 1, None).await?.items.into_iter().next();
    Ok(Done::new(PointsView {
        customer_id: customer.clone(),
        as_of: at,
        balance: last.as_ref().map_or(0, |entry| entry.balance),
        pending: last.as_ref().map_or(0, |entry| entry.pending_balance),
        lots: Vec::new(),
        worth: Vec::new(),
        tier: None,
    }))
}

async fn now(cx: &Cx, account: &PointsAccount) -> Outcome<PointsView> {
    Ok(Done::new(view(account, rules::known(cx).await?.as_ref(), cx.now())))
}

/// An account, as callers see it.
pub fn view(account: &PointsAccount, programme: Option<&Programme>, now: Timestamp) -> PointsView {
    let balance = account.spendable(now);
    let rates = programme.map(|rules| rules.credit.as_slice()).unwrap_or_default();
    let live = |lot: &&Lot| lot.expires_at.is_none_or(|end| now < end);
    PointsView {
        customer_id: account.customer_id.clone(),
        as_of: now,
        balance,
        pending: account.pending,
        lots: account.open_lots().iter().filter(live).copied().collect(),
        worth: rates.iter().map(|rate| rate.worth_of(balance.max(0))).collect(),
        tier: programme.filter(|rules| !rules.tiers.levels.is_empty()).map(|rules| {
            let month = Month::of(now);
            let next = rules.tiers.next(account, month);
            TierView {
                tier: account.tier.clone(),
                until: account.tier_until,
                score: rules.tiers.score(account, month),
                next: next.map(|(level, _)| level.tier.clone()),
                lacking: next.map(|(_, lacking)| lacking),
            }
        }),
    }
}

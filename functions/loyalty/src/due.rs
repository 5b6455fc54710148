//! What the clock does, group by group: points whose hold is over, lots that expire, tiers that end.
use crate::{ledger, rules, settle};
use domain::loyalty::{AccountSummary, DUE_GROUPS, Programme, PurchaseDue};
use runtime::{Cx, Done, Fault, Progress, Step};
use std::collections::BTreeSet;
use table::{Cursor, List, keys::loyalty as keys};

/// Orders or accounts of one transaction: each is five writes of it at the most, and three events.
const BATCH: u32 = 15;

/// Does whatever is due, one batch a step, until nothing is.
pub async fn handle(cx: Cx) -> Progress<()> {
    let programme = rules::known(&cx).await?;
    let programme = programme.as_ref();
    for group in 0..DUE_GROUPS {
        for kind in [Kind::Maturing, Kind::Expiring, Kind::Tiers] {
            let mut after = None;
            loop {
                let (done, next) = batch(&cx, kind, group, after.as_ref(), programme).await?;
                if !done.is_read_only() {
                    return Ok(Step::Continue(done));
                }
                match next {
                    Some(next) => after = Some(next),
                    None => break,
                }
            }
        }
    }
    Ok(Step::Finish(Done::new(())))
}

#[derive(Clone, Copy)]
enum Kind {
    Maturing,
    Expiring,
    Tiers,
}

/// The index may lag behind: what is done by now, or is due later, is left alone.
async fn batch(
    cx: &Cx,
    kind: Kind,
    group: u8,
    after: Option<&Cursor>,
    programme: Option<&Programme>,
) -> Result<(Done<()>, Option<Cursor>), Fault> {
    match kind {
        Kind::Maturing => maturing(cx, group, after, programme).await,
        Kind::Expiring => accounts(cx, kind, &keys::expiring(&group), after, programme).await,
        Kind::Tiers => accounts(cx, kind, &keys::tiers_ending(&group), after, programme).await,
    }
}

/// Points whose hold is over. Of each customer one order at a time: two would write the same account.
async fn maturing(
    cx: &Cx,
    group: u8,
    after: Option<&Cursor>,
    programme: Option<&Programme>,
) -> Result<(Done<()>, Option<Cursor>), Fault> {
    let now = cx.now();
    let list: List<PurchaseDue> = keys::maturing(&group).up_to(now);
    let page = cx.list(&list, BATCH, after).await?;
    let due: Vec<_> = page.items.iter().map(|one| keys::purchase(&one.order_id)).collect();
    let mut accounts = BTreeSet::new();
    let mut done = Done::new(());
    for held in cx.load_many(&due).await?.into_iter().flatten().filter(|held| held.is_due(now)) {
        let account = ledger::open(cx, &held.customer_id).await?;
        if accounts.insert(account.customer_id.clone()) {
            done = settle::matured(cx, done, &held, &account, programme).await?;
        }
    }
    Ok((done, page.next))
}

/// Lots that expire, or tiers that end.
async fn accounts(
    cx: &Cx,
    kind: Kind,
    list: &List<AccountSummary>,
    after: Option<&Cursor>,
    programme: Option<&Programme>,
) -> Result<(Done<()>, Option<Cursor>), Fault> {
    let now = cx.now();
    let page = cx.list(&list.clone().up_to(now), BATCH, after).await?;
    let mut done = Done::new(());
    for one in page.items {
        let account = ledger::own(cx, &one.customer_id).await?;
        if matches!(kind, Kind::Expiring) {
            if let Some(booked) = account.expire(now) {
                done = account.booked(done, &booked);
            }
        } else if account.tier_until.is_some_and(|until| until <= now) {
            let tiers = programme.map(|rules| rules.tiers.clone()).unwrap_or_default();
            let next = domain::loyalty::PointsAccount::clone(&account).tiered(&tiers, now);
            let tier = next.tier.clone();
            done = account.saved(done, &next);
            done = account.tiered(cx, done, tier.as_ref()).await?;
        }
    }
    Ok((done, page.next))
}

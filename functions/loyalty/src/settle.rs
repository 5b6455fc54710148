//! A look at an order: what it has earned by how it stands now, against what the ledger has of it.
//!
//! What the ledger has is read before the order. So whoever commits against it has seen the order at least as new as
//! whoever wrote it, and the last look, which the last event brings, is the one that counts.
use crate::{ledger, rules};
use domain::{
    loyalty::{
        Booked, FACTOR_ONE, OrderPoints, OrderPointsState, PageWorth, PointsAccount, Programme,
        Settled, delivered_at, entitled, kept, worth,
    },
    order::{LinePage, Order},
};
use primitives::{Code, CustomerId, Money, OrderId, Sku};
use runtime::{Cx, Done, Fault, Progress, Step};
use std::collections::{BTreeMap, BTreeSet};
use table::{Held, keys, keys::loyalty};

/// Pages whose worth is found in one transaction.
const PAGES: usize = 40;

/// Looks at an order.
pub async fn order(cx: &Cx, order_id: &OrderId) -> Progress<()> {
    let nothing = Ok(Step::Finish(Done::new(())));
    // There is no way back from having rules: without any, nothing was ever earned.
    let Some(programme) = rules::known(cx).await? else { return nothing };
    let held = cx.find(loyalty::purchase(order_id)).await?;
    let Some(order) = cx.find(keys::order::order(order_id)).await? else { return nothing };
    let Some(customer_id) = order.customer_id.clone().filter(|_| order.is_public()) else {
        return nothing;
    };
    let seen = match &held {
        Some(held) => held.value.clone(),
        None if earns(&programme, &order) => {
            OrderPoints::seen(&order, customer_id.clone(), programme.hold)
        }
        None => return nothing,
    };
    let pages = cx.list_all(&keys::order::line_pages(order_id)).await?;
    let known = cx.list_all(&loyalty::page_worths(order_id)).await?;
    let account = ledger::open(cx, &customer_id).await?;
    let fresh = worths(cx, &programme, &account, &pages, &known).await?;
    if fresh.len() > PAGES {
        let some = fresh.iter().take(PAGES);
        return Ok(Step::Continue(some.fold(Done::new(()), Done::create)));
    }
    let done = fresh.iter().fold(Done::new(()), Done::create);
    let worths: Vec<PageWorth> = known.into_iter().chain(fresh).collect();
    let look = Look { cx, order: &order.value, pages: &pages, worths: &worths };
    let settled = look.settled(&seen).await?;
    if held.as_ref().is_some_and(|held| held.value == settled.next) {
        return Ok(Step::Finish(done));
    }
    let done = done.save(held.as_ref(), &settled.next);
    booked(cx, done, &account, &settled, &programme).await.map(Step::Finish)
}

/// Whether an order that was not seen before earns anything.
fn earns(programme: &Programme, order: &Order) -> bool {
    let begun = programme.begins_at.is_none_or(|begin| begin <= order.dated());
    begun && programme.rate(order.currency).is_some()
}

struct Look<'a> {
    cx: &'a Cx,
    order: &'a Order,
    pages: &'a [LinePage],
    worths: &'a [PageWorth],
}

impl Look<'_> {
    async fn settled(&self, seen: &OrderPoints) -> Result<Settled, Fault> {
        let Self { cx, order, pages, worths } = *self;
        let keys: Vec<_> = order.payment_ids.iter().map(keys::payment::payment).collect();
        let payments = cx.load_many(&keys).await?;
        let kept = kept(payments.iter().flatten().map(|held| &held.value));
        let entitled = entitled(order, pages, worths, kept)?;
        // What can be spent already waits for no parcel.
        let arrived = if seen.state == OrderPointsState::Pending {
            let parcels = cx.list_all(&keys::fulfilment::shipments(&order.order_id)).await?;
            delivered_at(order, &parcels)
        } else {
            None
        };
        Ok(seen.settle(entitled, arrived))
    }
}

/// What the pages that were not seen before are worth.
async fn worths(
    cx: &Cx,
    programme: &Programme,
    account: &PointsAccount,
    pages: &[LinePage],
    known: &[PageWorth],
) -> Result<Vec<PageWorth>, Fault> {
    let known: BTreeSet<u32> = known.iter().map(|page| page.page).collect();
    let new: Vec<&LinePage> = pages.iter().filter(|page| !known.contains(&page.page)).collect();
    if new.is_empty() {
        return Ok(Vec::new());
    }
    let categories = if programme.categories.is_empty() {
        BTreeMap::new()
    } else {
        categories(cx, &new).await?
    };
    let level = account.tier.as_ref().and_then(|tier| programme.tiers.level(tier));
    let factor = level.map_or(FACTOR_ONE, |level| level.factor);
    let of_line = |line: &domain::order::OrderLine| {
        let found = line.sku.as_ref().and_then(|sku| categories.get(sku));
        found.cloned().unwrap_or_default()
    };
    Ok(new.into_iter().map(|page| worth(page, programme, of_line, factor)).collect())
}

/// The categories of everything that is on some pages.
async fn categories(cx: &Cx, pages: &[&LinePage]) -> Result<BTreeMap<Sku, Vec<Code>>, Fault> {
    let lines = pages.iter().flat_map(|page| &page.lines);
    let skus: BTreeSet<&Sku> = lines.filter_map(|line| line.sku.as_ref()).collect();
    let keys: Vec<_> = skus.into_iter().map(keys::catalog::offer).collect();
    let offers = cx.peek_many(&keys).await?;
    let known = offers.into_iter().flatten().map(|offer: Held<_>| offer.value);
    Ok(known.map(|offer: domain::catalog::Offer| (offer.sku, offer.categories)).collect())
}

/// Adds what the look changed to the customer's ledger.
async fn booked(
    cx: &Cx,
    done: Done<()>,
    account: &ledger::Opened,
    settled: &Settled,
    programme: &Programme,
) -> Result<Done<()>, Fault> {
    let Settled { next, points, spent } = settled;
    let now = cx.now();
    if next.state == OrderPointsState::Pending {
        if *points == 0 {
            return Ok(done);
        }
        let booked = account.promise(next.order_id.clone(), *points, now);
        return Ok(account.booked(done, &booked));
    }
    if *points == 0 && *spent == 0 {
        return Ok(done);
    }
    // Points that are added once others of the order have expired are as good as any that come now.
    let lapsed = next.expires_at.is_some_and(|end| end <= now);
    let lot = if lapsed && *points > 0 { programme.expiry(now) } else { next.expires_at };
    let moved = account.correct(next.order_id.clone(), *points, lot, now);
    // Money that earned nothing counts towards a tier, and is no movement of points.
    let base = if *points == 0 { PointsAccount::clone(account) } else { moved.account.clone() };
    let after = counted(base, next, *points, *spent, Some(programme), cx);
    let tier = after.tier.clone();
    let done = if *points == 0 {
        account.saved(done, &after)
    } else {
        account.booked(done, &Booked { account: after, ..moved })
    };
    account.tiered(cx, done, tier.as_ref()).await
}

/// The account with what counts towards its tier.
fn counted(
    account: PointsAccount,
    purchase: &OrderPoints,
    points: i64,
    spent: i64,
    programme: Option<&Programme>,
    cx: &Cx,
) -> PointsAccount {
    let Some(month) = purchase.month else { return account };
    let spent = Money::new(spent, purchase.spent.currency);
    let account = account.counting(month, points, spent);
    match programme {
        Some(programme) => account.tiered(&programme.tiers, cx.now()),
        None => account,
    }
}

/// The points of an order can be spent: the order, the account, its entry, its tier and the news.
pub async fn matured(
    cx: &Cx,
    done: Done<()>,
    held: &Held<OrderPoints>,
    account: &ledger::Opened,
    programme: Option<&Programme>,
) -> Result<Done<()>, Fault> {
    let now = cx.now();
    let customer_id: &CustomerId = &held.customer_id;
    let next = held.matured(programme.and_then(|rules| rules.expiry(now)), now);
    let news = events::loyalty::PurchaseMaturedV1 {
        order_id: next.order_id.clone(),
        customer_id: customer_id.clone(),
        points: next.points,
    };
    let done = done.replace(held, &next).publish(&next.order_id, held.next_version(), &news);
    if next.points == 0 && next.spent.minor == 0 {
        return Ok(done);
    }
    let mut booked = account.mature(next.order_id.clone(), next.points, next.expires_at, now);
    booked.account = counted(booked.account, &next, next.points, next.spent.minor, programme, cx);
    let tier = booked.account.tier.clone();
    let done = account.booked(done, &booked);
    account.tiered(cx, done, tier.as_ref()).await
}

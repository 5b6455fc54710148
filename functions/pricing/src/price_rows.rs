use crate::print::printed;
use contract::pricing::{PriceRowBody, PutPriceRows, RowsView, SkuRowsBody};
use domain::{
    catalog::Offer,
    pricing::{
        PricingRefusal, RuleRef,
        selection::{ListedSku, PRICES_AT_ONCE_MAX, PriceList, PriceRow, SkuPrices},
    },
};
use events::pricing::{CHANGED_SKUS_MAX, PricesChangedV1};
use primitives::{Invalid, Sku};
use runtime::{Cx, Done, Fault, Outcome, Req};
use std::collections::BTreeSet;
use table::{Held, keys};

pub async fn handle(cx: Cx, req: Req<PutPriceRows>) -> Outcome<RowsView> {
    let wanted = req.body.skus.clone();
    check(&wanted)?;
    let held = cx.load(keys::pricing::price_list(&req.path.list_id)).await?;
    req.check_version(&held)?;
    let before = before(&cx, &wanted).await?;
    let mut list = held.revised(cx.now());
    let (mut done, mut changed, mut weight) = (Done::new(()), Vec::new(), 0);
    for (wanted, before) in wanted.into_iter().zip(before) {
        let sku = wanted.sku;
        let old = before.prices.as_ref().map(|held| held.value.clone());
        let old = old.unwrap_or_else(|| SkuPrices::none(sku.clone()));
        let rows = rows(&list, &sku, wanted.rows);
        let is_on = !rows.is_empty();
        let base = before.offer.as_ref().map(|offer| offer.prices.as_slice());
        let Some(next) = list.set(&old, base, rows)? else { continue };
        weight += next.weight();
        let listed = ListedSku { list_id: list.list_id.clone(), sku: sku.clone() };
        done = match &before.prices {
            Some(prices) if next.rows.is_empty() => done.remove(prices),
            prices => done.save(prices.as_ref(), &next),
        };
        let key = keys::pricing::listed_sku(&listed.list_id, &sku);
        done = if is_on { done.put(&listed) } else { done.erase(&key) };
        changed.push(sku);
    }
    if weight > PRICES_AT_ONCE_MAX {
        let most = PRICES_AT_ONCE_MAX / 1_024;
        return Err(PricingRefusal::TooMany(most, "KB of prices in one request").into());
    }
    if changed.is_empty() {
        return Ok(done.reply(RowsView { list: held.value.clone(), changed }).etag(held.version()));
    }
    let (list_id, version) = (list.list_id.clone(), held.next_version());
    let event = PricesChangedV1 { list_id: list_id.clone(), skus: changed.clone() };
    let done = done.replace(&held, &list).publish(&list_id, version, &event);
    opened(&cx, done.reply(RowsView { list, changed }).etag(version)).await
}

/// What is known of a SKU before.
struct Before {
    offer: Option<Offer>,
    prices: Option<Held<SkuPrices>>,
}

async fn before(cx: &Cx, wanted: &[SkuRowsBody]) -> Result<Vec<Before>, Fault> {
    let offers: Vec<_> = wanted.iter().map(|one| keys::catalog::offer(&one.sku)).collect();
    let prices: Vec<_> = wanted.iter().map(|one| keys::pricing::sku_prices(&one.sku)).collect();
    let (offers, prices) = (cx.load_many(&offers).await?, cx.load_many(&prices).await?);
    let pairs = offers.into_iter().zip(prices);
    let pair = |(offer, prices): (Option<Held<Offer>>, _)| Before {
        offer: offer.map(|held| held.value),
        prices,
    };
    Ok(pairs.map(pair).collect())
}

fn check(wanted: &[SkuRowsBody]) -> Result<(), Fault> {
    if wanted.len() > CHANGED_SKUS_MAX {
        return Err(PricingRefusal::TooMany(CHANGED_SKUS_MAX, "SKUs in one request").into());
    }
    let once: BTreeSet<&Sku> = wanted.iter().map(|one| &one.sku).collect();
    if once.is_empty() || once.len() < wanted.len() {
        return Err(Invalid::new("skus", "must name one SKU at least, and each once").into());
    }
    Ok(())
}

fn rows(list: &PriceList, sku: &Sku, rows: Vec<PriceRowBody>) -> Vec<PriceRow> {
    let rule = RuleRef { id: list.list_id.clone(), version: list.revision };
    let row = |PriceRowBody { scope, window, tiers, compare_at }| PriceRow {
        rule: rule.clone(),
        sku: sku.clone(),
        scope,
        window,
        tiers,
        compare_at,
    };
    rows.into_iter().map(row).collect()
}

/// From the first row on, carts look for rows: the book says so. It is not taken back, for that would
/// take a look at all lists.
async fn opened(cx: &Cx, done: Done<RowsView>) -> Outcome<RowsView> {
    let head = cx.find(keys::pricing::book()).await?;
    if done.reply.list.skus == 0 || head.is_some_and(|head| head.lists) {
        return Ok(done);
    }
    printed(cx, done, |book| {
        book.lists = true;
        Ok(())
    })
    .await
}

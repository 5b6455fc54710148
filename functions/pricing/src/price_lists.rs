use contract::{
    Page,
    pricing::{
        EndPriceList, ListListedSkus, ListPriceLists, ListedSkuView, PriceRowBody, PutPriceList,
    },
};
use domain::pricing::selection::{ListWriter, PriceList, SkuPrices};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys::pricing as keys};
use tariff::end_list;

pub async fn put(cx: Cx, req: Req<PutPriceList>) -> Outcome<PriceList> {
    let held = cx.find(keys::price_list(&req.path.list_id)).await?;
    match &held {
        Some(held) => {
            req.check_version(held)?;
            held.open_to(ListWriter::Staff)?;
        }
        None if req.if_match.is_some() => return Err(Fault::Changed),
        None => {}
    }
    let (title, now) = (req.body.title.clone(), cx.now());
    let next = match &held {
        Some(held) if held.title == title => {
            return Ok(Done::new(held.value.clone()).etag(held.version()));
        }
        Some(held) => PriceList { title, changed_at: now, ..held.value.clone() },
        None => PriceList::open(req.path.list_id.clone(), title, now),
    };
    let version = held.as_ref().map_or(1, Held::next_version);
    Ok(Done::new(next.clone()).etag(version).save(held.as_ref(), &next))
}

pub async fn end(cx: Cx, req: Req<EndPriceList>) -> Outcome<PriceList> {
    let held = cx.load(keys::price_list(&req.path.list_id)).await?;
    req.check_version(&held)?;
    if held.ended_at.is_some() {
        return Ok(Done::new(held.value.clone()).etag(held.version()));
    }
    held.open_to(ListWriter::Staff)?;
    let done = Done::new(()).etag(held.next_version());
    Ok(end_list(&cx, done, &held).await?.map(|((), list)| list))
}

pub async fn list(cx: Cx, req: Req<ListPriceLists>) -> Outcome<Page<PriceList>> {
    Ok(Done::new(cx.page(&keys::price_lists(), &req.query).await?))
}

pub async fn skus(cx: Cx, req: Req<ListListedSkus>) -> Outcome<Page<ListedSkuView>> {
    let list_id = cx.load(keys::price_list(&req.path.list_id)).await?.list_id.clone();
    let page = cx.page(&keys::skus_of_list(&list_id), &req.query).await?;
    let places: Vec<_> = page.items.iter().map(|listed| keys::sku_prices(&listed.sku)).collect();
    let prices = cx.peek_many(&places).await?;
    let rows = |prices: Option<Held<SkuPrices>>| {
        let all = prices.map(|held| held.value.rows).unwrap_or_default();
        let own = all.into_iter().filter(|row| row.rule.id == list_id);
        own.map(PriceRowBody::of).collect()
    };
    let pairs = page.items.into_iter().zip(prices);
    let items = pairs.map(|(listed, prices)| ListedSkuView { sku: listed.sku, rows: rows(prices) });
    Ok(Done::new(Page { items: items.collect(), next: page.next }))
}

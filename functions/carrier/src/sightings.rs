//! Where a parcel was seen.
use contract::carrier::{ListSightings, SightingList, SightingView};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ListSightings>) -> Outcome<SightingList> {
    let path = &req.path;
    let order = cx.load(keys::order::order(&path.order_id)).await?;
    cx.who().may_see(order.customer_id.as_ref(), "order")?;
    cx.load(keys::fulfilment::shipment(&path.order_id, &path.shipment_id)).await?;
    let all = cx.list_all(&keys::carrier::sightings(&path.shipment_id)).await?;
    let items = all.into_iter().map(|seen| SightingView {
        status: seen.status,
        seen_at: seen.seen_at,
        tracking_number: seen.tracking_number,
    });
    Ok(Done::new(SightingList { items: items.collect() }))
}

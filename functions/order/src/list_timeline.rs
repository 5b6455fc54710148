//! Lists what happened to an order.
use contract::{
    Page,
    order::{ListOrderTimeline, TimelineEntryView},
};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ListOrderTimeline>) -> Outcome<Page<TimelineEntryView>> {
    let order_id = &req.path.order_id;
    let found = cx.peek(keys::order::order(order_id)).await?;
    found.ok_or(Fault::missing("order"))?;
    let page = cx.page(&keys::order::timeline(order_id), &req.query).await?;
    let items = page.items.into_iter().map(TimelineEntryView::from).collect();
    Ok(Done::new(Page { items, next: page.next }))
}

use crate::views;
use contract::inventory::{StockView, ViewStock};
use runtime::{Cx, Done, Fault, Outcome, Req};
use stock::Read;

/// Two requests to the table, however many shards and locations there are; three for a kit.
pub async fn handle(cx: Cx, req: Req<ViewStock>) -> Outcome<StockView> {
    let mut read = Read::items(&cx, [&req.path.sku]).await?;
    read.all_levels(&cx).await?;
    let held = read.items.get(&req.path.sku).ok_or(Fault::missing("stock"))?;
    Ok(Done::new(views::stock(&read.shelf, held, cx.now())).etag(held.version()))
}

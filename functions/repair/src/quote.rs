//! Makes a quote.
use crate::{answer, books};
use contract::repair::{QuoteRepair, RepairView};
use domain::repair::{Offer, quote};
use events::repair::RepairQuotedV1;
use runtime::{Cx, Fault, Outcome, Req};
use table::keys;

/// Every part has to be one that is kept in stock.
pub async fn handle(cx: Cx, req: Req<QuoteRepair>) -> Outcome<RepairView> {
    let held = books::one(&cx, &req.path).await?;
    let body = req.body;
    let keys: Vec<_> =
        body.parts.iter().map(|part| keys::inventory::stock_item(&part.sku)).collect();
    let offer = Offer { parts: body.parts, labour: body.labour, days: body.days };
    let next = quote(&held, offer, req.who.actor(), cx.now())?;
    if cx.load_many(&keys).await?.iter().any(Option::is_none) {
        return Err(Fault::missing("part"));
    }
    let (version, total) = next
        .quote
        .as_ref()
        .map(|quote| (quote.version, quote.total))
        .ok_or(Fault::missing("quote"))?;
    let (repair_id, order_id) = (next.repair_id.clone(), next.order_id.clone());
    let event = RepairQuotedV1 { repair_id, order_id, quote: version, total };
    let done = books::kept(&held, &next, &req.who);
    let done = done.publish(&next.repair_id, held.next_version(), &event);
    let Some(approved) = answer::approved(&next) else { return Ok(done) };
    Ok(done.publish(&next.repair_id, held.next_version(), &approved))
}

//! Tells an outside tax service how an order stands.
use events::{Envelope, order::OrderTaxChangedV1};
use runtime::{Cx, Done, Outcome};
use table::keys;

/// The event is only a reason to look: what is told is how the order stands now, and what is told twice
/// or late changes nothing, for the service ignores what is older than what it has.
pub async fn handle(cx: Cx, event: Envelope<OrderTaxChangedV1>) -> Outcome<()> {
    let order_id = &event.data.order_id;
    // The head first: lines that are read after it are at least as new as its version says.
    let Some(order) = cx.find(keys::order::order(order_id)).await? else {
        return Ok(Done::new(()));
    };
    if order.taxed_by.is_own() {
        return Ok(Done::new(()));
    }
    let wanted: Vec<_> =
        (0..order.page_count).map(|page| keys::order::line_page(order_id, &page)).collect();
    let pages = cx.load_many(&wanted).await?.into_iter().flatten().map(|held| held.value);
    let pages: Vec<_> = pages.collect();
    tariff::file_tax(&cx, &order, order.version(), &pages).await?;
    Ok(Done::new(()))
}

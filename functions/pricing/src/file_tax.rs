//! Tells an outside tax service how an order stands, and what is credited of it.
use domain::order::{LinePage, Order};
use events::{Envelope, order::OrderTaxChangedV1, refunds::RefundGrantedV1};
use runtime::{Cx, Done, Fault, Outcome};
use table::{Held, keys};

/// The event is only a reason to look: what is told is how the order stands now, and what is told twice
/// or late changes nothing, for the service ignores what is older than what it has.
pub async fn order(cx: Cx, event: Envelope<OrderTaxChangedV1>) -> Outcome<()> {
    // The head first: lines that are read after it are at least as new as its version says.
    let Some(order) = cx.find(keys::order::order(&event.data.order_id)).await? else {
        return Ok(Done::new(()));
    };
    if !order.taxed_by.is_own() {
        let pages = pages(&cx, &order).await?;
        tariff::file_tax(&cx, &order, order.version(), &pages).await?;
    }
    Ok(Done::new(()))
}

/// A credit note never changes, so it is told as it stands in the refund.
pub async fn credit(cx: Cx, event: Envelope<RefundGrantedV1>) -> Outcome<()> {
    let order_id = &event.data.order_id;
    let order = cx.load(keys::order::order(order_id)).await?;
    if !order.taxed_by.is_own() {
        let refund = cx.load(keys::refunds::refund(order_id, &event.data.refund_id)).await?;
        tariff::file_credit(&cx, &order, &refund, &pages(&cx, &order).await?).await?;
    }
    Ok(Done::new(()))
}

async fn pages(cx: &Cx, order: &Held<Order>) -> Result<Vec<LinePage>, Fault> {
    let wanted: Vec<_> =
        (0..order.page_count).map(|page| keys::order::line_page(&order.order_id, &page)).collect();
    let pages = cx.load_many(&wanted).await?;
    Ok(pages.into_iter().flatten().map(|held| held.value).collect())
}

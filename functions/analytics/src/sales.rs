//! What orders and refunds come to goes into the lake, in rows of its own.
//!
//! The news only says which orders to look at. What is read is at least as new as the news, so the last rows of an order
//! are of its last state, however often and in whatever order news comes.
use crate::write::parts;
use domain::{
    analytics::{Categories, Partition, Projection, refunded, sales},
    catalog::Product,
    order::{LinePage, Order},
};
use events::Unread;
use primitives::{OrderId, ProductId, RefundId};
use runtime::{Cx, Fault};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};
use table::{Held, keys};

/// Orders that events are about, and the refunds of each.
type Told = BTreeMap<OrderId, BTreeSet<RefundId>>;

/// Writes the rows of all orders and refunds that the events are about.
pub async fn written(cx: &Cx, events: &[(Arc<str>, Unread)]) -> Result<(), Fault> {
    let mut rows = Vec::new();
    for (order_id, refunds) in told(events) {
        let Some(order) = cx.find(keys::order::order(&order_id)).await? else { continue };
        let (pages, named) = lines(cx, &order.value).await?;
        rows.extend(sales(&order.value, order.version(), &pages, &named));
        let wanted: Vec<_> =
            refunds.iter().map(|refund_id| keys::refunds::refund(&order_id, refund_id)).collect();
        for refund in cx.load_many(&wanted).await?.into_iter().flatten() {
            let version = refund.version();
            rows.extend(refunded(&order.value, &pages, &refund.value, version, &named));
        }
    }
    parts(cx, rows, Partition::of_sale).await
}

fn told(events: &[(Arc<str>, Unread)]) -> Told {
    #[derive(serde::Deserialize)]
    struct About {
        order_id: OrderId,
        refund_id: Option<RefundId>,
    }
    let (mut told, telling) = (Told::new(), Projection::Sales.events());
    for (_, event) in events.iter().filter(|(name, _)| telling.contains(&name.as_ref())) {
        if let Ok(about) = serde_json::from_str::<About>(event.data.get()) {
            told.entry(about.order_id).or_default().extend(about.refund_id);
        }
    }
    told
}

/// The lines of an order, and the categories of what they sell. The order was read before them: they are at least as new
/// as the version that the rows say.
async fn lines(cx: &Cx, order: &Order) -> Result<(Vec<LinePage>, Categories), Fault> {
    let order_id = &order.order_id;
    let numbers = 0..order.page_count;
    let wanted: Vec<_> = numbers.map(|page| keys::order::line_page(order_id, &page)).collect();
    let pages: Vec<_> =
        cx.load_many(&wanted).await?.into_iter().flatten().map(|page| page.value).collect();
    let products: BTreeSet<ProductId> = pages
        .iter()
        .flat_map(|page| &page.lines)
        .filter_map(|line| line.product_id.clone())
        .collect();
    let wanted: Vec<_> = products.iter().map(keys::catalog::product).collect();
    let products = cx.peek_many(&wanted).await?;
    let category = |one: Held<Product>| {
        let first = one.value.categories.first().cloned();
        first.map(|category| (one.value.product_id, category))
    };
    let named: Categories = products.into_iter().flatten().filter_map(category).collect();
    Ok((pages, named))
}

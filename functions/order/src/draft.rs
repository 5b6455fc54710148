//! What the operations on drafts share.
use crate::cancellation;
use domain::order::{LinePage, Order, OrderLine, OrderRefusal, ReferenceTaken};
use runtime::{Cx, Done, Fault};
use table::{Held, keys};

pub use tariff::{facts_of_draft as facts, price_draft as price};

/// The lines of a draft as they are.
pub async fn lines(cx: &Cx, order: &Order) -> Result<Vec<OrderLine>, Fault> {
    let pages = cancellation::pages(cx, order).await?;
    Ok(pages.into_iter().flat_map(|page| page.value.lines).collect())
}

/// Writes the pages of a draft, and removes those it no longer has. All of a thousand lines are
/// forty pages: one transaction, so that nobody ever sees half of them.
pub async fn write_pages<R>(
    cx: &Cx,
    mut done: Done<R>,
    before: &Order,
    pages: &[LinePage],
) -> Result<Done<R>, Fault> {
    for page in pages {
        done = done.put(page);
    }
    let count = u32::try_from(pages.len()).unwrap_or(u32::MAX);
    let surplus: Vec<_> = (count..before.page_count)
        .map(|page| keys::order::line_page(&before.order_id, &page))
        .collect();
    for page in cx.load_many(&surplus).await?.iter().flatten() {
        done = done.remove(page);
    }
    Ok(done)
}

/// Claims the reference that a draft is given, and lets go of the one it had.
pub async fn refer<R>(
    cx: &Cx,
    mut done: Done<R>,
    before: Option<&Held<Order>>,
    order: &Order,
) -> Result<Done<R>, Fault> {
    let old = before.and_then(|held| held.reference.as_ref());
    if old == order.reference.as_ref() {
        return Ok(done);
    }
    if let Some(old) = old
        && let Some(taken) = cx.find(keys::order::reference(old)).await?
    {
        done = done.remove(&taken);
    }
    let Some(reference) = &order.reference else { return Ok(done) };
    if cx.find(keys::order::reference(reference)).await?.is_some() {
        return Err(OrderRefusal::ReferenceTaken(reference.clone()).into());
    }
    let (reference, order_id) = (reference.clone(), order.order_id.clone());
    Ok(done.create(&ReferenceTaken { reference, order_id }))
}

use events::{Envelope, order::OrderPlacedV1};
use runtime::{Cx, Done, Progress, Step};
use stock::commit_page;

/// The order was placed: what was put aside for it no longer expires. A page of lines is a page of
/// the reservation; one without goods has none.
pub async fn handle(cx: Cx, event: Envelope<OrderPlacedV1>) -> Progress<()> {
    let OrderPlacedV1 { reservation_id, page_count, .. } = &event.data;
    for page in 0..*page_count {
        let done = commit_page(&cx, Done::new(()), reservation_id, page).await?;
        if !done.is_read_only() {
            // Each page is one plain write, half the price of its share of a transaction.
            let last = page + 1 == *page_count;
            return Ok(if last { Step::Finish(done) } else { Step::Continue(done) });
        }
    }
    Ok(Step::Finish(Done::new(())))
}

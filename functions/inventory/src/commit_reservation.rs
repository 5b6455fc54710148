use events::{
    Envelope,
    order::{OrderEditedV1, OrderPlacedV1},
};
use primitives::ReservationId;
use runtime::{Cx, Done, Progress, Step};
use std::ops::Range;
use stock::commit_page;

/// The order was placed: what was put aside for it no longer expires.
pub async fn placed(cx: Cx, event: Envelope<OrderPlacedV1>) -> Progress<()> {
    let OrderPlacedV1 { reservation_id, page_count, .. } = &event.data;
    commit(&cx, reservation_id, 0..*page_count).await
}

/// The order was edited: what was put aside for its new lines no longer expires.
pub async fn edited(cx: Cx, event: Envelope<OrderEditedV1>) -> Progress<()> {
    let OrderEditedV1 { reservation_id, first_new_page, page_count, .. } = &event.data;
    match reservation_id {
        Some(reservation_id) => commit(&cx, reservation_id, *first_new_page..*page_count).await,
        None => Ok(Step::Finish(Done::new(()))),
    }
}

/// A page of lines is a page of the reservation; one without goods has none. An order and its edits
/// share a reservation, but not its pages.
async fn commit(cx: &Cx, reservation_id: &ReservationId, pages: Range<u32>) -> Progress<()> {
    let end = pages.end;
    for page in pages {
        let done = commit_page(cx, Done::new(()), reservation_id, page).await?;
        if !done.is_read_only() {
            // Each page is one plain write, half the price of its share of a transaction.
            let last = page + 1 == end;
            return Ok(if last { Step::Finish(done) } else { Step::Continue(done) });
        }
    }
    Ok(Step::Finish(Done::new(())))
}

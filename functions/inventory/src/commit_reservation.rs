use domain::inventory::ReservationState;
use events::{Envelope, order::OrderPlacedV1};
use runtime::{Cx, Done, Progress, Step};
use stock::commit_page;
use table::keys;

/// The order was placed: what was put aside for it no longer expires.
pub async fn handle(cx: Cx, event: Envelope<OrderPlacedV1>) -> Progress<()> {
    let reservation_id = &event.data.reservation_id;
    let pages = cx.list_all(&keys::inventory::reservation_pages(reservation_id)).await?;
    let open = pages.iter().find(|page| page.state == ReservationState::Created);
    match open {
        Some(page) => {
            let done = commit_page(&cx, Done::new(()), reservation_id, page.page).await?;
            Ok(Step::Continue(done))
        }
        None => Ok(Step::Finish(Done::new(()))),
    }
}

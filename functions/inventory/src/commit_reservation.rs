use domain::inventory::{Reservation, ReservationState};
use events::{
    Envelope,
    order::{OrderEditedV1, OrderPlacedV1},
};
use primitives::{CheckoutId, ReservationId};
use runtime::{Cx, Done, Progress, Step};
use stock::commit_page;
use table::keys;

/// The order was placed: what was put aside for it no longer expires.
pub async fn placed(cx: Cx, event: Envelope<OrderPlacedV1>) -> Progress<()> {
    commit(&cx, &event.data.reservation_id, &event.data.checkout_id).await
}

/// The order was edited: what was put aside for its new lines no longer expires.
pub async fn edited(cx: Cx, event: Envelope<OrderEditedV1>) -> Progress<()> {
    let OrderEditedV1 { reservation_id, checkout_id, .. } = &event.data;
    match reservation_id {
        Some(reservation_id) => commit(&cx, reservation_id, checkout_id).await,
        None => Ok(Step::Finish(Done::new(()))),
    }
}

/// An order and its edits share a reservation: only what this checkout put aside is promised, for
/// another may still come to nothing.
async fn commit(cx: &Cx, reservation_id: &ReservationId, owner: &CheckoutId) -> Progress<()> {
    let pages = cx.list_all(&keys::inventory::reservation_pages(reservation_id)).await?;
    let own = |page: &&Reservation| page.checkout_id == *owner;
    let mut open = pages.iter().filter(own);
    match open.find(|page| page.state == ReservationState::Created) {
        Some(page) => {
            let done = commit_page(cx, Done::new(()), reservation_id, page.page).await?;
            Ok(Step::Continue(done))
        }
        None => Ok(Step::Finish(Done::new(()))),
    }
}

use domain::inventory::{Closing, Reservation};
use events::{
    Envelope,
    checkout::{CheckoutClosedV1, CloseReason},
};
use runtime::{Cx, Done, Progress, Step};
use stock::{Paged, release_page};
use table::keys;

/// No order comes of the checkout: whatever is still put aside for it is given back. An order and
/// its edits share a reservation; what another checkout put aside in it stays.
pub async fn handle(cx: Cx, event: Envelope<CheckoutClosedV1>) -> Progress<()> {
    let reservation_id = &event.data.reservation_id;
    let closing = match event.data.reason {
        CloseReason::Expired => Closing::Expired,
        _ => Closing::Abandoned,
    };
    let pages = cx.list_all(&keys::inventory::reservation_pages(reservation_id)).await?;
    let own = |page: &&Reservation| page.checkout_id == event.data.checkout_id;
    let Some(open) = pages.iter().filter(own).find(|page| page.closes(closing)) else {
        return Ok(Step::Finish(Done::new(())));
    };
    let released = release_page(&cx, Done::new(()), reservation_id, open.page, closing).await?;
    let (Paged::Part(done) | Paged::Whole(done)) = released;
    Ok(Step::Continue(done))
}

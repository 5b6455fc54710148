use crate::{closed::is_over, views};
use contract::inventory::{ReleaseReservation, ReservationView};
use domain::inventory::{Closing, StockRefusal};
use runtime::{Cx, Done, Fault, Progress, Req, Step};
use stock::{Paged, release_page};
use table::keys;

/// What a placed order was promised is given back by cancelling the order, and what an open
/// checkout holds by cancelling the checkout; else either would sell what it no longer has.
pub async fn handle(cx: Cx, req: Req<ReleaseReservation>) -> Progress<ReservationView> {
    let reservation_id = &req.path.reservation_id;
    let pages = cx.list_all(&keys::inventory::reservation_pages(reservation_id)).await?;
    let first = pages.first().ok_or(Fault::missing("reservation"))?;
    if !is_over(&cx, &first.checkout_id).await? {
        return Err(StockRefusal::ReservationInUse.into());
    }
    let Some(open) = pages.iter().find(|page| page.closes(Closing::Abandoned)) else {
        return Ok(Step::Finish(Done::new(views::reservation(first, &pages))));
    };
    let released =
        release_page(&cx, Done::new(()), reservation_id, open.page, Closing::Abandoned).await?;
    let (Paged::Part(done) | Paged::Whole(done)) = released;
    Ok(Step::Continue(done))
}

use crate::views;
use contract::inventory::{ReservationView, ViewReservation};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ViewReservation>) -> Outcome<ReservationView> {
    let list = keys::inventory::reservation_pages(&req.path.reservation_id);
    let pages = cx.list_all(&list).await?;
    let first = pages.first().ok_or(Fault::missing("reservation"))?;
    Ok(Done::new(views::reservation(first, &pages)))
}

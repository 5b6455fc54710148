//! Takes units of a parcel off the shelf.
use crate::view;
use contract::fulfilment::{PickShipment, ShipmentView};
use domain::fulfilment::pick;
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<PickShipment>) -> Outcome<ShipmentView> {
    let held = view::shipment(&cx, &req.path).await?;
    let order = cx.load(keys::order::order(&req.path.order_id)).await?;
    let (next, event) = pick(&held, &order, req.body.lines.as_deref())?;
    let done = Done::new(ShipmentView::for_staff(&next)).replace(&held, &next);
    Ok(match event {
        Some(event) => done.publish(&next.shipment_id, held.next_version(), &event),
        None => done,
    })
}

//! Moves units of a parcel into a new one.
use crate::view;
use contract::fulfilment::{ShipmentList, ShipmentView, SplitShipment};
use domain::fulfilment::split;
use runtime::{Cx, Done, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<SplitShipment>) -> Outcome<ShipmentList> {
    let held = view::shipment(&cx, &req.path).await?;
    let (stays, goes) = split(&held, cx.new_id(), &req.body.lines, cx.now())?;
    let items = [&stays, &goes].map(ShipmentView::for_staff).into();
    let event = goes.allocated();
    Ok(Done::new(ShipmentList { items }).replace(&held, &stays).create(&goes).publish(
        &goes.shipment_id,
        1,
        &event,
    ))
}

//! Puts one parcel into another.
use crate::view;
use contract::fulfilment::{MergeShipments, ShipmentPath, ShipmentView};
use domain::fulfilment::merge;
use events::fulfilment::ShipmentCancelledV1;
use runtime::{Cx, Done, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<MergeShipments>) -> Outcome<ShipmentView> {
    let into = view::shipment(&cx, &req.path).await?;
    let other = ShipmentPath {
        order_id: req.path.order_id.clone(),
        shipment_id: req.body.shipment_id.clone(),
    };
    let from = view::shipment(&cx, &other).await?;
    let (all, empty) = merge(&into, &from)?;
    let event = ShipmentCancelledV1 {
        shipment_id: empty.shipment_id.clone(),
        order_id: empty.order_id.clone(),
        attempt: empty.attempt,
    };
    Ok(Done::new(ShipmentView::for_staff(&all))
        .replace(&into, &all)
        .replace(&from, &empty)
        .publish(&empty.shipment_id, from.next_version(), &event))
}

//! Takes note of what became of an order's parcels. The order itself was changed by whoever sent them,
//! in the same transaction.
use domain::order::{Happened, TimelineEntry};
use events::{
    Envelope,
    fulfilment::{
        ShipmentDeliveredV1, ShipmentDispatchedV1, ShipmentFailedV1, ShipmentResentV1,
        ShipmentWrittenOffV1,
    },
};
use runtime::{Cx, Done, Outcome};

/// It left.
pub async fn dispatched(_: Cx, event: Envelope<ShipmentDispatchedV1>) -> Outcome<()> {
    let ShipmentDispatchedV1 { order_id, shipment_id, amount, units, .. } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::ShipmentDispatched, &event)
        .about(shipment_id)
        .amount(*amount)
        .units(*units);
    Ok(Done::new(()).put(&entry))
}

/// It left once more.
pub async fn resent(_: Cx, event: Envelope<ShipmentResentV1>) -> Outcome<()> {
    let ShipmentResentV1 { order_id, shipment_id, .. } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::ShipmentResent, &event).about(shipment_id);
    Ok(Done::new(()).put(&entry))
}

/// It arrived.
pub async fn delivered(_: Cx, event: Envelope<ShipmentDeliveredV1>) -> Outcome<()> {
    let ShipmentDeliveredV1 { order_id, shipment_id, .. } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::ShipmentDelivered, &event).about(shipment_id);
    Ok(Done::new(()).put(&entry))
}

/// It went wrong.
pub async fn failed(_: Cx, event: Envelope<ShipmentFailedV1>) -> Outcome<()> {
    let ShipmentFailedV1 { order_id, shipment_id, failure } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::ShipmentFailed, &event)
        .about(shipment_id)
        .note(failure);
    Ok(Done::new(()).put(&entry))
}

/// It was given up.
pub async fn written_off(_: Cx, event: Envelope<ShipmentWrittenOffV1>) -> Outcome<()> {
    let ShipmentWrittenOffV1 { order_id, shipment_id, refund, .. } = &event.data;
    let entry = TimelineEntry::of(order_id, Happened::ShipmentWrittenOff, &event)
        .about(shipment_id)
        .amount(*refund);
    Ok(Done::new(()).put(&entry))
}

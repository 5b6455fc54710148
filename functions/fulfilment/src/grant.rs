//! What is not sent, such as charges, is the buyer's at once.
use crate::dispatch;
use domain::fulfilment::{Shipment, ShipmentState};
use events::{Envelope, fulfilment::ShipmentAllocatedV1, order::OrderReleasedV1};
use primitives::OrderId;
use runtime::{Cx, Done, Outcome, Progress, Step};
use table::{Held, keys};

fn is_grantable(shipment: &Shipment) -> bool {
    shipment.state == ShipmentState::Allocated && shipment.location_id.is_none()
}

/// There is a parcel that nothing has to be sent for.
pub async fn allocated(cx: Cx, event: Envelope<ShipmentAllocatedV1>) -> Outcome<()> {
    let ShipmentAllocatedV1 { order_id, shipment_id, .. } = &event.data;
    if event.data.location_id.is_some() {
        return Ok(Done::new(()));
    }
    let held = cx.load(keys::fulfilment::shipment(order_id, shipment_id)).await?;
    granted(&cx, &held, order_id).await
}

/// An order that was held may go on.
pub async fn released(cx: Cx, event: Envelope<OrderReleasedV1>) -> Progress<()> {
    let order_id = &event.data.order_id;
    let all = cx.list_all(&keys::fulfilment::shipments(order_id)).await?;
    let Some(next) = all.iter().find(|shipment| is_grantable(shipment)) else {
        return Ok(Step::Finish(Done::new(())));
    };
    let held = cx.load(keys::fulfilment::shipment(order_id, &next.shipment_id)).await?;
    let done = granted(&cx, &held, order_id).await?;
    Ok(if done.is_read_only() { Step::Finish(done) } else { Step::Continue(done) })
}

/// Nothing while the order is held: its release comes back to it.
async fn granted(cx: &Cx, held: &Held<Shipment>, order_id: &OrderId) -> Outcome<()> {
    let order = cx.load(keys::order::order(order_id)).await?;
    if !is_grantable(held) || order.held.is_some() {
        return Ok(Done::new(()));
    }
    Ok(dispatch::leave(cx, held, &order, None).await?.reply(()))
}

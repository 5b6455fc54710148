//! Shows a parcel.
use contract::fulfilment::{ShipmentPath, ShipmentView, ViewShipment};
use domain::{fulfilment::Shipment, order::Order};
use primitives::OrderId;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys};

pub async fn handle(cx: Cx, req: Req<ViewShipment>) -> Outcome<ShipmentView> {
    order(&cx, &req.path.order_id).await?;
    let held = shipment(&cx, &req.path).await?;
    Ok(Done::new(of(&cx, &held)))
}

/// An order that the caller may see; to strangers there is no such order.
pub async fn order(cx: &Cx, order_id: &OrderId) -> Result<Held<Order>, Fault> {
    let held = cx.load(keys::order::order(order_id)).await?;
    cx.who().may_see(held.customer_id.as_ref(), "order")?;
    Ok(held)
}

/// The parcel of a path.
pub async fn shipment(cx: &Cx, path: &ShipmentPath) -> Result<Held<Shipment>, Fault> {
    cx.load(keys::fulfilment::shipment(&path.order_id, &path.shipment_id)).await
}

/// What this caller sees of it.
pub fn of(cx: &Cx, shipment: &Shipment) -> ShipmentView {
    if cx.who().is_shop() {
        ShipmentView::for_staff(shipment)
    } else {
        ShipmentView::for_buyer(shipment)
    }
}

//! Lists parcels: of an order, of a location, and those that went wrong.
use crate::view;
use contract::{
    Page,
    fulfilment::{ListFailedShipments, ListLocationShipments, ListShipments, ShipmentList},
};
use domain::fulfilment::ShipmentSummary;
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

/// All parcels of an order.
pub async fn of_order(cx: Cx, req: Req<ListShipments>) -> Outcome<ShipmentList> {
    view::order(&cx, &req.path.order_id).await?;
    let all = cx.list_all(&keys::fulfilment::shipments(&req.path.order_id)).await?;
    let items = all.iter().map(|shipment| view::of(&cx, shipment)).collect();
    Ok(Done::new(ShipmentList { items }))
}

/// What is to be done at a location.
pub async fn of_location(
    cx: Cx,
    req: Req<ListLocationShipments>,
) -> Outcome<Page<ShipmentSummary>> {
    Ok(Done::new(cx.page(&keys::fulfilment::work_at(&req.path.location_id), &req.query).await?))
}

/// What waits for a decision.
pub async fn failed(cx: Cx, req: Req<ListFailedShipments>) -> Outcome<Page<ShipmentSummary>> {
    Ok(Done::new(cx.page(&keys::fulfilment::failed_shipments(), &req.query).await?))
}

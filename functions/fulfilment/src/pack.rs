//! Closes and weighs a parcel.
use crate::view;
use contract::fulfilment::{PackShipment, ShipmentView};
use domain::{
    fulfilment::{PackedAs, pack},
    order::Order,
};
use primitives::Code;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys;

/// The service of orders that name none, such as those the staff wrote.
const SERVICE: &str = "standard";

pub async fn handle(cx: Cx, req: Req<PackShipment>) -> Outcome<ShipmentView> {
    let held = view::shipment(&cx, &req.path).await?;
    let order = cx.load(keys::order::order(&req.path.order_id)).await?;
    let service = match req.body.service.clone() {
        Some(service) => service,
        None => service(&order)?,
    };
    let packed = PackedAs { weight_grams: req.body.weight_grams, service };
    let (next, event) = pack(&held, &order, packed)?;
    Ok(Done::new(ShipmentView::for_staff(&next)).replace(&held, &next).publish(
        &next.shipment_id,
        held.next_version(),
        &event,
    ))
}

/// What the buyer chose.
pub fn service(order: &Order) -> Result<Code, Fault> {
    match &order.shipping {
        Some(shipping) => Ok(shipping.option.clone()),
        None => Ok(Code::parse(SERVICE)?),
    }
}

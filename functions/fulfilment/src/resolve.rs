//! Decides about a parcel that went wrong.
use crate::{dispatch, pack, view};
use contract::fulfilment::{ResolveShipment, ShipmentView};
use domain::{
    fulfilment::{PackedAs, Resolution, resend, write_off},
    order::LinePage,
    refunds::RefundAccount,
};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ResolveShipment>) -> Outcome<ShipmentView> {
    let held = view::shipment(&cx, &req.path).await?;
    let order = cx.load(keys::order::order(&req.path.order_id)).await?;
    let version = held.next_version();
    let restock = match req.body.resolution {
        Resolution::Resend => {
            let service = held.service.clone().map_or_else(|| pack::service(&order), Ok)?;
            let weight_grams = held.weight_grams.unwrap_or(1);
            let (next, event) = resend(&held, PackedAs { weight_grams, service })?;
            let done = Done::new(ShipmentView::for_staff(&next)).replace(&held, &next);
            return Ok(done.publish(&next.shipment_id, version, &event));
        }
        Resolution::Refund => false,
        Resolution::RefundAndRestock => true,
    };
    let pages: Vec<LinePage> =
        dispatch::pages(&cx, &held).await?.into_iter().map(|page| page.value).collect();
    let account = cx.find(keys::refunds::account(&order.order_id)).await?;
    let given = account.as_ref().map_or_else(
        || RefundAccount::new(order.order_id.clone(), order.currency),
        |account| account.value.clone(),
    );
    let gone = write_off(&held, &order, &pages, &given, restock)?;
    let done = Done::new(ShipmentView::for_staff(&gone.shipment))
        .replace(&held, &gone.shipment)
        .replace(&order, &gone.order)
        .save(account.as_ref(), &gone.account)
        .publish(&gone.shipment.shipment_id, version, &gone.event);
    Ok(tariff::tax_changed(done, &gone.order, order.next_version()))
}

//! A parcel leaves: with it, in one transaction, its units of the order, of the reservation and of the
//! stock.
use crate::view;
use contract::fulfilment::{DispatchShipment, ShipmentView};
use domain::{
    fulfilment::{Handover, Sent, Shipment, send},
    inventory::Leaving,
    order::{LinePage, Order},
};
use runtime::{Cx, Done, Fault, Outcome, Req};
use stock::Entry;
use table::{Held, Key, keys};

pub async fn handle(cx: Cx, req: Req<DispatchShipment>) -> Outcome<ShipmentView> {
    let held = view::shipment(&cx, &req.path).await?;
    let order = cx.load(keys::order::order(&req.path.order_id)).await?;
    let tracking_number = req.body.tracking_number.clone();
    let handover = req.body.carrier.clone().map(|carrier| Handover { carrier, tracking_number });
    leave(&cx, &held, &order, handover).await
}

/// What is written when a parcel leaves, or is granted because there is nothing to send.
pub async fn leave(
    cx: &Cx,
    held: &Held<Shipment>,
    order: &Held<Order>,
    handover: Option<Handover>,
) -> Outcome<ShipmentView> {
    let pages = pages(cx, held).await?;
    let lines: Vec<LinePage> = pages.iter().map(|page| page.value.clone()).collect();
    let version = held.next_version();
    let (shipment, fulfilled, event) = match send(held, order, &lines, handover, cx.now())? {
        Sent::Again(next, event) => {
            let done = Done::new(ShipmentView::for_staff(&next)).replace(held, &*next);
            return Ok(done.publish(&next.shipment_id, version, &event));
        }
        Sent::First { shipment, fulfilled, event } => (shipment, fulfilled, event),
    };
    let mut done = Done::new(()).replace(order, &fulfilled.order);
    for (page, next) in pages.iter().filter_map(|page| {
        Some((page, fulfilled.pages.iter().find(|next| next.page == page.page)?))
    }) {
        done = done.replace(page, next);
    }
    let (done, takes) = taken(cx, done, held, order).await?;
    let shipment = shipment.taken(takes);
    let done = done.replace(held, &shipment).publish(&shipment.shipment_id, version, &event);
    Ok(done.reply(ShipmentView::for_staff(&shipment)))
}

/// The pages of the order's lines that a parcel draws on.
pub async fn pages(cx: &Cx, shipment: &Shipment) -> Result<Vec<Held<LinePage>>, Fault> {
    let keys: Vec<Key<LinePage>> = shipment
        .pages()
        .iter()
        .map(|page| keys::order::line_page(&shipment.order_id, page))
        .collect();
    Ok(cx.load_many(&keys).await?.into_iter().flatten().collect())
}

/// The stock that goes with it.
async fn taken(
    cx: &Cx,
    done: Done<()>,
    shipment: &Shipment,
    order: &Order,
) -> Result<(Done<()>, Vec<Vec<domain::inventory::Take>>), Fault> {
    let Some(reservation_id) = &order.reservation_id else { return Ok((done, Vec::new())) };
    let entries: Vec<Entry> = shipment
        .positions
        .iter()
        .map(|position| Entry {
            page: position.page,
            leaving: position.sku.clone().map(|sku| Leaving { sku, quantity: position.quantity }),
        })
        .collect();
    let from = shipment.location_id.as_ref();
    let reference = shipment.shipment_id.to_string();
    stock::dispatch(cx, done, reservation_id, &entries, from, &reference).await
}

//! Gives the units of an order to the locations where they were put aside, a few pages at a time.
use domain::{
    fulfilment::{RoutePage, Routing, Shipment, route},
    inventory::Reservation,
    order::Order,
};
use events::{
    Envelope,
    order::{OrderEditedV1, OrderPlacedV1},
};
use primitives::{LocationId, OrderId, limits::SHIPMENT_PAGES_MAX};
use runtime::{Cx, Done, Fault, Progress, Step};
use table::{Held, keys};

/// An order was placed.
pub async fn placed(cx: Cx, event: Envelope<OrderPlacedV1>) -> Progress<()> {
    on(&cx, &event.data.order_id).await
}

/// Lines were added to an order. It may be told before the order itself.
pub async fn edited(cx: Cx, event: Envelope<OrderEditedV1>) -> Progress<()> {
    on(&cx, &event.data.order_id).await
}

/// Routes the next pages that have not been: what a crash or a second event finds done stays as it is.
async fn on(cx: &Cx, order_id: &OrderId) -> Progress<()> {
    let order = cx.load(keys::order::order(order_id)).await?;
    if order.cancelling.is_some() {
        return Err(Fault::Outside("units of the order are being cancelled".into()));
    }
    let made = cx.list_all(&keys::fulfilment::shipments(order_id)).await?;
    let first = made.iter().map(|shipment| shipment.routed_to).max().unwrap_or(0);
    let chunk = u32::try_from(SHIPMENT_PAGES_MAX).unwrap_or(1);
    let mut from = first;
    // Pages of which everything was cancelled before it got here make no parcel.
    while from < order.page_count {
        let to = order.page_count.min(from.saturating_add(chunk));
        let shipments = parcels(cx, &order, from..to).await?;
        if !shipments.is_empty() {
            // Whoever cancels units writes the order: this sees it, or is run again.
            let done = created(&shipments).unchanged(&order);
            let last = to >= order.page_count;
            return Ok(if last { Step::Finish(done) } else { Step::Continue(done) });
        }
        from = to;
    }
    Ok(Step::Finish(Done::new(())))
}

async fn parcels(
    cx: &Cx,
    order: &Held<Order>,
    pages: std::ops::Range<u32>,
) -> Result<Vec<Shipment>, Fault> {
    let order_id = &order.order_id;
    let line_keys: Vec<_> =
        pages.clone().map(|page| keys::order::line_page(order_id, &page)).collect();
    let lines = cx.load_many(&line_keys).await?;
    let reserved: Vec<Option<Reservation>> = match &order.reservation_id {
        Some(id) => {
            let keys: Vec<_> = pages.map(|page| keys::inventory::reservation(id, &page)).collect();
            let found = cx.load_many(&keys).await?;
            found.into_iter().map(|held| held.map(|held| held.value)).collect()
        }
        None => Vec::new(),
    };
    let mut reserved = reserved.into_iter();
    let pages: Vec<RoutePage> = lines
        .into_iter()
        .map(|page| (page, reserved.next().flatten()))
        .filter_map(|(page, reservation)| Some(RoutePage { lines: page?.value, reservation }))
        .collect();
    let fallback = fallback(cx, &pages).await?;
    let routing = Routing { fallback, order_version: order.version(), now: cx.now() };
    Ok(route(order, &pages, &routing))
}

/// Where untracked goods are sent from: the first location that is open. Read only if there are any.
async fn fallback(cx: &Cx, pages: &[RoutePage]) -> Result<Option<LocationId>, Fault> {
    let untracked = pages.iter().any(|page| {
        let reserved = page.reservation.iter().flat_map(|page| &page.lines);
        reserved.into_iter().any(|line| line.open() > 0 && line.takes.is_empty())
    });
    if !untracked {
        return Ok(None);
    }
    let all = cx.list_all(&keys::inventory::locations()).await?;
    Ok(all.into_iter().find(|location| location.active).map(|location| location.location_id))
}

fn created(shipments: &[Shipment]) -> Done<()> {
    shipments.iter().fold(Done::new(()), |done, shipment| {
        let event = shipment.allocated();
        done.create(shipment).publish(&shipment.shipment_id, 1, &event)
    })
}

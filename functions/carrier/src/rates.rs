//! What a parcel would cost, by every carrier.
use crate::{
    buy::way,
    port::{self, Unknown},
};
use contract::carrier::{ListRates, RateList};
use domain::carrier::CarrierRefusal;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys;

pub async fn handle(cx: Cx, req: Req<ListRates>) -> Outcome<RateList> {
    let path = &req.path;
    let shipment = cx.load(keys::fulfilment::shipment(&path.order_id, &path.shipment_id)).await?;
    let location_id = shipment.location_id.clone().ok_or(CarrierRefusal::NoOrigin)?;
    let way = way(&cx, &path.order_id, &location_id).await?;
    let weight = match req.query.weight_grams.or(shipment.weight_grams) {
        Some(grams) => grams,
        None => weight(&cx, &shipment).await?,
    };
    let mut items = Vec::new();
    for carrier in port::all(&cx) {
        let rates = carrier.rates(&way, weight).await;
        items.extend(rates.map_err(|Unknown(why)| Fault::Outside(why))?);
    }
    items.sort_by_key(|rate| rate.cost.minor);
    Ok(Done::new(RateList { items }))
}

/// What the goods of a parcel weigh, without its box.
async fn weight(cx: &Cx, shipment: &domain::fulfilment::Shipment) -> Result<u32, Fault> {
    let order_id = &shipment.order_id;
    let keys: Vec<_> =
        shipment.pages().iter().map(|page| keys::order::line_page(order_id, page)).collect();
    let pages = cx.load_many(&keys).await?;
    let lines: Vec<_> = pages.into_iter().flatten().flat_map(|page| page.value.lines).collect();
    let grams = shipment.positions.iter().map(|position| {
        let line = lines.iter().find(|line| line.line_id == position.line_id);
        line.map_or(0, |line| line.weight_grams.saturating_mul(position.quantity))
    });
    Ok(grams.fold(0, u32::saturating_add).max(1))
}

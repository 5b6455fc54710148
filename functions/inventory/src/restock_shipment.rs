use crate::receive_stock::{SOLD, chunk, note};
use domain::inventory::{Reason, fingerprint};
use events::{Envelope, fulfilment::ShipmentWrittenOffV1};
use primitives::Sku;
use runtime::{Cx, Done, Progress, Step};
use std::collections::BTreeMap;
use table::keys;

/// A parcel came back and was given up: its units go on the shelf again, as many at a time as fit one
/// transaction.
pub async fn handle(cx: Cx, event: Envelope<ShipmentWrittenOffV1>) -> Progress<()> {
    let ShipmentWrittenOffV1 { restock_at, restock, shipment_id, .. } = &event.data;
    let Some(location_id) = restock_at else { return Ok(Step::Finish(Done::new(()))) };
    let sums: BTreeMap<Sku, u32> =
        restock.iter().map(|one| (one.sku.clone(), one.quantity)).collect();
    let command = shipment_id.to_string();
    let held = cx.find(keys::inventory::receipt(&command)).await?;
    let booked = held.as_ref().map_or(0, |held| held.booked);
    let rest: Vec<(&Sku, u32)> = sums
        .iter()
        .skip(usize::try_from(booked).unwrap_or(usize::MAX))
        .map(|(sku, units)| (sku, *units))
        .collect();
    if rest.is_empty() {
        return Ok(Step::Finish(Done::new(())));
    }
    let (count, done) =
        chunk(&cx, &rest, location_id, Some(&command), Reason::Returned, SOLD).await?;
    let mark = fingerprint(location_id.as_ref(), &sums);
    let next = note(&cx, command, mark, usize::try_from(booked).unwrap_or(usize::MAX) + count);
    Ok(Step::Continue(done.save(held.as_ref(), &next)))
}

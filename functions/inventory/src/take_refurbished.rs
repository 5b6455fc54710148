use crate::receive_stock::{SOLD, chunk, note};
use domain::inventory::{Reason, fingerprint};
use events::{Envelope, recycle::UnitRefurbishedV1};
use runtime::{Cx, Done, Outcome};
use std::collections::BTreeMap;
use table::keys;

/// A used unit was made ready to be sold again: it goes on the shelf, under its own SKU. What nobody counts has none.
pub async fn handle(cx: Cx, event: Envelope<UnitRefurbishedV1>) -> Outcome<()> {
    let UnitRefurbishedV1 { takeback_id, sku, location_id } = &event.data;
    let command = takeback_id.to_string();
    let held = cx.find(keys::inventory::receipt(&command)).await?;
    let item = cx.find(keys::inventory::stock_item(sku)).await?;
    if held.is_some() || item.is_some_and(|item| !item.tracked) {
        return Ok(Done::new(()));
    }
    let lines = [(sku, 1)];
    let (booked, done) =
        chunk(&cx, &lines, location_id, Some(&command), Reason::Received, SOLD).await?;
    let mark = fingerprint(location_id.as_ref(), &BTreeMap::from([(sku.clone(), 1)]));
    Ok(done.create(&note(&cx, command, mark, booked)))
}

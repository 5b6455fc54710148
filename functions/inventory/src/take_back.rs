use crate::receive_stock::{APART, ComesIn, SOLD, chunk, note};
use domain::{
    inventory::{Reason, Receipt, StockItem, fingerprint},
    returns::Disposition,
};
use events::{
    Envelope,
    returns::{InspectedLine, ReturnInspectedV1},
};
use primitives::{LocationId, Sku};
use runtime::{Cx, Done, Fault, Progress, Step};
use std::collections::BTreeMap;
use table::{Held, keys};

/// Units that came back were looked at: what can be sold goes on the shelf, what cannot yet is set apart. What is
/// thrown away, or is the buyer's still, was not in the stock any more and does not come into it.
pub async fn handle(cx: Cx, event: Envelope<ReturnInspectedV1>) -> Progress<()> {
    let ReturnInspectedV1 { restock_at, lines, return_id, inspection, .. } = &event.data;
    let Some(location_id) = restock_at else { return Ok(Step::Finish(Done::new(()))) };
    let name = format!("{return_id}-{inspection}");
    let good: &[Disposition] = &[Disposition::Restock];
    let apart: &[Disposition] = &[Disposition::Quarantine, Disposition::Refurbish];
    for (dispositions, word, moved) in [(good, "good", SOLD), (apart, "apart", APART)] {
        let units = units(&cx, lines, dispositions).await?;
        let command = format!("{name}-{word}");
        let held = cx.find(keys::inventory::receipt(&command)).await?;
        if let Some(done) = next(&cx, &units, location_id, command, held, moved).await? {
            return Ok(Step::Continue(done));
        }
    }
    Ok(Step::Finish(Done::new(())))
}

/// The next SKUs that are booked; `None` when all are.
async fn next(
    cx: &Cx,
    units: &BTreeMap<Sku, u32>,
    location_id: &LocationId,
    command: String,
    held: Option<Held<Receipt>>,
    moved: ComesIn,
) -> Result<Option<Done<()>>, Fault> {
    let booked = held.as_ref().map_or(0, |held| held.booked);
    let booked = usize::try_from(booked).unwrap_or(usize::MAX);
    let rest: Vec<(&Sku, u32)> = units.iter().skip(booked).map(|(sku, n)| (sku, *n)).collect();
    if rest.is_empty() {
        return Ok(None);
    }
    let (count, done) =
        chunk(cx, &rest, location_id, Some(&command), Reason::Returned, moved).await?;
    let mark = fingerprint(location_id.as_ref(), units);
    let next = note(cx, command, mark, booked + count);
    Ok(Some(done.save(held.as_ref(), &next)))
}

/// Units of each SKU that fare so; of a kit in the warehouse's sense, of its components. What nobody counts has none.
async fn units(
    cx: &Cx,
    lines: &[InspectedLine],
    dispositions: &[Disposition],
) -> Result<BTreeMap<Sku, u32>, Fault> {
    let named = |line: &InspectedLine| {
        dispositions.iter().any(|one| one.name() == line.disposition.as_ref())
    };
    let mut sums: BTreeMap<Sku, u32> = BTreeMap::new();
    for line in lines.iter().filter(|line| named(line)) {
        let Some(sku) = &line.sku else { continue };
        let units = line.quantity.get();
        let held = cx.find(keys::inventory::stock_item(sku)).await?;
        let item = held.map_or_else(|| StockItem::new(sku.clone()), |held| held.value);
        let parts: Vec<(Sku, u32)> = if item.components.is_empty() {
            vec![(sku.clone(), units)].into_iter().filter(|_| item.tracked).collect()
        } else {
            let part = |one: &domain::inventory::Component| {
                (one.sku.clone(), units.saturating_mul(one.quantity.get()))
            };
            item.components.iter().map(part).collect()
        };
        for (sku, units) in parts {
            let sum = sums.entry(sku).or_default();
            *sum = sum.saturating_add(units);
        }
    }
    Ok(sums)
}

use crate::{change::moment, change::open_location};
use contract::inventory::{ReceiptView, ReceiveStock};
use domain::inventory::{
    Move, Place, Reason, Receipt, StockItem, StockRefusal, fingerprint, incoming,
};
use events::inventory::{StockReceivedV1, StockUnits};
use primitives::{LocationId, Sku, limits::IDEMPOTENCY_HOURS};
use runtime::{Cx, Done, Fault, Progress, Req, Step};
use std::collections::BTreeMap;
use stock::Read;
use table::{Held, keys};

/// SKUs of one transaction, if they are not spread over shards.
const CHUNK: usize = 25;
/// Writes of one transaction, beside receipt, outbox and the memory of the request.
const WRITES_MAX: usize = 90;

pub async fn handle(cx: Cx, req: Req<ReceiveStock>) -> Progress<ReceiptView> {
    let body = &req.body;
    let sums = incoming(body.lines.iter().map(|line| (line.sku.clone(), line.quantity)))?;
    open_location(&cx, &body.location_id).await?;
    let command = req.command.to_string();
    let held = match sums.len() {
        ..=CHUNK => None,
        _ => cx.find(keys::inventory::receipt(&command)).await?,
    };
    let mark = fingerprint(body.location_id.as_ref(), &sums);
    let booked = booked(&cx, held.as_ref(), mark)?;
    if booked == 0 {
        check(&cx, sums.keys(), &body.location_id).await?;
    }
    let rest: Vec<(&Sku, u32)> =
        sums.iter().skip(booked).take(CHUNK).map(|(sku, units)| (sku, *units)).collect();
    let reference = body.reference.as_ref().map(AsRef::as_ref);
    let (count, done) =
        chunk(&cx, &rest, &body.location_id, reference, Reason::Received, SOLD).await?;
    let done = match held {
        None if booked + count == sums.len() => done,
        held => done.save(held.as_ref(), &note(&cx, command, mark, booked + count)),
    };
    if booked + count < sums.len() {
        return Ok(Step::Continue(done));
    }
    Ok(Step::Finish(done.reply(view(&body.location_id, &sums))))
}

fn view(location_id: &LocationId, sums: &BTreeMap<Sku, u32>) -> ReceiptView {
    let skus = u32::try_from(sums.len()).unwrap_or(u32::MAX);
    let units = sums.values().map(|units| u64::from(*units)).sum();
    ReceiptView { location_id: location_id.clone(), skus, units }
}

/// How far it has been booked.
pub fn note(cx: &Cx, command: String, fingerprint: u64, booked: usize) -> Receipt {
    Receipt {
        command,
        fingerprint,
        booked: u32::try_from(booked).unwrap_or(u32::MAX),
        until: cx.now().plus_seconds(IDEMPOTENCY_HOURS * 3_600),
    }
}

/// Lines that an earlier run of the same request has booked.
fn booked(cx: &Cx, held: Option<&Held<Receipt>>, mark: u64) -> Result<usize, Fault> {
    match held {
        Some(held) if held.until <= cx.now() => Ok(0),
        Some(held) if held.fingerprint != mark => Err(StockRefusal::ReceiptDiffers.into()),
        Some(held) => Ok(usize::try_from(held.booked).unwrap_or(usize::MAX)),
        None => Ok(0),
    }
}

/// Refuses the whole receipt, before anything is booked, if one of its lines cannot be.
async fn check<'a>(
    cx: &Cx,
    skus: impl Iterator<Item = &'a Sku>,
    at: &LocationId,
) -> Result<(), Fault> {
    let read = Read::items(cx, skus).await?;
    for item in read.items.values() {
        item.kept_at(at)?;
    }
    Ok(())
}

/// How units come in.
pub type ComesIn = fn(&Place<'_>, u32) -> Vec<Move>;
/// They can be sold.
pub const SOLD: ComesIn = |place, units| place.receive(units);
/// They cannot be sold as they are.
pub const APART: ComesIn = |place, units| place.set_apart(units);

/// Books as many lines as fit one transaction, at least one; gives how many. How units come in, `moved` says.
pub async fn chunk(
    cx: &Cx,
    lines: &[(&Sku, u32)],
    location_id: &LocationId,
    reference: Option<&str>,
    reason: Reason,
    moved: ComesIn,
) -> Result<(usize, Done<()>), Fault> {
    let mut read = Read::items(cx, lines.iter().map(|(sku, _)| *sku)).await?;
    let mut items: Vec<StockItem> = Vec::new();
    for (sku, _) in lines {
        let held = read.items.get(*sku).map(|held| held.value.clone());
        items.push(held.unwrap_or_else(|| StockItem::new((*sku).clone())).kept_at(location_id)?);
    }
    // Whoever is watched for running low is looked at everywhere.
    let spots = items.iter().flat_map(|item| match item.reorder_point {
        Some(_) => item.spots(),
        None => item.spots_at(location_id),
    });
    read.levels(cx, spots.collect::<Vec<_>>()).await?;
    let mut done = Done::new(());
    let mut news = Vec::new();
    let (mut writes, mut count) = (0, 0);
    for ((sku, units), item) in lines.iter().zip(&items) {
        let moves = moved(&Place { shelf: &read.shelf, item, location_id }, *units);
        writes += moves.len() * 2 + 1;
        if writes > WRITES_MAX && count > 0 {
            break;
        }
        let after = read.shelf.after(&moves)?;
        done = stock::book(cx, done, &read.shelf, &moves, reason, reference)?;
        done = stock::keep(done, read.items.get(*sku), item, after.available_of(item));
        count += 1;
        if moves.iter().any(|one| one.delta.on_hand > 0) {
            news.push(StockUnits { sku: (*sku).clone(), quantity: *units });
        }
    }
    // What cannot be sold is nobody's news.
    if news.is_empty() {
        return Ok((count, done));
    }
    let reference = reference.map(str::to_owned);
    let event = StockReceivedV1 { location_id: location_id.clone(), reference, lines: news };
    Ok((count, done.publish(location_id, moment(cx), &event)))
}

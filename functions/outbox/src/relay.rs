//! Outbox rows in, bus entries out: in order, in batches that EventBridge takes.
use events::Envelope;
use primitives::limits::{EVENT_BYTES_MAX, PUT_EVENTS_MAX};
use runtime::{
    Cx, Fault,
    ports::{Bus, BusEvent},
};
use table::{Outbox, Published};

/// One event with the row it came from, so that a failure names the row.
struct Entry {
    row: usize,
    event: BusEvent,
}

/// EventBridge counts source, type and detail; a little is left for what else it may count.
const BATCH_BYTES_MAX: usize = EVENT_BYTES_MAX - 4_096;

pub async fn handle(cx: Cx, rows: Vec<Outbox>) -> Result<(), (usize, Fault)> {
    let mut entries = Vec::new();
    for (row, outbox) in rows.into_iter().enumerate() {
        for published in outbox.events {
            let event = entry(published).map_err(|fault| (row, fault))?;
            entries.push(Entry { row, event });
        }
    }
    let bus = cx.bus().map_err(|fault| (0, fault))?;
    for batch in batches(&entries) {
        send(bus, batch).await?;
    }
    Ok(())
}

fn entry(published: Published) -> Result<BusEvent, Fault> {
    let Published { source, detail_type, occurred_at, .. } = published.clone();
    let envelope = Envelope {
        id: published.id,
        occurred_at,
        correlation_id: published.correlation_id,
        actor: published.actor,
        aggregate: published.aggregate,
        version: published.version,
        data: published.data,
    };
    let detail = serde_json::to_string(&envelope)
        .map_err(|e| Fault::malformed(format!("the event cannot be written: {e}")))?;
    if detail.len() > BATCH_BYTES_MAX {
        return Err(Fault::malformed(format!("{detail_type} has {} bytes", detail.len())));
    }
    Ok(BusEvent { source, detail_type, detail, time: occurred_at })
}

/// Splits entries where the next would be too many or too large for one call.
fn batches(entries: &[Entry]) -> Vec<&[Entry]> {
    let mut list = Vec::new();
    let mut rest = entries;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = rest
            .iter()
            .take(PUT_EVENTS_MAX)
            .take_while(|entry| {
                bytes += entry.event.detail.len() + entry.event.detail_type.len() * 2;
                bytes <= EVENT_BYTES_MAX
            })
            .count()
            .max(1);
        let (batch, next) = rest.split_at(fits);
        list.push(batch);
        rest = next;
    }
    list
}

/// Sends a batch. An entry that EventBridge refuses is sent once more by itself; if that fails too,
/// everything from its row on is reported, and comes again.
async fn send(bus: &dyn Bus, batch: &[Entry]) -> Result<(), (usize, Fault)> {
    let first = batch.first().map_or(0, |entry| entry.row);
    let events: Vec<BusEvent> = batch.iter().map(|entry| entry.event.clone()).collect();
    let results = bus.put(&events).await.map_err(|e| (first, Fault::Outside(e)))?;
    for (entry, result) in batch.iter().zip(results) {
        let Err(reason) = result else { continue };
        runtime::note("the bus refused an entry; sending it again", &reason);
        let again = bus.put(std::slice::from_ref(&entry.event)).await;
        match again.map(|mut results| results.pop()) {
            Ok(Some(Ok(()))) => {}
            Ok(Some(Err(reason))) | Err(reason) => {
                return Err((entry.row, Fault::Outside(reason)));
            }
            Ok(None) => return Err((entry.row, Fault::Outside("no answer".into()))),
        }
    }
    Ok(())
}

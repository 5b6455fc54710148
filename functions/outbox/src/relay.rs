//! Outbox rows in, bus entries out: in order, in batches that EventBridge takes.
use crate::{count, wanted};
use events::Envelope;
use primitives::limits::{EVENT_BYTES_MAX, PUT_EVENTS_MAX};
use runtime::{
    Cx, Fault, note,
    ports::{Bus, BusEvent},
};
use table::{Outbox, Published};

/// EventBridge counts source, type and detail; a little is left for what else it may count.
const DETAIL_BYTES_MAX: usize = EVENT_BYTES_MAX - 4_096;

/// How often an entry is sent again by itself before the whole batch is left to come again.
const TRIES_MAX: usize = 3;

pub async fn handle(cx: Cx, rows: Vec<Outbox>) -> Result<(), Fault> {
    let mut events = Vec::new();
    for published in rows.into_iter().flat_map(|row| row.events) {
        let event = entry(published)?;
        if event.detail.len() > DETAIL_BYTES_MAX {
            park(&cx, &event, "the event is larger than the bus takes").await?;
        } else {
            events.push(event);
        }
    }
    wanted::mark(&cx, &mut events).await;
    let mut taken = Vec::with_capacity(events.len());
    for batch in batches(&events) {
        taken.extend(send(&cx, batch).await?);
    }
    // Only now: where a batch fails, all of them come again.
    count::taken(&cx, &taken);
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
    Ok(BusEvent { source, detail_type, detail, time: occurred_at, marks: Vec::new() })
}

/// Splits events where the next would be too many or too large for one call.
fn batches(events: &[BusEvent]) -> Vec<&[BusEvent]> {
    let mut list = Vec::new();
    let mut rest = events;
    while !rest.is_empty() {
        let mut bytes = 0;
        let fits = rest
            .iter()
            .take(PUT_EVENTS_MAX)
            .take_while(|event| {
                bytes += event.detail.len() + event.detail_type.len() + event.source.len();
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

/// Sends a batch; what the bus refuses is sent again by itself. Gives back what the bus took.
async fn send<'a>(cx: &Cx, batch: &'a [BusEvent]) -> Result<Vec<&'a BusEvent>, Fault> {
    let results = cx.bus()?.put(batch).await.map_err(Fault::Outside)?;
    let mut taken = Vec::with_capacity(batch.len());
    for (event, result) in batch.iter().zip(results) {
        let went = match result {
            Ok(()) => true,
            Err(reason) => {
                note("the bus refused an entry; sending it again", &reason);
                again(cx, event, reason).await?
            }
        };
        taken.extend(went.then_some(event));
    }
    Ok(taken)
}

/// Whether the entry went after all. One that the bus calls malformed never will: it is parked. Any
/// other failure passes.
async fn again(cx: &Cx, event: &BusEvent, mut reason: String) -> Result<bool, Fault> {
    let bus: &dyn Bus = cx.bus()?;
    for _ in 0..TRIES_MAX {
        if is_poison(&reason) {
            park(cx, event, &reason).await?;
            return Ok(false);
        }
        let results = bus.put(std::slice::from_ref(event)).await.map_err(Fault::Outside)?;
        match results.into_iter().next() {
            Some(Ok(())) => return Ok(true),
            Some(Err(next)) => reason = next,
            None => return Err(Fault::Outside("the bus gave no answer for an entry".into())),
        }
    }
    Err(Fault::Outside(reason))
}

/// Error codes of `PutEvents` that no repetition mends.
fn is_poison(reason: &str) -> bool {
    ["MalformedDetail", "InvalidArgument", "NotAuthorizedForSource"]
        .iter()
        .any(|code| reason.starts_with(code))
}

async fn park(cx: &Cx, event: &BusEvent, reason: &str) -> Result<(), Fault> {
    note("an event is parked", reason);
    let parked = serde_json::json!({
        "reason": reason, "detail-type": event.detail_type, "detail": event.detail,
    });
    cx.jobs()?.send(vec![parked.to_string()]).await.map_err(Fault::Outside)
}

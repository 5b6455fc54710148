//! Tells what happened once more, out of the lake.
use crate::{compact::partition_rows, sales};
use contract::{
    Page,
    analytics::{ListReplays, StartReplay},
};
use domain::analytics::{Business, Partition, Projection, Replay, Table, distinct};
use events::{Actor, Envelope, Unread};
use primitives::EventId;
use runtime::{Cx, Done, Fault, Outcome, Progress, Req, Step};
use std::sync::Arc;
use table::keys::analytics as keys;

/// Replays that are looked at: far more than may be at work.
const KNOWN: u32 = 100;

/// Begins a replay; the clock does the rest.
pub async fn start(cx: Cx, req: Req<StartReplay>) -> Outcome<Replay> {
    let known = cx.list(&keys::replays(), KNOWN, None).await?.items;
    let days = (req.body.from, req.body.to);
    let replay = Replay::begun(cx.new_id(), req.body.projection, days, &known, cx.now())?;
    Ok(Done::new(replay.clone()).create(&replay))
}

/// Shows replays, the last first.
pub async fn list(cx: Cx, req: Req<ListReplays>) -> Outcome<Page<Replay>> {
    cx.page(&keys::replays(), &req.query).await.map(Done::new)
}

/// Tells a day of the oldest replay that is at work. A day that was told and not noted is told again, which changes nothing.
pub async fn handle(cx: Cx) -> Progress<()> {
    let known = cx.list(&keys::replays(), KNOWN, None).await?.items;
    let Some(oldest) = known.iter().rev().find(|replay| replay.next.is_some()) else {
        return Ok(Step::Finish(Done::new(())));
    };
    let held = cx.load(keys::replay(&oldest.replay_id)).await?;
    let Some(day) = held.next.as_ref().map(ToString::to_string) else {
        return Ok(Step::Continue(Done::new(())));
    };
    let rows = partition_rows::<Business>(&cx, &Partition { table: Table::Business, day }).await?;
    let wanted = held.projection.events();
    let events: Vec<_> = distinct(rows)
        .into_iter()
        .filter(|row| wanted.contains(&row.name.as_str()))
        .map(event)
        .collect::<Result<_, _>>()?;
    let told = u64::try_from(events.len()).unwrap_or(u64::MAX);
    tell(&cx, held.projection, &events).await?;
    Ok(Step::Continue(Done::new(()).replace(&held, &held.after_a_day(told, cx.now()))))
}

async fn tell(cx: &Cx, projection: Projection, events: &[(Arc<str>, Unread)]) -> Result<(), Fault> {
    let Some(function) = projection.function() else { return sales::written(cx, events).await };
    let bodies = events.iter().map(|(name, event)| {
        let detail = serde_json::to_string(event).map_err(|e| Fault::Internal(e.to_string()))?;
        Ok(format!("{{\"detail-type\":\"{name}\",\"detail\":{detail}}}"))
    });
    let bodies = bodies.collect::<Result<Vec<String>, Fault>>()?;
    if bodies.is_empty() {
        return Ok(());
    }
    cx.queue(function)?.send(bodies).await.map_err(Fault::Outside)
}

/// The event of a row. Who exactly caused it is not in the lake, only what kind of caller.
fn event(row: Business) -> Result<(Arc<str>, Unread), Fault> {
    let wrong = |e: String| Fault::Internal(format!("{}: {e}", row.event_id));
    let kind =
        serde_json::from_value(row.actor.clone().into()).map_err(|e| wrong(e.to_string()))?;
    let data = serde_json::value::RawValue::from_string(row.data.clone());
    let envelope = Envelope {
        id: EventId::parse(row.event_id.clone()).map_err(|e| wrong(e.to_string()))?,
        occurred_at: row.occurred_at,
        correlation_id: row.correlation_id.clone(),
        actor: Actor { kind, id: None },
        aggregate: row.aggregate.clone(),
        version: u64::try_from(row.version).unwrap_or_default(),
        data: data.map_err(|e| wrong(e.to_string()))?,
    };
    Ok((Arc::from(row.name.as_str()), envelope))
}

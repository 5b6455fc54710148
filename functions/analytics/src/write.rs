//! Messages of the queue become files: as few as they fall into partitions.
use domain::analytics::{
    Behaviour, Identified, Message, Partition, Quarantined, merged, quarantine_key,
};
use lake::Record;
use runtime::{Cx, Fault};

/// What a Parquet file is called in HTTP.
/// <https://www.iana.org/assignments/media-types/application/vnd.apache.parquet>
pub const PARQUET: &str = "application/vnd.apache.parquet";

/// Writes all of it, and only then are the messages done with. Whatever stops it half-way leaves
/// files that the next try writes again under the same names, or beside others with the same rows.
pub async fn handle(cx: Cx, messages: Vec<Message>) -> Result<(), Fault> {
    let (mut rows, mut bad) = (Vec::new(), Vec::new());
    for message in messages {
        rows.extend(message.rows);
        bad.extend(message.bad);
    }
    parts::<Behaviour>(&cx, rows, Partition::of_behaviour).await?;
    set_apart(&cx, bad).await
}

/// Writes rows, one file for each partition that they fall into.
pub async fn parts<R: Record + Identified>(
    cx: &Cx,
    rows: Vec<R>,
    partition: fn(&R) -> Partition,
) -> Result<(), Fault> {
    for (partition, rows) in merged(rows, partition) {
        let bytes = lake::write(&rows, &[]).map_err(|e| Fault::Internal(e.to_string()))?;
        let key = partition.part(&bytes);
        cx.files()?.write(&key, bytes, PARQUET).await.map_err(Fault::Outside)?;
    }
    Ok(())
}

/// Writes what was not kept, with its reasons: one line each, by the day it came.
async fn set_apart(cx: &Cx, bad: Vec<Quarantined>) -> Result<(), Fault> {
    let days = merged(bad, |one| one.received_at.day().to_string());
    for bad in days.into_values() {
        let mut lines = String::new();
        for one in &bad {
            let line = serde_json::to_string(one).map_err(|e| Fault::Internal(e.to_string()))?;
            lines.push_str(&line);
            lines.push('\n');
        }
        let Some(first) = bad.first() else { continue };
        let bytes = lines.into_bytes();
        let key = quarantine_key(first.received_at, &bytes);
        cx.files()?.write(&key, bytes, "application/x-ndjson").await.map_err(Fault::Outside)?;
    }
    Ok(())
}

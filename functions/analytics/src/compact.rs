//! Small files become larger ones, and what they replace goes.
use crate::write::PARQUET;
use domain::{
    analytics::{
        Behaviour, Business, Holdings, Identified, LATE_DAYS, Merge, Partition, Sale, Stored,
        Table, distinct, filed, merges, superseded,
    },
    reports::Spend,
};
use lake::{Record, TAIL_BYTES};
use runtime::{Cx, Done, Fault, Outcome, ports::Listed};
use std::collections::BTreeMap;

/// Merges of one run: what is left waits for the next.
const MERGES_MAX: usize = 6;

/// Looks at every partition that may still grow. It keeps nothing in mind: what is to be done follows
/// from the files, so a run that stops anywhere is taken up by the next. A file that cannot be read
/// holds up its own partition alone.
pub async fn handle(cx: Cx) -> Outcome<()> {
    // A day more than events may be late, and tomorrow's: clocks ahead of ours reach into it.
    let day = |ahead: i64| cx.now().plus_seconds(ahead * 86_400).day().to_string();
    let (first, today, last) = (day(-LATE_DAYS - 1), day(0), day(1));
    let month = |day: &String| day.chars().take(7).collect::<String>();
    let mut months = vec![month(&last), month(&today), month(&first)];
    months.dedup();
    let (mut left, mut failed) = (MERGES_MAX, Ok(Done::new(())));
    for table in Table::all() {
        for month in &months {
            for (partition, files) in partitions(&cx, table, month).await? {
                if partition.day < first || partition.day > last || files.len() < 2 {
                    continue;
                }
                match tidy(&cx, &partition, &files, partition.day < today, left).await {
                    Ok(now_left) => left = now_left,
                    Err(fault) => failed = Err(fault),
                }
            }
        }
    }
    failed
}

/// The files of a table's month, by partition.
pub async fn partitions(
    cx: &Cx,
    table: Table,
    month: &str,
) -> Result<BTreeMap<Partition, Vec<Stored>>, Fault> {
    let listed = cx.files()?.list(&table.month(month)).await.map_err(Fault::Outside)?;
    let mut partitions: BTreeMap<Partition, Vec<Stored>> = BTreeMap::new();
    for Listed { key, bytes, written_at } in listed {
        if let Some(partition) = table.partition_of(&key) {
            partitions.entry(partition).or_default().push(Stored { key, bytes, written_at });
        }
    }
    Ok(partitions)
}

/// Tidies one partition; says how many merges the run has left.
async fn tidy(
    cx: &Cx,
    partition: &Partition,
    files: &[Stored],
    over: bool,
    left: usize,
) -> Result<usize, Fault> {
    let holdings = holdings(cx, files).await?;
    for key in superseded(files, &holdings, cx.now()) {
        cx.files()?.delete(&key).await.map_err(Fault::Outside)?;
    }
    let merges = merges(files, &holdings, over);
    let now = merges.len().min(left);
    for merge in merges.iter().take(now) {
        match partition.table {
            Table::Behaviour(_) => write::<Behaviour>(cx, partition, files, merge).await?,
            Table::Business => write::<Business>(cx, partition, files, merge).await?,
            Table::Sales => write::<Sale>(cx, partition, files, merge).await?,
            Table::Spend => write::<Spend>(cx, partition, files, merge).await?,
        }
    }
    Ok(left - now)
}

/// What the merged files among these say they hold.
pub async fn holdings(cx: &Cx, files: &[Stored]) -> Result<Holdings, Fault> {
    let mut holdings = Holdings::new();
    for file in files.iter().filter(|file| filed(&file.key)) {
        let tail = file.bytes.saturating_sub(TAIL_BYTES);
        let mark = read(cx, &file.key, tail, TAIL_BYTES).await?;
        let length = lake::footer_bytes(&mark).map_err(|e| damaged(&file.key, &e))?;
        let footer = read(cx, &file.key, tail.saturating_sub(length), length).await?;
        let held = lake::held(&footer).map_err(|e| damaged(&file.key, &e))?;
        holdings.insert(file.key.clone(), held);
    }
    Ok(holdings)
}

/// Writes the file that a merge makes. The files that it is made of stay: a later run deletes them.
async fn write<R: Record + Identified>(
    cx: &Cx,
    partition: &Partition,
    files: &[Stored],
    merge: &Merge,
) -> Result<(), Fault> {
    let mut rows: Vec<R> = Vec::new();
    for key in &merge.keys {
        let bytes = files.iter().find(|file| file.key == *key).map_or(0, |file| file.bytes);
        let bytes = read(cx, key, 0, bytes).await?;
        rows.extend(lake::read::<R>(bytes).map_err(|e| damaged(key, &e))?);
    }
    let bytes = lake::write(&distinct(rows), &merge.keys);
    let bytes = bytes.map_err(|e| Fault::Internal(e.to_string()))?;
    let key = partition.merged(&bytes);
    cx.files()?.write(&key, bytes, PARQUET).await.map_err(Fault::Outside)
}

/// Every row of a partition as it lies in files, doubled ones included.
pub async fn partition_rows<R: Record>(cx: &Cx, partition: &Partition) -> Result<Vec<R>, Fault> {
    let mut rows = Vec::new();
    for Listed { key, bytes, .. } in
        cx.files()?.list(&partition.prefix()).await.map_err(Fault::Outside)?
    {
        let bytes = read(cx, &key, 0, bytes).await?;
        rows.extend(lake::read::<R>(bytes).map_err(|e| damaged(&key, &e))?);
    }
    Ok(rows)
}

pub async fn read(cx: &Cx, key: &str, from: u64, length: u64) -> Result<Vec<u8>, Fault> {
    cx.files()?.read(key, from, length).await.map_err(Fault::Outside)
}

pub fn damaged(key: &str, error: &lake::LakeError) -> Fault {
    Fault::Internal(format!("{key}: {error}"))
}

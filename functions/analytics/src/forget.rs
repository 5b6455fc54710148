//! Customers who were erased are taken out of what visitors did, day by day.
use crate::{
    compact::{damaged, holdings, partition_rows, partitions, read},
    write::PARQUET,
};
use domain::analytics::{
    Aim, Behaviour, Business, Forgetting, Partition, Stored, Table, Walk, distinct, replaced,
    superseded,
};
use primitives::Day;
use runtime::{Cx, Done, Fault, Progress, Step};
use table::keys::analytics as keys;

/// One step: hears of the erasures of a day, or goes through one. A step that was not noted is done again, which changes nothing.
pub async fn handle(cx: Cx) -> Progress<()> {
    let held = cx.find(keys::forgetting()).await?;
    let known = held.as_ref().map_or_else(|| Forgetting::none(cx.now()), |held| held.value.clone());
    let next = if let Some(until) = known.listens(cx.now()) {
        heard(&cx, &known, until).await?
    } else {
        let due = known.walk.as_ref().filter(|walk| walk.from <= cx.now());
        let Some(walk) = due else { return Ok(Step::Finish(Done::new(()))) };
        walked(&cx, &known, walk).await?
    };
    Ok(Step::Continue(Done::new(()).save(held.as_ref(), &next)))
}

/// Hears of the next day that says anything.
async fn heard(cx: &Cx, known: &Forgetting, until: Day) -> Result<Forgetting, Fault> {
    let last = known.heard.to_string();
    let next = next_day(cx, Table::Business, Some(&last)).await?;
    let next = next.filter(|(partition, _)| partition.day <= until.to_string());
    let Some((partition, _)) = next else { return Ok(known.heard(None, until, cx.now())) };
    let rows = partition_rows::<Business>(cx, &partition).await?;
    let customers = distinct(rows).iter().filter_map(Forgetting::erased).collect();
    let day = Day::parse(&partition.day)?;
    Ok(known.heard(Some((day, customers)), until, cx.now()))
}

/// Goes through the next day of a walk.
async fn walked(cx: &Cx, known: &Forgetting, walk: &Walk) -> Result<Forgetting, Fault> {
    let next = next_day(cx, Table::Behaviour(walk.kind), walk.after.as_deref()).await?;
    let Some((partition, files)) = next else { return Ok(known.after_kind(cx.now())) };
    match walk.aim {
        Aim::Learn => {
            let mut next = known.clone();
            for file in &files {
                next = next.learnt(&rows(cx, file).await?);
            }
            Ok(next.after(&partition.day, 0, false))
        }
        Aim::Strip => {
            let (rows, found) = stripped(cx, known, &partition, &files).await?;
            Ok(known.after(&partition.day, rows, found))
        }
    }
}

/// The first day after another of which there are files, with them.
async fn next_day(
    cx: &Cx,
    table: Table,
    after: Option<&str>,
) -> Result<Option<(Partition, Vec<Stored>)>, Fault> {
    let later = |day: &str| after.is_none_or(|after| day > after);
    let month = after.map(|day| day.chars().take(7).collect::<String>());
    for one in Forgetting::months(cx.now()) {
        if month.as_ref().is_some_and(|month| one < *month) {
            continue;
        }
        let days = partitions(cx, table, &one).await?;
        if let Some(found) = days.into_iter().find(|(partition, _)| later(&partition.day)) {
            return Ok(Some(found));
        }
    }
    Ok(None)
}

/// Writes every file anew that names somebody, and deletes what was replaced long enough ago. Says how many rows were
/// written anew, and whether there is anything that another time has to look at. A file that is to go is left
/// alone: what replaced it holds all of its rows.
async fn stripped(
    cx: &Cx,
    known: &Forgetting,
    partition: &Partition,
    files: &[Stored],
) -> Result<(u64, bool), Fault> {
    let holdings = holdings(cx, files).await?;
    let gone = superseded(files, &holdings, cx.now());
    let waits = replaced(files, &holdings);
    let stays = |file: &Stored| waits.contains(file.key.as_str()) && !gone.contains(&file.key);
    let (mut count, mut found) = (0, files.iter().any(stays));
    for file in files.iter().filter(|file| !waits.contains(file.key.as_str())) {
        let (names, others): (Vec<_>, Vec<_>) =
            rows(cx, file).await?.into_iter().partition(|row| known.strips(row));
        if names.is_empty() {
            continue;
        }
        count += u64::try_from(names.len()).unwrap_or(u64::MAX);
        let stripped = names.into_iter().map(Behaviour::forgotten);
        // It takes over what the old one held: no file that names somebody comes back when the old one goes.
        let mut holds = holdings.get(&file.key).cloned().unwrap_or_default();
        holds.push(file.key.clone());
        let bytes = lake::write(&distinct(others.into_iter().chain(stripped)), &holds);
        let bytes = bytes.map_err(|e| Fault::Internal(e.to_string()))?;
        let key = partition.merged(&bytes);
        cx.files()?.write(&key, bytes, PARQUET).await.map_err(Fault::Outside)?;
        found = true;
    }
    for key in gone {
        cx.files()?.delete(&key).await.map_err(Fault::Outside)?;
    }
    Ok((count, found))
}

async fn rows(cx: &Cx, file: &Stored) -> Result<Vec<Behaviour>, Fault> {
    let bytes = read(cx, &file.key, 0, file.bytes).await?;
    lake::read::<Behaviour>(bytes).map_err(|e| damaged(&file.key, &e))
}

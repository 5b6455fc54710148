//! What advertising cost comes into the lake, beside what it brought.
use crate::write::parts;
use contract::analytics::{ImportSpend, SpendImported};
use domain::{analytics::Partition, reports::spends};
use runtime::{Cx, Done, Outcome, Req};

/// Takes an import, all of it or nothing. The same day, source and campaign again replaces what was said before.
pub async fn handle(cx: Cx, req: Req<ImportSpend>) -> Outcome<SpendImported> {
    let rows = spends(&req.body.rows, cx.now())?;
    let imported = u32::try_from(rows.len()).unwrap_or(u32::MAX);
    parts(&cx, rows, Partition::of_spend).await?;
    Ok(Done::new(SpendImported { imported }))
}

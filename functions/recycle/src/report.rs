//! Weight and materials of what was treated.
use contract::recycle::{
    MaterialReport, MaterialReportFile, MaterialReportQuery, ViewMaterialReport,
    WriteMaterialReport,
};
use domain::recycle::{MaterialMonth, RecycleRefusal, WeeeCategory, csv};
use runtime::{Cx, Done, Fault, Outcome, Req};
use std::time::Duration;
use table::keys::recycle as keys;

/// Months of one report.
const MONTHS_MAX: u32 = 12;
/// How long a file's address is good.
const VALID: Duration = Duration::from_mins(10);

/// As data.
pub async fn view(cx: Cx, req: Req<ViewMaterialReport>) -> Outcome<MaterialReport> {
    Ok(Done::new(MaterialReport { items: months(&cx, &req.query).await? }))
}

/// As a file. Written again, it says what is known then.
pub async fn write(cx: Cx, req: Req<WriteMaterialReport>) -> Outcome<MaterialReportFile> {
    let asked = &req.body;
    let text = csv(&months(&cx, asked).await?);
    let file = format!("takeback-reports/{}-{}-{}.csv", asked.market, asked.from, asked.to);
    let files = cx.files()?;
    let written = files.write(&file, text.into_bytes(), "text/csv; charset=utf-8").await;
    written.map_err(Fault::Outside)?;
    let csv_url = files.download_url(&file, VALID).await.map_err(Fault::Outside)?;
    let seconds = i64::try_from(VALID.as_secs()).unwrap_or_default();
    Ok(Done::new(MaterialReportFile { csv_url, url_expires_at: cx.now().plus_seconds(seconds) }))
}

/// Every counter of the period has a key that is known: nothing is searched.
async fn months(cx: &Cx, asked: &MaterialReportQuery) -> Result<Vec<MaterialMonth>, Fault> {
    if asked.to < asked.from || asked.from.plus(MONTHS_MAX) <= asked.to {
        return Err(RecycleRefusal::Period.into());
    }
    let months = (0..MONTHS_MAX).map(|at| asked.from.plus(at)).take_while(|at| *at <= asked.to);
    let wanted: Vec<_> = months
        .flat_map(|month| WeeeCategory::ALL.map(|weee| keys::month(&asked.market, &month, &weee)))
        .collect();
    let found = cx.load_many(&wanted).await?;
    let mut items: Vec<MaterialMonth> =
        found.into_iter().flatten().map(|held| held.value).collect();
    items.sort_by_key(|one| (one.month, one.weee));
    Ok(items)
}

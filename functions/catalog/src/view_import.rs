use contract::{
    Page,
    catalog::{ImportCard, ImportState, ImportView, ListImports, ViewImport},
};
use domain::catalog::import::{Import, Tally};
use runtime::{Cx, Done, Fault, Outcome, Req};
use std::time::Duration;
use table::keys::catalog as keys;

/// How long the address of the report works.
const VALID: Duration = Duration::from_hours(1);

pub async fn handle(cx: Cx, req: Req<ViewImport>) -> Outcome<ImportView> {
    let import = cx.load(keys::import(&req.path.import_id)).await?;
    let tally = cx.load(keys::tally(&req.path.import_id)).await?;
    let mut view = view(&import, &tally);
    if import.state == ImportState::Finished && tally.rejected > 0 {
        let url = cx.files()?.download_url(&import.report_file(), VALID).await;
        view.rejected_rows = Some(url.map_err(Fault::Outside)?);
    }
    Ok(Done::new(view))
}

pub async fn list(cx: Cx, req: Req<ListImports>) -> Outcome<Page<ImportCard>> {
    Ok(Done::new(cx.page(&keys::imports(), &req.query).await?))
}

pub fn view(import: &Import, tally: &Tally) -> ImportView {
    ImportView {
        import_id: import.import_id.clone(),
        format: import.format,
        file_name: import.file_name.clone(),
        state: import.state,
        upload: None,
        rows: import.rows,
        done: tally.created + tally.updated + tally.unchanged + tally.rejected,
        created: tally.created,
        updated: tally.updated,
        unchanged: tally.unchanged,
        rejected: tally.rejected,
        failure: import.failure.clone(),
        rejected_rows: None,
        created_at: import.created_at,
        finished_at: import.finished_at,
    }
}

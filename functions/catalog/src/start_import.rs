use crate::view_import::view;
use contract::catalog::{ImportView, StartImport, Upload};
use domain::catalog::import::Import;
use runtime::{Cx, Done, Fault, Outcome, Req};
use std::time::Duration;

/// How long the upload address works.
const VALID_SECONDS: u32 = 3_600;

pub async fn handle(cx: Cx, req: Req<StartImport>) -> Outcome<ImportView> {
    let file = (req.body.format, req.body.bytes, req.body.file_name.clone());
    let (import, tally) = Import::begin(cx.new_id(), file, req.who.actor(), cx.now())?;
    let valid = Duration::from_secs(VALID_SECONDS.into());
    let url = cx.files()?.upload_url(&import.file(), req.body.bytes, valid).await;
    let upload = Upload {
        method: "PUT".into(),
        url: url.map_err(Fault::Outside)?,
        expires_at: cx.now().plus_seconds(VALID_SECONDS.into()),
        bytes: req.body.bytes,
    };
    let view = ImportView { upload: Some(upload), ..view(&import, &tally) };
    Ok(Done::new(view).create(&import).create(&tally))
}

//! Somebody scans a parcel.
use crate::{sender, view};
use contract::haulier::{HaulierScan, HaulierScanView};
use events::haulier::ScanDueV1;
use runtime::{Cx, Done, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<HaulierScan>) -> Outcome<HaulierScanView> {
    sender::check(&cx, &req.raw).await?;
    let held = view::parcel(&cx, &req.path).await?;
    let at = req.body.scanned_at.unwrap_or(cx.now());
    let (next, scan) = held.scan(cx.new_id(), req.body.scan, at)?;
    let scan_id = scan.scan_id.clone();
    let due = ScanDueV1 { scan_id: scan_id.clone() };
    Ok(Done::new(HaulierScanView { scan_id: scan_id.clone() })
        .replace(&held, &next)
        .create(&scan)
        .publish(scan_id, 1, &due))
}

//! Webhooks out: signed, at least once, and always twice, so that no shop can rely on once.
use crate::sender::SECRET;
use domain::{haulier::Scan, payment::signature};
use events::{Envelope, haulier::ScanDueV1};
use runtime::{Cx, Done, Fault, Outcome, ports::WebCall};
use std::time::Duration;
use table::keys;

/// How long the sender may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often each message is sent.
const COPIES: u8 = 2;

pub async fn handle(cx: Cx, due: Envelope<ScanDueV1>) -> Outcome<()> {
    let held = cx.load(keys::haulier::scan(&due.data.scan_id)).await?;
    if held.told_at.is_some() {
        return Ok(Done::new(()));
    }
    for _ in 0..COPIES {
        send(&cx, &held.value).await?;
    }
    let told = Scan { told_at: Some(cx.now()), ..held.value.clone() };
    Ok(Done::new(()).replace(&held, &told))
}

/// A sender who is not there or is in trouble is tried again; one who says no is not.
async fn send(cx: &Cx, scan: &Scan) -> Result<(), Fault> {
    let body = serde_json::to_vec(&scan.report).map_err(|e| Fault::Internal(e.to_string()))?;
    let secret = cx.secret(SECRET).await?;
    let signature = signature::sign(secret.reveal(), &body, cx.now());
    let headers = [
        ("content-type", "application/json"),
        ("x-correlation-id", cx.correlation_id()),
        ("x-haulier-signature", &signature),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let url = format!("{}/webhooks/haulier", cx.settings().base_url);
    let call = WebCall { method: "POST", url, headers, body };
    let answer = cx.web()?.call(call, PATIENCE).await.map_err(Fault::Outside)?;
    match answer.status {
        200..=299 => Ok(()),
        status if status >= 500 || status == 429 => {
            Err(Fault::Outside(format!("the sender answered {status}")))
        }
        status => {
            runtime::note("the sender refused a webhook", &format!("status {status}"));
            Ok(())
        }
    }
}

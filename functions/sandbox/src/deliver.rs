//! Webhooks out: signed, at least once, some twice.
use crate::merchant;
use domain::{payment::signature, sandbox::Notice};
use events::{Envelope, sandbox::NoticeDueV1};
use runtime::{Cx, Done, Fault, Outcome, ports::WebCall};
use std::time::Duration;
use table::keys;

/// How long the merchant may take.
const PATIENCE: Duration = Duration::from_secs(5);
/// Webhooks that one tick sends on their way.
const BATCH: u32 = 100;

/// Sends one webhook that is due.
pub async fn one(cx: Cx, due: Envelope<NoticeDueV1>) -> Outcome<()> {
    let held = cx.load(keys::sandbox::notice(&due.data.notice_id)).await?;
    if held.delivered_at.is_some() {
        return Ok(Done::new(()));
    }
    for _ in 0..held.copies {
        send(&cx, &held.value).await?;
    }
    let delivered = Notice { delivered_at: Some(cx.now()), ..held.value.clone() };
    Ok(Done::new(()).replace(&held, &delivered))
}

/// Sends what is due by now on its way, the webhooks of late cards among it.
pub async fn due(cx: Cx) -> Outcome<()> {
    let list = keys::sandbox::notices().up_to(cx.now());
    let page = cx.list(&list, BATCH, None).await?;
    Ok(page.items.into_iter().fold(Done::new(()), |done, notice| {
        let due = NoticeDueV1 { notice_id: notice.notice_id };
        done.publish(&due.notice_id, 1, &due)
    }))
}

/// A merchant who is not there or is in trouble is tried again; one who says no is not.
async fn send(cx: &Cx, notice: &Notice) -> Result<(), Fault> {
    let body = serde_json::to_vec(&notice.report).map_err(|e| Fault::Internal(e.to_string()))?;
    let settings = cx.settings();
    let secret = cx.secret(merchant::SECRET).await?;
    let signature = signature::sign(secret.reveal(), &body, cx.now());
    let headers = [
        ("content-type", "application/json"),
        ("x-correlation-id", cx.correlation_id()),
        ("x-sandbox-signature", &signature),
    ];
    let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let url = format!("{}/webhooks/sandbox", settings.base_url);
    let call = WebCall { method: "POST", url, headers, body };
    let answer = cx.web()?.call(call, PATIENCE).await.map_err(Fault::Outside)?;
    match answer.status {
        200..=299 => Ok(()),
        status if status >= 500 || status == 429 => {
            Err(Fault::Outside(format!("the merchant answered {status}")))
        }
        status => {
            runtime::note("the merchant refused a webhook", &format!("status {status}"));
            Ok(())
        }
    }
}

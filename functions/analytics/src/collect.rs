//! A batch from a page or an app: judged here, written elsewhere.
use contract::analytics::{CollectEvents, CollectReceipt, UnkeptEvent};
use domain::analytics::{Batch, BatchRefusal, Circumstances, Flaw, Judged, Verdict, messages};
use runtime::{Cx, Done, Fault, HttpRequest, Outcome, Req};

/// Judges every event by itself, and hands over to the queue what is to be written. Once this has
/// answered, what it says was kept is in the queue.
pub async fn handle(cx: Cx, req: Req<CollectEvents>) -> Outcome<CollectReceipt> {
    let batch = Batch::read(&req.raw.body).map_err(refused)?;
    let judged = batch.judge(circumstances(&cx, &req.raw));
    let receipt = receipt(&judged);
    let bodies = messages(judged).map_err(|e| Fault::Internal(e.to_string()))?;
    if !bodies.is_empty() {
        cx.jobs()?.send(bodies).await.map_err(Fault::Outside)?;
    }
    Ok(Done::new(receipt))
}

fn refused(refusal: BatchRefusal) -> Fault {
    match refusal {
        BatchRefusal::TooLarge => {
            Fault::Malformed { code: "request.too_large", status: 413, detail: refusal.to_string() }
        }
        other => other.into(),
    }
}

fn circumstances(cx: &Cx, raw: &HttpRequest) -> Circumstances {
    Circumstances {
        received_at: cx.now(),
        sent_at: None,
        address: Some(raw.source_ip.clone()),
        user_agent: raw.header("user-agent").unwrap_or_default().to_owned(),
    }
}

fn receipt(judged: &[Judged]) -> CollectReceipt {
    let mut receipt = CollectReceipt { kept: 0, quarantined: 0, dropped: 0, events: Vec::new() };
    for one in judged {
        match &one.verdict {
            Verdict::Kept(_) => receipt.kept += 1,
            Verdict::Quarantined(bad) => {
                receipt.quarantined += 1;
                receipt.events.push(unkept(one.index, true, &bad.flaw));
            }
            Verdict::Dropped(flaw) => {
                receipt.dropped += 1;
                receipt.events.push(unkept(one.index, false, flaw));
            }
        }
    }
    receipt
}

fn unkept(index: usize, quarantined: bool, flaw: &Flaw) -> UnkeptEvent {
    UnkeptEvent {
        index: u32::try_from(index).unwrap_or(u32::MAX),
        quarantined,
        code: flaw.code.clone().into_owned(),
        detail: flaw.detail.clone(),
    }
}

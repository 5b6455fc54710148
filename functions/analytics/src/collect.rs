//! A batch from a page or an app: judged here, written elsewhere.
use contract::analytics::{CollectEvents, CollectReceipt, UnkeptEvent};
use domain::{
    analytics::{
        Allowances, Batch, BatchRefusal, Circumstances, Collected, Flaw, Judged, Verdict, messages,
    },
    pricing::gift_card::bucket,
};
use runtime::{Cx, Done, Fault, HttpRequest, Outcome, Req};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use table::keys::analytics as keys;

/// Judges every event by itself, and hands over to the queue what is to be written. Once this has
/// answered, what it says was kept is in the queue.
pub async fn handle(cx: Cx, req: Req<CollectEvents>) -> Outcome<CollectReceipt> {
    let batch = Batch::read(&req.raw.body).map_err(refused)?;
    let counted = counted(&cx, &req.raw, batch.count()).await?;
    let judged = batch.judge(circumstances(&cx, &req.raw));
    let receipt = receipt(&judged);
    let bodies = messages(judged).map_err(|e| Fault::Internal(e.to_string()))?;
    if !bodies.is_empty() {
        cx.jobs()?.send(bodies).await.map_err(Fault::Outside)?;
    }
    Ok(Done::new(receipt).and(counted))
}

/// Refuses what is too much of one address; gives what the table is to hear of it, which is seldom anything.
async fn counted(cx: &Cx, raw: &HttpRequest, events: u64) -> Result<Done<()>, Fault> {
    let own = cx.recall::<Mutex<Allowances>>().unwrap_or_else(|| {
        let new = Arc::new(Mutex::new(Allowances::default()));
        cx.keep(new.clone());
        new
    });
    let bucket = bucket(&format!("collect {}", raw.source_ip));
    let lump = locked(&own).take(&bucket, events, cx.now())?;
    let Some(lump) = lump else { return Ok(Done::new(())) };
    let held = cx.find(keys::collected(&bucket)).await?;
    let next = Collected::and(held.as_deref(), bucket.clone(), lump, cx.now());
    let next = next.inspect_err(|_| locked(&own).enough(&bucket, cx.now()))?;
    Ok(Done::new(()).save(held.as_ref(), &next))
}

/// Counts are as good after a panic as before it.
fn locked(own: &Mutex<Allowances>) -> MutexGuard<'_, Allowances> {
    own.lock().unwrap_or_else(PoisonError::into_inner)
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

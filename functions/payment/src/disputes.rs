//! Disputes: what waits for evidence, and handing it in, once, to whoever moves the money.
use crate::{psp, transact::cause, view};
use contract::{
    Page,
    payment::{
        AnswerDispute, DisputeEvidenceView, DisputeView, DisputedPaymentView, EvidenceUploadView,
        ListDisputes, SendEvidenceFile, ViewDisputeEvidence,
    },
};
use domain::payment::{
    Answered, DisputeEvidence, EVIDENCE_FILE_BYTES_MAX, Payment, Phase, Refusal, accepts_file,
    answer as hand_in, evidence_file, heard_answer,
};
use primitives::{Code, PaymentId};
use runtime::{
    Cx, Done, Fault, Outcome, Progress, Req, Step,
    metrics::{DISPUTES, Line},
};
use std::time::Duration;
use table::{Held, keys, keys::payment::PaymentSummary};

/// Evidence that is due so soon is told by the alarm.
const SOON_SECONDS: i64 = 3 * 86_400;
/// How long the address for a file works.
const UPLOAD: Duration = Duration::from_mins(15);
/// Payments with open disputes that the clock looks at.
const WATCHED_MAX: u32 = 500;

/// What waits for evidence.
pub async fn list(cx: Cx, req: Req<ListDisputes>) -> Outcome<Page<DisputedPaymentView>> {
    let Page { items, next } = cx.page(&keys::payment::open_disputes(), &req.query).await?;
    let held = payments(&cx, &items).await?;
    let shown = held.iter().map(|held| DisputedPaymentView {
        payment_id: held.payment_id.clone(),
        order_id: held.order_id.clone(),
        provider: held.provider,
        disputes: held.disputes.iter().map(view::dispute).collect(),
    });
    Ok(Done::new(Page { items: shown.collect(), next }))
}

async fn payments(cx: &Cx, found: &[PaymentSummary]) -> Result<Vec<Held<Payment>>, Fault> {
    let wanted: Vec<_> =
        found.iter().map(|found| keys::payment::payment(&found.payment_id)).collect();
    Ok(cx.load_many(&wanted).await?.into_iter().flatten().collect())
}

/// Says where the file beside evidence is to be sent; sent again, it replaces what was there.
pub async fn file(cx: Cx, req: Req<SendEvidenceFile>) -> Outcome<EvidenceUploadView> {
    let (payment_id, dispute) = (&req.path.payment_id, &req.path.dispute);
    let held = cx.load(keys::payment::payment(payment_id)).await?;
    let bytes = req.body.bytes;
    accepts_file(&held, dispute, bytes)?;
    let file = evidence_file(payment_id, dispute);
    let url = cx.files()?.upload_url(&file, bytes, UPLOAD).await.map_err(Fault::Outside)?;
    let expires_at = cx.now().plus_seconds(i64::try_from(UPLOAD.as_secs()).unwrap_or_default());
    Ok(Done::new(EvidenceUploadView { method: "PUT".into(), url, expires_at, bytes }))
}

/// Whether the file that evidence speaks of is there, and begins as it should.
async fn check_file(cx: &Cx, evidence: &DisputeEvidence) -> Result<(), Fault> {
    let Some(kind) = evidence.evidence.file else { return Ok(()) };
    let file = evidence_file(&evidence.payment_id, &evidence.dispute);
    let size = cx.files()?.size(&file).await.map_err(Fault::Outside)?;
    if !size.is_some_and(|size| (1..=EVIDENCE_FILE_BYTES_MAX).contains(&size)) {
        return Err(Refusal::EvidenceFileMissing.into());
    }
    let begins = cx.files()?.read(&file, 0, 16).await.map_err(Fault::Outside)?;
    if kind.is(&begins) { Ok(()) } else { Err(Refusal::EvidenceFileMissing.into()) }
}

/// Hands in evidence: written down first, then sent, by the same name as often as it takes.
pub async fn answer(cx: Cx, req: Req<AnswerDispute>) -> Progress<DisputeView> {
    let cause = cause(&req);
    let (payment_id, dispute) = (&req.path.payment_id, &req.path.dispute);
    let held = cx.load(keys::payment::payment(payment_id)).await?;
    let before = cx.find(keys::payment::evidence(payment_id, dispute)).await?;
    if let Some(evidence) = before.as_ref().filter(|evidence| evidence.cause == cause) {
        return match (evidence.phase, &evidence.failure) {
            (Phase::Failed, why) => Err(Refusal::Provider(why.clone().unwrap_or_default()).into()),
            (Phase::Succeeded, _) => Ok(Step::Finish(Done::new(shown(&held, dispute)?))),
            _ => Ok(Step::Continue(send(&cx, &held, evidence).await?)),
        };
    }
    let said = DisputeEvidence {
        payment_id: payment_id.clone(),
        order_id: held.order_id.clone(),
        dispute: dispute.clone(),
        transaction_id: cx.new_id(),
        cause,
        evidence: req.body.clone(),
        by: req.who.actor(),
        at: cx.now(),
        phase: Phase::Asked,
        failure: None,
    };
    check_file(&cx, &said).await?;
    let Answered { payment, evidence } = hand_in(&held, said)?;
    let done = Done::new(()).replace(&held, &payment);
    Ok(Step::Continue(done.save(before.as_ref(), &evidence)))
}

fn shown(payment: &Payment, dispute: &Code) -> Result<DisputeView, Fault> {
    let found = payment.disputes.iter().find(|one| one.reference == *dispute);
    Ok(view::dispute(found.ok_or(Refusal::UnknownDispute)?))
}

/// Sends evidence that was committed before, and writes down what the provider says.
async fn send(
    cx: &Cx,
    held: &Held<Payment>,
    evidence: &Held<DisputeEvidence>,
) -> Result<Done<()>, Fault> {
    let psp = psp::of(cx, held.provider);
    let heard =
        psp.answer(held, evidence).await.map_err(|psp::Unknown(why)| Fault::Outside(why))?;
    Ok(match heard_answer(held, evidence, heard.verdict) {
        None => Done::new(()),
        Some(after) => {
            let done = Done::new(()).replace(evidence, &after.evidence);
            if after.payment == held.value { done } else { done.replace(held, &after.payment) }
        }
    })
}

/// What was said to a dispute.
pub async fn evidence(cx: Cx, req: Req<ViewDisputeEvidence>) -> Outcome<DisputeEvidenceView> {
    let (payment_id, dispute) = (&req.path.payment_id, &req.path.dispute);
    let held = cx.load(keys::payment::evidence(payment_id, dispute)).await?.value;
    let DisputeEvidence { evidence, by, at, phase, failure, .. } = held;
    Ok(Done::new(DisputeEvidenceView { evidence, by, at, phase, failure }))
}

/// Sends what a crash or a provider in trouble left unsent, and counts what is due soon.
pub async fn watch(cx: Cx) -> Progress<()> {
    let found = cx.list(&keys::payment::open_disputes(), WATCHED_MAX, None).await?.items;
    let held = payments(&cx, &found).await?;
    for payment in &held {
        if let Some(done) = resume(&cx, payment).await? {
            return Ok(Step::Continue(done));
        }
    }
    let soon = cx.now().plus_seconds(SOON_SECONDS);
    let due = held.iter().filter(|held| held.evidence_due().is_some_and(|due| due <= soon)).count();
    cx.measure(&Line::of(&DISPUTES, "").with("DisputesDue", due));
    Ok(Step::Finish(Done::new(())))
}

/// Evidence that was handed in and not sent. A provider that is out of reach is asked at the next hour.
async fn resume(cx: &Cx, payment: &Held<Payment>) -> Result<Option<Done<()>>, Fault> {
    let id: &PaymentId = &payment.payment_id;
    for dispute in payment.disputes.iter().filter(|dispute| dispute.answering) {
        let key = keys::payment::evidence(id, &dispute.reference);
        let Some(evidence) = cx.find(key).await? else { continue };
        match send(cx, payment, &evidence).await {
            Ok(done) => return Ok(Some(done)),
            Err(Fault::Outside(why)) => {
                runtime::note("the payment provider is out of reach", &why);
            }
            Err(fault) => return Err(fault),
        }
    }
    Ok(None)
}

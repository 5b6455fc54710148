//! Captures, cancellations and refunds by staff: the same move with three kinds.
use crate::{drive, view};
use contract::{
    Operation,
    payment::{CancelPayment, CapturePayment, PaymentView, RefundPayment},
};
use domain::payment::{Kind, Phase, Refusal, Wanted, open};
use primitives::PaymentId;
use runtime::{Cx, Done, Progress, Req, Secret, Step};
use table::keys;

/// Takes money.
pub async fn capture(cx: Cx, req: Req<CapturePayment>) -> Progress<PaymentView> {
    let (cause, amount) = (cause(&req), req.body.amount);
    let wanted = Wanted { kind: Kind::Capture, amount, reason: None, cause };
    transact(&cx, &req.path.payment_id, wanted).await
}

/// Lets money go.
pub async fn cancel(cx: Cx, req: Req<CancelPayment>) -> Progress<PaymentView> {
    let (cause, amount) = (cause(&req), req.body.amount);
    let wanted = Wanted { kind: Kind::Cancel, amount, reason: None, cause };
    transact(&cx, &req.path.payment_id, wanted).await
}

/// Gives money back.
pub async fn refund(cx: Cx, req: Req<RefundPayment>) -> Progress<PaymentView> {
    let (cause, amount) = (cause(&req), Some(req.body.amount));
    let reason = Some(req.body.reason.clone());
    let wanted = Wanted { kind: Kind::Refund, amount, reason, cause };
    transact(&cx, &req.path.payment_id, wanted).await
}

/// The request, as the payment's log remembers it: the same key goes on with the same transaction.
fn cause<O: Operation>(req: &Req<O>) -> String {
    let key = req.raw.header("idempotency-key").unwrap_or_default();
    let said = format!("{} {:?} {key}", O::ROW.id, req.who);
    format!("request {}", Secret::shown(said).digest())
}

async fn transact(cx: &Cx, payment_id: &PaymentId, wanted: Wanted) -> Progress<PaymentView> {
    let held = cx.load(keys::payment::payment(payment_id)).await?;
    let begun = held.caused_by(&wanted.cause).first().map(|entry| (*entry).clone());
    let Some(entry) = begun else {
        let opened = open(held.value.clone(), wanted, cx.new_id(), cx.now())?;
        return Ok(Step::Continue(Done::new(()).replace(&held, &opened.payment)));
    };
    match entry.phase {
        Phase::Asked => {
            let done = drive::send(cx, &held, &entry).await?;
            Ok(Step::Continue(done.unwrap_or_else(|| Done::new(()))))
        }
        Phase::Failed => Err(Refusal::Provider(entry.failure.unwrap_or_default()).into()),
        Phase::Accepted | Phase::Challenged | Phase::Succeeded => {
            Ok(Step::Finish(Done::new(view::payment(&held))))
        }
    }
}

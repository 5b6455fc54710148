//! Captures, cancellations and refunds by staff: the same move with three kinds.
use crate::{drive, view};
use contract::{
    Operation,
    payment::{CancelPayment, CapturePayment, PaymentView, RefundPayment},
};
use domain::{
    payment::{BY_REQUEST, Kind, Payment, Phase, Refusal, Wanted, open},
    refunds::RefundAccount,
};
use primitives::{Money, PaymentId};
use runtime::{Cx, Done, Fault, Progress, Req, Secret, Step};
use table::{Held, keys};

/// Takes money.
pub async fn capture(cx: Cx, req: Req<CapturePayment>) -> Progress<PaymentView> {
    let (cause, amount) = (cause(&req), req.body.amount);
    let wanted = Wanted { kind: Kind::Capture, amount, reason: None, cause };
    transact(&cx, &req.path.payment_id, wanted, None).await
}

/// Lets money go.
pub async fn cancel(cx: Cx, req: Req<CancelPayment>) -> Progress<PaymentView> {
    let (cause, amount) = (cause(&req), req.body.amount);
    let wanted = Wanted { kind: Kind::Cancel, amount, reason: None, cause };
    transact(&cx, &req.path.payment_id, wanted, None).await
}

/// Gives money back.
pub async fn refund(cx: Cx, req: Req<RefundPayment>) -> Progress<PaymentView> {
    let (cause, amount) = (cause(&req), Some(req.body.amount));
    let reason = Some(req.body.reason.clone());
    let wanted = Wanted { kind: Kind::Refund, amount, reason, cause };
    let payment_id = &req.path.payment_id;
    let held = cx.load(keys::payment::payment(payment_id)).await?;
    let account = cx.find(keys::refunds::account(&held.order_id)).await?;
    if held.caused_by(&wanted.cause).is_empty() {
        unpromised(&cx, &held, account.as_deref(), req.body.amount).await?;
    }
    transact(&cx, payment_id, wanted, account).await
}

/// The request, as the payment's log remembers it: the same key goes on with the same transaction.
pub fn cause<O: Operation>(req: &Req<O>) -> String {
    let key = req.raw.header("idempotency-key").unwrap_or_default();
    let said = format!("{} {:?} {key}", O::ROW.id, req.who);
    format!("{BY_REQUEST}{}", Secret::shown(said).digest())
}

/// Refuses what refunds of the order that are granted have still to be paid out of.
async fn unpromised(
    cx: &Cx,
    payment: &Payment,
    account: Option<&RefundAccount>,
    amount: Money,
) -> Result<(), Fault> {
    let waiting = account.map_or(0, |account| account.waiting.minor);
    if waiting <= 0 {
        return Ok(());
    }
    let found = cx.list_all(&keys::payment::payments_of_order(&payment.order_id)).await?;
    let wanted: Vec<_> =
        found.iter().map(|found| keys::payment::payment(&found.payment_id)).collect();
    let all = cx.load_many(&wanted).await?;
    let left: i64 = all.iter().flatten().map(|held| held.refundable()).sum();
    let left = payment.money((left - waiting).max(0));
    if amount > left { Err(Refusal::Promised(left).into()) } else { Ok(()) }
}

/// `account` stays as it was read, where there is one: what it promises is not given away meanwhile.
async fn transact(
    cx: &Cx,
    payment_id: &PaymentId,
    wanted: Wanted,
    account: Option<Held<RefundAccount>>,
) -> Progress<PaymentView> {
    let held = cx.load(keys::payment::payment(payment_id)).await?;
    let begun = held.caused_by(&wanted.cause).first().map(|entry| (*entry).clone());
    let Some(entry) = begun else {
        let opened = open(held.value.clone(), wanted, cx.new_id(), cx.now())?;
        let done = Done::new(()).replace(&held, &opened.payment);
        let done = account.iter().fold(done, Done::unchanged);
        return Ok(Step::Continue(done));
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

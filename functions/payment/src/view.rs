use contract::payment::{
    BucketView, DisputeView, EntryView, ListOrderPayments, PaymentList, PaymentView, ViewPayment,
};
use domain::payment::{Bucket, Dispute, Payment};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

/// One payment.
pub async fn one(cx: Cx, req: Req<ViewPayment>) -> Outcome<PaymentView> {
    let held = cx.load(keys::payment::payment(&req.path.payment_id)).await?;
    Ok(Done::new(payment(&held)))
}

/// The payments of an order.
pub async fn of_order(cx: Cx, req: Req<ListOrderPayments>) -> Outcome<PaymentList> {
    let found = cx.list_all(&keys::payment::payments_of_order(&req.path.order_id)).await?;
    let wanted: Vec<_> =
        found.iter().map(|found| keys::payment::payment(&found.payment_id)).collect();
    let held = cx.load_many(&wanted).await?;
    Ok(Done::new(PaymentList { items: held.iter().flatten().map(|held| payment(held)).collect() }))
}

/// What staff see of a dispute.
pub fn dispute(dispute: &Dispute) -> DisputeView {
    DisputeView {
        reference: dispute.reference.clone(),
        amount: dispute.amount,
        reason: dispute.reason.clone(),
        due_at: dispute.due_at,
        opened_at: dispute.opened_at,
        state: dispute.state(),
        enquiry: dispute.enquiry,
        outcome: dispute.outcome,
    }
}

/// What staff see of a payment.
pub fn payment(held: &Payment) -> PaymentView {
    let bucket = |bucket: Bucket| BucketView {
        pending: held.money(bucket.pending),
        settled: held.money(bucket.settled),
    };
    let log = held.log.iter().map(|entry| EntryView {
        transaction_id: entry.transaction_id.clone(),
        kind: entry.kind,
        phase: entry.phase,
        amount: entry.amount,
        at: entry.at,
        reason: entry.reason.clone(),
        failure: entry.failure.clone(),
    });
    let disputes = held.disputes.iter().map(dispute);
    PaymentView {
        payment_id: held.payment_id.clone(),
        order_id: held.order_id.clone(),
        checkout_id: held.checkout_id.clone(),
        provider: held.provider,
        gift_card_id: held.gift_card_id.clone(),
        amount: held.amount,
        state: held.state,
        authorised: bucket(held.buckets.authorised),
        captured: bucket(held.buckets.captured),
        cancelled: bucket(held.buckets.cancelled),
        refunded: bucket(held.buckets.refunded),
        converted: bucket(held.buckets.converted),
        disputed: bucket(held.disputed()),
        log: log.collect(),
        reference: held.reference.clone(),
        challenge_url: held.challenge_url.clone(),
        failure: held.failure.clone(),
        disputes: disputes.collect(),
        pending_since: held.pending_since,
        created_at: held.created_at,
    }
}

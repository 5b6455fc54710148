//! `payment`: the shop's side of payments. Providers stand behind one port; what they say is written
//! into each payment's log.
//!
//! Invariant: whatever is sent to a provider was committed before, with the transaction's id as
//! idempotency key; so whoever comes after a crash, a time-out or a second delivery sends the same
//! again, and the provider does it once.
mod checkout_closed;
mod disputes;
mod drive;
mod erasure;
mod gift_card;
mod hold_ended;
mod news;
mod owed_less;
mod psp;
mod reconcile;
mod refund_begun;
mod requested;
mod shipment_dispatched;
mod transact;
mod view;
mod webhook;

use contract::payment::{
    AnswerDispute, CancelPayment, CapturePayment, ListDisputes, ListOrderPayments,
    ReceiveSandboxWebhook, ReceiveStripeWebhook, RefundPayment, SendEvidenceFile,
    ViewDisputeEvidence, ViewPayment,
};
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("payment")
        .with_keys()
        .on(ViewPayment, view::one)
        .on(ListOrderPayments, view::of_order)
        .on(CapturePayment, transact::capture)
        .on(CancelPayment, transact::cancel)
        .on(RefundPayment, transact::refund)
        .on(ListDisputes, disputes::list)
        .on(AnswerDispute, disputes::answer)
        .on(SendEvidenceFile, disputes::file)
        .on(ViewDisputeEvidence, disputes::evidence)
        .on(ReceiveSandboxWebhook, webhook::sandbox)
        .on(ReceiveStripeWebhook, webhook::stripe)
        .on_event(requested::handle)
        .on_event(checkout_closed::handle)
        .on_event(shipment_dispatched::handle)
        .on_event(owed_less::cancelled)
        .on_event(owed_less::edited)
        .on_event(owed_less::written_off)
        .on_news(refund_begun::handle)
        .on_event(hold_ended::handle)
        .on_event(erasure::handle)
        .on_event(reconcile::one)
        .on_tick("reconcile-payments", reconcile::all)
        .on_tick("watch-disputes", disputes::watch)
}

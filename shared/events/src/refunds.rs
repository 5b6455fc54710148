//! Events of `refunds`: what is given back of orders that have left. Amounts are of the order's currency.
use crate::row::events;
use primitives::{Code, Money, OrderId, PaymentId, RefundId, ReturnId};

events! {
    /// A refund is so large that somebody else than who asked for it has to agree.
    RefundAwaitsApprovalV1 = "refunds.RefundAwaitsApproval.v1" {
        refund_id: RefundId,
        order_id: OrderId,
        return_id: Option<ReturnId>,
        payout: Money,
    }
    /// A refund was not agreed to: nothing is given back.
    RefundDeclinedV1 = "refunds.RefundDeclined.v1" {
        refund_id: RefundId,
        order_id: OrderId,
        return_id: Option<ReturnId>,
    }
    /// A refund was granted, with its credit note; payments are to be asked. Told again when what failed is to be tried anew.
    RefundGrantedV1 = "refunds.RefundGranted.v1" {
        refund_id: RefundId,
        order_id: OrderId,
        return_id: Option<ReturnId>,
        /// Lines, shipping and goodwill, before fees.
        gross: Money,
        /// What is paid out.
        payout: Money,
        /// Number of the credit note.
        credit_note: u64,
    }
    /// Payments of the order were told, in their logs, what to give back: it is to be sent.
    RefundBegunV1 = "refunds.RefundBegun.v1" {
        refund_id: RefundId,
        order_id: OrderId,
        /// Payments that have something to send.
        #[schemars(length(max = primitives::limits::PAYMENTS_MAX))]
        payment_ids: Vec<PaymentId>,
    }
    /// All of a refund is with the buyer.
    RefundCompletedV1 = "refunds.RefundCompleted.v1" {
        refund_id: RefundId,
        order_id: OrderId,
        return_id: Option<ReturnId>,
        payout: Money,
    }
    /// Some of a refund could not be paid out; a person has to look.
    RefundFailedV1 = "refunds.RefundFailed.v1" {
        refund_id: RefundId,
        order_id: OrderId,
        return_id: Option<ReturnId>,
        /// What is not paid out.
        unpaid: Money,
        failure: Code,
    }
    /// Some of what was paid out is not any more: the buyer's bank sent it back, or it paid for what nothing came of.
    RefundReversedV1 = "refunds.RefundReversed.v1" {
        refund_id: RefundId,
        order_id: OrderId,
        return_id: Option<ReturnId>,
        /// What is not paid out any more.
        unpaid: Money,
        /// What `refunds.RefundCompleted` had told of it and does not hold now; nothing where it never told of it.
        retracted: Money,
        failure: Code,
    }
    /// What an inspection of a return asked for cannot be given back; a person has to look.
    RefundRefusedV1 = "refunds.RefundRefused.v1" {
        refund_id: RefundId,
        order_id: OrderId,
        return_id: ReturnId,
        /// Why, stable: `refund.more_than_left` …
        failure: Code,
    }
}

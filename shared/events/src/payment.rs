//! Events of `payment`. Amounts are of the payment's one currency.
use crate::row::events;
use primitives::{CheckoutId, Code, Money, OrderId, PaymentId, Timestamp, TransactionId};

events! {
    /// Money was asked for: the payment provider is to be called.
    PaymentRequestedV1 = "payment.PaymentRequested.v1" {
        payment_id: PaymentId,
        order_id: OrderId,
        checkout_id: Option<CheckoutId>,
        provider: Code,
        amount: Money,
    }
    /// The provider put the money aside.
    PaymentAuthorisedV1 = "payment.PaymentAuthorised.v1" {
        payment_id: PaymentId,
        order_id: OrderId,
        checkout_id: Option<CheckoutId>,
        amount: Money,
    }
    /// The shopper has to do something at the provider first; the payment says where.
    PaymentActionRequiredV1 = "payment.PaymentActionRequired.v1" {
        payment_id: PaymentId,
        order_id: OrderId,
        checkout_id: Option<CheckoutId>,
        amount: Money,
    }
    /// No money: declined, given up, or the checkout was closed before the provider was asked.
    PaymentDeclinedV1 = "payment.PaymentDeclined.v1" {
        payment_id: PaymentId,
        order_id: OrderId,
        checkout_id: Option<CheckoutId>,
        amount: Money,
        /// Why, stable: `insufficient_funds`, `challenge_failed`, `abandoned` …
        failure: Code,
    }
    /// Money was taken, in part or in full.
    PaymentCapturedV1 = "payment.PaymentCaptured.v1" {
        payment_id: PaymentId,
        order_id: OrderId,
        transaction_id: TransactionId,
        amount: Money,
        /// Captured in all, this included.
        captured: Money,
    }
    /// Money that was put aside was let go, in part or in full.
    PaymentCancelledV1 = "payment.PaymentCancelled.v1" {
        payment_id: PaymentId,
        order_id: OrderId,
        transaction_id: TransactionId,
        amount: Money,
        /// Cancelled in all, this included.
        cancelled: Money,
    }
    /// Money was given back, in part or in full.
    PaymentRefundedV1 = "payment.PaymentRefunded.v1" {
        payment_id: PaymentId,
        order_id: OrderId,
        transaction_id: TransactionId,
        amount: Money,
        /// Refunded in all, this included.
        refunded: Money,
    }
    /// The provider refused a capture, a cancellation or a refund; a person has to look.
    PaymentRefusedV1 = "payment.PaymentRefused.v1" {
        payment_id: PaymentId,
        order_id: OrderId,
        transaction_id: TransactionId,
        /// `capture`, `cancel` or `refund`.
        kind: Code,
        amount: Money,
        /// Why, by the provider.
        failure: Code,
    }
    /// A payment has been under way for long: what is left undone is to be done, or asked about.
    PaymentOverdueV1 = "payment.PaymentOverdue.v1" {
        payment_id: PaymentId,
        pending_since: Timestamp,
    }
    /// The cardholder disputes the payment.
    PaymentDisputedV1 = "payment.PaymentDisputed.v1" {
        payment_id: PaymentId,
        order_id: OrderId,
        /// The provider's name for the dispute.
        dispute: Code,
        amount: Money,
        reason: Code,
        /// Evidence is due by then.
        due_at: Timestamp,
    }
    /// A dispute ended.
    PaymentDisputeClosedV1 = "payment.PaymentDisputeClosed.v1" {
        payment_id: PaymentId,
        order_id: OrderId,
        /// The provider's name for the dispute.
        dispute: Code,
        amount: Money,
        /// `won`, `lost` or `withdrawn`.
        outcome: Code,
    }
}

//! Operations of `payment`.
use crate::{Caller, NoBody, NoPath, NoQuery, Page, PageQuery, Role, row::operations};
use domain::payment::{
    DisputeOutcome, DisputeState, EVIDENCE_FILE_BYTES_MAX, Evidence, Kind, PaymentState, Phase,
    Provider,
};
use events::Actor;
use primitives::{
    CheckoutId, Code, EventId, GiftCardId, Line, Money, OrderId, PaymentId, Timestamp,
    TransactionId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

operations! { "payment":
    /// One payment with its log.
    ViewPayment: GET "/payments/{payment_id}" (PaymentPath, NoQuery, NoBody)
        -> 200 PaymentView, by Caller::Staff(&[Role::Finance, Role::Service]), with [];
    /// All payments of an order, oldest first.
    ListOrderPayments: GET "/orders/{order_id}/payments" (OrderPaymentsPath, NoQuery, NoBody)
        -> 200 PaymentList, by Caller::Staff(&[Role::Finance, Role::Service]), with [];
    /// Takes money that was put aside, in part or in full.
    CapturePayment: POST "/payments/{payment_id}/captures" (PaymentPath, NoQuery, CaptureBody)
        -> 200 PaymentView, by Caller::Staff(&[Role::Finance]), with [Keyed];
    /// Lets go of money that was put aside, in part or in full.
    CancelPayment: POST "/payments/{payment_id}/cancellations" (PaymentPath, NoQuery, CancellationBody)
        -> 200 PaymentView, by Caller::Staff(&[Role::Finance]), with [Keyed];
    /// Gives back money that was taken, in part or in full.
    RefundPayment: POST "/payments/{payment_id}/refunds" (PaymentPath, NoQuery, RefundBody)
        -> 200 PaymentView, by Caller::Staff(&[Role::Finance]), with [Keyed];
    /// Payments with disputes that wait for the shop's evidence, what is due first before the rest.
    ListDisputes: GET "/disputes" (NoPath, PageQuery, NoBody)
        -> 200 Page<DisputedPaymentView>, by Caller::Staff(&[Role::Finance, Role::Service]), with [];
    /// Hands in evidence to a dispute, once; the provider gets it at once.
    AnswerDispute: POST "/payments/{payment_id}/disputes/{dispute}/evidence" (DisputePath, NoQuery, Evidence)
        -> 200 DisputeView, by Caller::Staff(&[Role::Finance, Role::Service]), with [Keyed];
    /// Says where the file beside evidence is to be sent: a PDF, a JPEG or a PNG, one for each dispute.
    SendEvidenceFile: POST "/payments/{payment_id}/disputes/{dispute}/files" (DisputePath, NoQuery, EvidenceFileBody)
        -> 201 EvidenceUploadView, by Caller::Staff(&[Role::Finance, Role::Service]), with [Keyed];
    /// What was said to a dispute.
    ViewDisputeEvidence: GET "/payments/{payment_id}/disputes/{dispute}/evidence" (DisputePath, NoQuery, NoBody)
        -> 200 DisputeEvidenceView, by Caller::Staff(&[Role::Finance, Role::Service]), with [];
    /// Hears what the make-believe provider has to say; signed in X-Sandbox-Signature.
    ReceiveSandboxWebhook: POST "/webhooks/sandbox" (NoPath, NoQuery, NoBody)
        -> 200 WebhookReceipt, by Caller::Signed, with [RawBody];
    /// Hears what Stripe has to say; signed in Stripe-Signature.
    ReceiveStripeWebhook: POST "/webhooks/stripe" (NoPath, NoQuery, NoBody)
        -> 200 WebhookReceipt, by Caller::Signed, with [RawBody];
}

/// Which payment.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PaymentPath {
    /// The payment.
    pub payment_id: PaymentId,
}

/// Which dispute.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DisputePath {
    /// The payment.
    pub payment_id: PaymentId,
    /// The provider's name for the dispute.
    pub dispute: Code,
}

/// The file beside evidence.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EvidenceFileBody {
    /// How large it is.
    #[schemars(range(min = 1, max = EVIDENCE_FILE_BYTES_MAX))]
    pub bytes: u64,
}

/// Where the file beside evidence is to be sent.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EvidenceUploadView {
    /// Always PUT.
    pub method: String,
    /// The address, signed.
    pub url: String,
    /// When the address stops working.
    pub expires_at: Timestamp,
    /// How large the file has to be.
    pub bytes: u64,
}

/// A payment with disputes that wait for evidence.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DisputedPaymentView {
    /// The payment.
    pub payment_id: PaymentId,
    /// What it pays for.
    pub order_id: OrderId,
    /// Who moves the money.
    pub provider: Provider,
    /// Its disputes, those that are over among them.
    pub disputes: Vec<DisputeView>,
}

/// What was said to a dispute.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DisputeEvidenceView {
    /// What was said.
    pub evidence: Evidence,
    /// By whom.
    pub by: Actor,
    /// When.
    pub at: Timestamp,
    /// `asked` while it is on its way, `succeeded` once the provider has it, `failed` if it was refused.
    pub phase: Phase,
    /// Why the provider did not take it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// Whose payments.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OrderPaymentsPath {
    /// The order.
    pub order_id: OrderId,
}

/// How much to take.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CaptureBody {
    /// More than nothing, in the payment's currency; absent means all that is left.
    #[serde(default)]
    pub amount: Option<Money>,
}

/// How much to let go.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancellationBody {
    /// More than nothing, in the payment's currency; absent means all that is left.
    #[serde(default)]
    pub amount: Option<Money>,
}

/// How much to give back, and why.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RefundBody {
    /// More than nothing, in the payment's currency.
    pub amount: Money,
    /// For whoever looks at the log later.
    pub reason: Line,
}

/// One payment.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PaymentView {
    /// The payment.
    pub payment_id: PaymentId,
    /// What it pays for.
    pub order_id: OrderId,
    /// The checkout that asked for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checkout_id: Option<CheckoutId>,
    /// Who moves the money.
    pub provider: Provider,
    /// The gift card or store credit that pays, where that is the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gift_card_id: Option<GiftCardId>,
    /// What was asked for.
    pub amount: Money,
    /// Where it stands.
    pub state: PaymentState,
    /// Put aside.
    pub authorised: BucketView,
    /// Taken of that.
    pub captured: BucketView,
    /// Let go of that.
    pub cancelled: BucketView,
    /// Given back of what was taken.
    pub refunded: BucketView,
    /// Of what was taken, what store credit was given for instead.
    pub converted: BucketView,
    /// Of what was taken, what banks have: pending while it is disputed, settled once that is lost.
    pub disputed: BucketView,
    /// What was asked of the provider, and what became of it, oldest first.
    pub log: Vec<EntryView>,
    /// The provider's own name for the payment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Where the shopper must act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge_url: Option<String>,
    /// Why there was no money, by the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// What the cardholder disputes.
    pub disputes: Vec<DisputeView>,
    /// Since when something is under way.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending_since: Option<Timestamp>,
    /// When it was asked for.
    pub created_at: Timestamp,
}

/// Amounts in one stage.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct BucketView {
    /// Under way.
    pub pending: Money,
    /// Done.
    pub settled: Money,
}

/// One entry of a payment's log.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct EntryView {
    /// Which transaction.
    pub transaction_id: TransactionId,
    /// What the transaction does.
    pub kind: Kind,
    /// How far it got.
    pub phase: Phase,
    /// Its amount.
    pub amount: Money,
    /// When.
    pub at: Timestamp,
    /// Why, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<Line>,
    /// Why it failed, by the provider.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// One dispute.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct DisputeView {
    /// The provider's name for it.
    pub reference: Code,
    /// How much of the payment.
    pub amount: Money,
    /// Why, in the provider's word.
    pub reason: Code,
    /// Evidence is due by then.
    pub due_at: Timestamp,
    /// When the shop heard of it.
    pub opened_at: Timestamp,
    /// Where it stands.
    pub state: DisputeState,
    /// Whether it is an enquiry only, and the money still the shop's.
    pub enquiry: bool,
    /// How it ended; absent while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<DisputeOutcome>,
}

/// Payments of an order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PaymentList {
    /// The payments, oldest first.
    pub items: Vec<PaymentView>,
}

/// A webhook was taken.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct WebhookReceipt {
    /// The provider's id of the message.
    pub id: EventId,
}

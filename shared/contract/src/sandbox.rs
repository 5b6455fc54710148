//! Operations of `sandbox`, the make-believe payment provider. Not the shop's own API: the shop
//! calls it as it would call a real provider.
use crate::{
    Caller, NoBody, NoPath, NoQuery,
    row::operations,
    tax::{
        TaxCreditBody, TaxCreditPath, TaxDocumentBody, TaxDocumentPath, TaxQuoteBody, TaxQuoteView,
        TaxState, TaxSum,
    },
};
use domain::sandbox::{Challenge, OperationKind, Standing};
use primitives::{
    Currency, EventId, ExternalKey, MethodToken, Money, Note, OrderId, SandboxId, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

operations! { "sandbox":
    /// Puts money aside (make-believe provider; see docs/sandbox-psp.md for the cards).
    SandboxAuthorise: POST "/sandbox/v1/authorisations" (NoPath, NoQuery, SandboxAuthoriseBody)
        -> 200 SandboxAuthorisationView, by Caller::Signed, with [Keyed];
    /// All authorisations of one merchant's payment (make-believe provider).
    SandboxList: GET "/sandbox/v1/authorisations" (NoPath, SandboxListQuery, NoBody)
        -> 200 SandboxAuthorisationList, by Caller::Signed, with [];
    /// One authorisation (make-believe provider).
    SandboxRetrieve: GET "/sandbox/v1/authorisations/{reference}" (SandboxPath, NoQuery, NoBody)
        -> 200 SandboxAuthorisationView, by Caller::Signed, with [];
    /// Takes some of the money (make-believe provider).
    SandboxCapture: POST "/sandbox/v1/authorisations/{reference}/captures"
        (SandboxPath, NoQuery, SandboxAmountBody)
        -> 200 SandboxAuthorisationView, by Caller::Signed, with [Keyed];
    /// Lets some of the money go, or all; before a decision, gives the authorisation up (make-believe provider).
    SandboxCancel: POST "/sandbox/v1/authorisations/{reference}/cancellations"
        (SandboxPath, NoQuery, SandboxCancelBody)
        -> 200 SandboxAuthorisationView, by Caller::Signed, with [Keyed];
    /// Gives some of the money back (make-believe provider).
    SandboxRefund: POST "/sandbox/v1/authorisations/{reference}/refunds"
        (SandboxPath, NoQuery, SandboxAmountBody)
        -> 200 SandboxAuthorisationView, by Caller::Signed, with [Keyed];
    /// Takes evidence to a dispute; `winning_evidence` wins it, `losing_evidence` loses it (make-believe provider).
    SandboxAnswer: POST "/sandbox/v1/authorisations/{reference}/evidence"
        (SandboxPath, NoQuery, SandboxEvidenceBody)
        -> 200 SandboxAuthorisationView, by Caller::Signed, with [Keyed];
    /// What the shopper sees at the challenge (make-believe provider).
    SandboxViewChallenge: GET "/sandbox/v1/challenges/{reference}" (SandboxPath, NoQuery, NoBody)
        -> 200 SandboxChallengeView, by Caller::Public, with [];
    /// Passes or fails the challenge; the shop hears of it by webhook (make-believe provider).
    SandboxChallenge: POST "/sandbox/v1/challenges/{reference}"
        (SandboxPath, NoQuery, SandboxChallengeBody)
        -> 200 SandboxChallengeView, by Caller::Public, with [];
    /// What the tax is (make-believe tax service; see docs/tax-service.md).
    SandboxTaxQuote: POST "/sandbox/tax/v1/quotes" (NoPath, NoQuery, TaxQuoteBody)
        -> 200 TaxQuoteView, by Caller::Signed, with [];
    /// Files how an order stands; what is older than what was filed has no effect (make-believe tax service).
    SandboxTaxFile: PUT "/sandbox/tax/v1/documents/{order_id}" (TaxDocumentPath, NoQuery, TaxDocumentBody)
        -> 200 SandboxFiledTaxView, by Caller::Signed, with [];
    /// What was filed of an order (make-believe tax service).
    SandboxTaxView: GET "/sandbox/tax/v1/documents/{order_id}" (TaxDocumentPath, NoQuery, NoBody)
        -> 200 SandboxFiledTaxView, by Caller::Signed, with [];
    /// Files a credit note; what was filed under its number stays (make-believe tax service).
    SandboxTaxCredit: PUT "/sandbox/tax/v1/documents/{order_id}/credits/{number}" (TaxCreditPath, NoQuery, TaxCreditBody)
        -> 200 SandboxFiledCreditView, by Caller::Signed, with [];
    /// What was filed under a credit note's number (make-believe tax service).
    SandboxTaxCreditView: GET "/sandbox/tax/v1/documents/{order_id}/credits/{number}" (TaxCreditPath, NoQuery, NoBody)
        -> 200 SandboxFiledCreditView, by Caller::Signed, with [];
}

/// What a merchant says to a dispute.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SandboxEvidenceBody {
    /// The dispute: the name of the message that told of it.
    pub dispute: EventId,
    /// What is said.
    #[serde(default)]
    pub statement: Option<Note>,
}

/// What was filed of an order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SandboxFiledTaxView {
    /// The order.
    pub order_id: OrderId,
    /// How often anything was filed that was not older than what was there.
    pub filings: u32,
    /// Of what was filed last.
    pub revision: u64,
    /// Whether it counts.
    pub state: TaxState,
    /// The answer that the tax comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<ExternalKey>,
    /// Of both sums.
    pub currency: Currency,
    /// What the whole order cost.
    pub charged: TaxSum,
    /// What is kept of it.
    pub kept: TaxSum,
}

/// What was filed under a credit note's number.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SandboxFiledCreditView {
    /// The order.
    pub order_id: OrderId,
    /// The credit note's number.
    pub number: ExternalKey,
    /// When it was granted.
    pub issued_at: Timestamp,
    /// Of the sum.
    pub currency: Currency,
    /// What was given back.
    pub credited: TaxSum,
}

/// Which authorisation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SandboxPath {
    /// The provider's name for it.
    pub reference: SandboxId,
}

/// Whose authorisations.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SandboxListQuery {
    /// The merchant's name for the payment.
    pub payment: ExternalKey,
}

/// What is ordered.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SandboxAuthoriseBody {
    /// The merchant's name for the payment.
    pub payment: ExternalKey,
    /// How much; more than nothing.
    pub amount: Money,
    /// The card.
    pub method: MethodToken,
}

/// How much.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SandboxAmountBody {
    /// How much; more than nothing.
    pub amount: Money,
}

/// How much, if not all.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SandboxCancelBody {
    /// How much; absent means all that is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
}

/// The shopper's answer.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SandboxChallengeBody {
    /// Pass or fail.
    pub outcome: Challenge,
}

/// One authorisation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SandboxAuthorisationView {
    /// The provider's name for it.
    pub reference: SandboxId,
    /// The merchant's name for the payment.
    pub payment: ExternalKey,
    /// Where it stands.
    pub standing: Standing,
    /// Why it was declined or given up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// How much.
    pub amount: Money,
    /// Taken so far.
    pub captured: Money,
    /// Let go so far.
    pub cancelled: Money,
    /// Given back so far.
    pub refunded: Money,
    /// Where the shopper must act.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge_url: Option<String>,
    /// What was done, oldest first.
    pub operations: Vec<SandboxOperationView>,
    /// When it was ordered.
    pub created_at: Timestamp,
}

/// One thing that was done.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SandboxOperationView {
    /// The merchant's idempotency key.
    pub key: ExternalKey,
    /// What was done.
    pub kind: OperationKind,
    /// How much.
    pub amount: Money,
}

/// All authorisations of a payment. There should be one.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SandboxAuthorisationList {
    /// The authorisations.
    pub items: Vec<SandboxAuthorisationView>,
}

/// A challenge.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SandboxChallengeView {
    /// The authorisation it is about.
    pub reference: SandboxId,
    /// Where it stands.
    pub standing: Standing,
    /// How much.
    pub amount: Money,
}

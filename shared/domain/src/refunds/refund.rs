//! One refund.
use super::Breakdown;
use events::Actor;
use primitives::{
    Code, CustomerId, GiftCardId, Line, Money, OrderId, PaymentId, RefundId, ReturnId, Timestamp,
    TransactionId,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How far a refund is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RefundState {
    /// So large that somebody else has to agree.
    NeedsApproval,
    /// Somebody did not agree.
    Declined,
    /// Decided; payments are about to be asked.
    Granted,
    /// Payments are asked.
    Executing,
    /// All of it is with the buyer.
    Refunded,
    /// Some of it could not be paid out; a person has to look.
    Failed,
    /// Some of what was paid out came back; a person has to look.
    Reversed,
}

impl RefundState {
    /// The word in JSON and keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::NeedsApproval => "needs_approval",
            Self::Declined => "declined",
            Self::Granted => "granted",
            Self::Executing => "executing",
            Self::Refunded => "refunded",
            Self::Failed => "failed",
            Self::Reversed => "reversed",
        }
    }

    /// Whether somebody has to do something about it.
    pub const fn is_work(self) -> bool {
        matches!(self, Self::NeedsApproval | Self::Failed | Self::Reversed)
    }
}

impl fmt::Display for RefundState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Where the money goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Destination {
    /// Where it came from: the buyer's own money first, gift cards last.
    #[default]
    OriginalPayments,
    /// Credit in this shop, for a customer who signed in.
    StoreCredit,
}

/// How far a part of a refund is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartPhase {
    /// Asked; the outcome is not known yet.
    UnderWay,
    /// Done.
    Done,
    /// Refused by the provider.
    Failed,
    /// Done, and sent back by the buyer's bank.
    Reversed,
}

/// What one payment gives back, or was given store credit for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefundPart {
    /// The payment.
    pub payment_id: PaymentId,
    /// The transaction in its log, by whose id the provider knows it.
    pub transaction_id: TransactionId,
    /// How much.
    pub amount: Money,
    /// How far it is.
    pub phase: PartPhase,
    /// The provider's word for why not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
}

/// What of a refund pays for what comes instead of what went back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExchangeCredit {
    /// How much.
    pub amount: Money,
    /// Whether a card is issued that pays for it; not where a hold has paid before.
    pub issue: bool,
    /// Whether that was done.
    pub given: bool,
    /// The card, where one was issued.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_id: Option<GiftCardId>,
}

/// A refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// The order.
    pub order_id: OrderId,
    /// The refund; made of the command or return that asked for it, so that a repeat finds it.
    pub refund_id: RefundId,
    /// How far it is.
    pub state: RefundState,
    /// What it comes to.
    pub breakdown: Breakdown,
    /// Where the money goes.
    pub to: Destination,
    /// Why, in words.
    pub reason: Line,
    /// The return that it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_id: Option<ReturnId>,
    /// Who gets store credit, where it is not the order's customer, such as who got it as a gift.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_to: Option<CustomerId>,
    /// Who asked for it.
    pub asked_by: Actor,
    /// When.
    pub asked_at: Timestamp,
    /// Who approved or declined it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Actor>,
    /// When it was granted or declined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
    /// Number of its credit note, once granted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_note: Option<u64>,
    /// What payments were asked for, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<RefundPart>,
    /// How often payments were asked.
    pub attempts: u32,
    /// Its part of what waits in the order's account: nothing from when payments are asked.
    pub waiting: Money,
    /// What of it pays for an exchange instead of being given back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<ExchangeCredit>,
    /// Store credit that was issued for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cards: Vec<GiftCardId>,
    /// Why it failed or was declined, in a word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<Code>,
}

impl Refund {
    /// When it was granted, for which its credit note is dated; as long as nobody has decided, when it was asked for.
    pub fn granted_at(&self) -> Timestamp {
        self.decided_at.unwrap_or(self.asked_at)
    }

    /// What has been paid out for good, as far as is known.
    pub fn paid(&self) -> Money {
        let done = self.parts.iter().filter(|part| part.phase == PartPhase::Done);
        let minor = done.map(|part| part.amount.minor).sum();
        Money::new(minor, self.breakdown.payout.currency)
    }

    /// What is neither paid out nor under way.
    pub fn unpaid(&self) -> Money {
        let kept = |phase| matches!(phase, PartPhase::Done | PartPhase::UnderWay);
        let out = self.parts.iter().filter(|part| kept(part.phase));
        let minor: i64 = out.map(|part| part.amount.minor).sum();
        let payout = self.breakdown.payout;
        Money::new(payout.minor - minor, payout.currency)
    }

    /// What payments' logs call the try that is made now.
    pub fn cause(&self) -> String {
        format!("{} {}", self.refund_id, self.attempts)
    }
}

/// What lists show of a refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefundSummary {
    /// The order.
    pub order_id: OrderId,
    /// The refund.
    pub refund_id: RefundId,
    /// How far it is.
    pub state: RefundState,
    /// What is paid out.
    pub payout: Money,
    /// When it was asked for.
    pub asked_at: Timestamp,
}

impl From<&Refund> for RefundSummary {
    fn from(refund: &Refund) -> Self {
        Self {
            order_id: refund.order_id.clone(),
            refund_id: refund.refund_id.clone(),
            state: refund.state,
            payout: refund.breakdown.payout,
            asked_at: refund.asked_at,
        }
    }
}

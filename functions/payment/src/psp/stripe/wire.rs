//! What Stripe says, as far as the shop needs to know it. What it says besides is passed over, and
//! a word that it learns some day is `Unknown`.
use serde::Deserialize;
use std::collections::BTreeMap;

/// Words that the shop has attached to an object of Stripe's.
pub type Metadata = BTreeMap<String, String>;

/// Where a PaymentIntent stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IntentStatus {
    RequiresPaymentMethod,
    RequiresConfirmation,
    RequiresAction,
    Processing,
    RequiresCapture,
    Canceled,
    Succeeded,
    #[serde(other)]
    Unknown,
}

/// A PaymentIntent: one payment of the shop's.
#[derive(Clone, Debug, Deserialize)]
pub struct Intent {
    pub id: String,
    pub status: IntentStatus,
    #[serde(default)]
    pub amount_received: i64,
    #[serde(default)]
    pub metadata: Metadata,
    pub next_action: Option<NextAction>,
    pub last_payment_error: Option<Problem>,
    pub latest_charge: Option<Expandable<Charge>>,
}

/// What the shopper has to do.
#[derive(Clone, Debug, Deserialize)]
pub struct NextAction {
    pub redirect_to_url: Option<RedirectToUrl>,
}

/// Where the shopper has to go.
#[derive(Clone, Debug, Deserialize)]
pub struct RedirectToUrl {
    pub url: Option<String>,
}

/// Something that Stripe names, or shows if it was asked to expand it.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Expandable<T> {
    Whole(Box<T>),
    #[allow(dead_code)] // Read, so that anything else is refused.
    Id(String),
}

impl<T> Expandable<T> {
    pub fn whole(&self) -> Option<&T> {
        match self {
            Self::Whole(whole) => Some(whole),
            Self::Id(_) => None,
        }
    }
}

/// What became of the card's authorisation.
#[derive(Clone, Debug, Deserialize)]
pub struct Charge {
    pub payment_method_details: Option<MethodDetails>,
}

/// Facts of the payment method.
#[derive(Clone, Debug, Deserialize)]
pub struct MethodDetails {
    pub card: Option<CardDetails>,
}

/// Facts of the card.
#[derive(Clone, Debug, Deserialize)]
pub struct CardDetails {
    /// Seconds since 1970 until which the authorisation may be captured.
    pub capture_before: Option<i64>,
    pub multicapture: Option<Multicapture>,
}

/// Whether the authorisation may be captured several times.
#[derive(Clone, Debug, Deserialize)]
pub struct Multicapture {
    pub status: String,
}

impl Intent {
    fn card(&self) -> Option<&CardDetails> {
        self.latest_charge.as_ref()?.whole()?.payment_method_details.as_ref()?.card.as_ref()
    }

    /// Whether it may be captured several times.
    pub fn takes_several_captures(&self) -> bool {
        let several = self.card().and_then(|card| card.multicapture.as_ref());
        several.is_some_and(|several| several.status == "available")
    }

    /// Until when the authorisation is good, in seconds since 1970.
    pub fn capture_before(&self) -> Option<i64> {
        self.card()?.capture_before
    }
}

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    Pending,
    RequiresAction,
    Succeeded,
    Failed,
    Canceled,
    #[serde(other)]
    Unknown,
}

/// A refund.
#[derive(Clone, Debug, Deserialize)]
pub struct Refund {
    pub id: String,
    pub amount: i64,
    pub currency: String,
    pub status: RefundStatus,
    pub failure_reason: Option<String>,
    #[serde(default)]
    pub metadata: Option<Metadata>,
    pub payment_intent: Option<Expandable<Intent>>,
}

/// A dispute.
#[derive(Clone, Debug, Deserialize)]
pub struct Dispute {
    pub id: String,
    pub amount: i64,
    pub currency: String,
    pub reason: String,
    /// Where it stands, in Stripe's word.
    pub status: String,
    pub created: i64,
    pub evidence_details: Option<Evidence>,
    pub payment_intent: Option<Expandable<Intent>>,
}

/// What the shop may still say to a dispute.
#[derive(Clone, Debug, Deserialize)]
pub struct Evidence {
    pub due_by: Option<i64>,
}

/// A page of a list.
#[derive(Clone, Debug, Deserialize)]
pub struct Page<T> {
    pub data: Vec<T>,
    #[serde(default)]
    pub has_more: bool,
}

/// Why something was refused. Of an error's answer, and of a PaymentIntent's last attempt.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Problem {
    #[serde(rename = "type")]
    pub kind: Option<String>,
    pub code: Option<String>,
    pub decline_code: Option<String>,
    /// The PaymentIntent that a card was declined for.
    pub payment_intent: Option<Box<Intent>>,
}

impl Problem {
    /// The most particular word that Stripe has for it.
    pub fn word(&self) -> String {
        let word = self.decline_code.as_ref().or(self.code.as_ref()).or(self.kind.as_ref());
        word.cloned().unwrap_or_else(|| "refused".into())
    }
}

/// An answer that is an error.
#[derive(Clone, Debug, Deserialize)]
pub struct Failure {
    pub error: Problem,
}

/// A webhook. Only the names of things are read: how they stand is asked.
#[derive(Clone, Debug, Deserialize)]
pub struct Event {
    pub id: String,
    #[serde(rename = "type")]
    pub kind: String,
    pub data: EventData,
}

/// What a webhook is about.
#[derive(Clone, Debug, Deserialize)]
pub struct EventData {
    pub object: Thing,
}

/// An object of Stripe's, by its name.
#[derive(Clone, Debug, Deserialize)]
pub struct Thing {
    #[serde(default)]
    pub id: String,
}

//! One take-back.
use super::{
    ConditionGiven, MaterialWeight, RecycleRefusal, TakebackGrade, Treatment, WeeeCategory,
};
use events::Actor;
use primitives::{
    CountryCode, CustomerId, GiftCardId, LocationId, Money, OrderId, Sku, Slug, TakebackId,
    Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How many groups take-backs that the clock ends are spread over.
pub const DUE_GROUPS: u8 = 4;

/// How far a take-back is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum TakebackState {
    /// The customer has a quote.
    Quoted,
    /// The customer will send it.
    Accepted,
    /// It came.
    Received,
    /// It is worth less than quoted; the customer has a lower offer.
    Reduced,
    /// It is paid; somebody has to decide what becomes of it.
    Credited,
    /// It is paid, and treated: over.
    Treated,
    /// The customer wants it back.
    Returning,
    /// It went back: over.
    SentBack,
    /// Nobody accepted, or nothing came: over.
    Expired,
    /// Called off: over.
    Cancelled,
}

impl TakebackState {
    /// The word in JSON and keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Quoted => "quoted",
            Self::Accepted => "accepted",
            Self::Received => "received",
            Self::Reduced => "reduced",
            Self::Credited => "credited",
            Self::Treated => "treated",
            Self::Returning => "returning",
            Self::SentBack => "sent_back",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether somebody has something to do about it, or waits for it.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Treated | Self::SentBack | Self::Expired | Self::Cancelled)
    }
}

impl fmt::Display for TakebackState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What one grade of this unit is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GradeAmount {
    /// The grade.
    pub grade: TakebackGrade,
    /// Its worth.
    pub amount: Money,
}

/// When it came to be in a state, and by whom. Every state is entered once, so there are at most ten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TakebackMoment {
    /// The state.
    pub state: TakebackState,
    /// When.
    pub at: Timestamp,
    /// Who; nobody where it was the clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Actor>,
}

/// A take-back of one unit. Programme and amounts are as they were when it was quoted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Takeback {
    /// The take-back; made of the command that asked for it, so that a repeat finds it.
    pub takeback_id: TakebackId,
    /// Whose.
    pub customer_id: CustomerId,
    /// The order it was bought with, where the programme wants that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order_id: Option<OrderId>,
    /// What.
    pub sku: Sku,
    /// By which programme.
    pub programme: Slug,
    /// In which market.
    pub market: CountryCode,
    /// What kind of equipment.
    pub weee: WeeeCategory,
    /// What is in it.
    pub materials: Vec<MaterialWeight>,
    /// What each grade is worth.
    pub amounts: Vec<GradeAmount>,
    /// What the customer said of it.
    pub answers: Vec<ConditionGiven>,
    /// The grade that follows from it.
    pub grade: TakebackGrade,
    /// What was offered for that.
    pub quote: Money,
    /// How many days there are for sending.
    pub send_days: u16,
    /// How many days there are for an answer to a lower offer.
    pub answer_days: u16,
    /// How far it is.
    pub state: TakebackState,
    /// When the clock ends this state; absent where it does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// The grade that was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<TakebackGrade>,
    /// What is offered for what was found; never more than the quote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offer: Option<Money>,
    /// What was paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<Money>,
    /// The store credit; absent where nothing was due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub card_id: Option<GiftCardId>,
    /// What became of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub treatment: Option<Treatment>,
    /// As what it is sold again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sold_as: Option<Sku>,
    /// Where it lies as that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location_id: Option<LocationId>,
    /// Its states so far.
    pub log: Vec<TakebackMoment>,
}

impl Takeback {
    /// What a grade is worth; nothing, where its programme did not name it.
    pub fn worth(&self, grade: TakebackGrade) -> Money {
        let known = self.amounts.iter().find(|one| one.grade == grade);
        known.map_or_else(|| Money::zero(self.quote.currency), |one| one.amount)
    }

    /// The store credit that it would be paid by: made of the take-back, so that it cannot be paid twice.
    pub fn card(&self) -> Result<GiftCardId, RecycleRefusal> {
        let raw = self.takeback_id.as_ref();
        let tail = raw.strip_prefix("tkb_").unwrap_or(raw);
        GiftCardId::parse(format!("gcd_{tail}")).map_err(|_| RecycleRefusal::NoCard)
    }

    /// When it was asked for.
    pub fn asked_at(&self) -> Timestamp {
        self.log.first().map_or(Timestamp::from_millis(0), |first| first.at)
    }

    /// Which of the groups that the clock goes through.
    pub fn due_group(&self) -> u8 {
        self.takeback_id.as_ref().bytes().last().unwrap_or_default() % DUE_GROUPS
    }
}

/// What lists show of a take-back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TakebackSummary {
    /// The take-back.
    pub takeback_id: TakebackId,
    /// What.
    pub sku: Sku,
    /// How far it is.
    pub state: TakebackState,
    /// What was offered.
    pub quote: Money,
    /// When it was asked for.
    pub asked_at: Timestamp,
}

impl From<&Takeback> for TakebackSummary {
    fn from(one: &Takeback) -> Self {
        Self {
            takeback_id: one.takeback_id.clone(),
            sku: one.sku.clone(),
            state: one.state,
            quote: one.quote,
            asked_at: one.asked_at(),
        }
    }
}

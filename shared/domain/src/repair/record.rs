//! One repair.
use super::{Cause, Coverage, Loaner, Quote};
use crate::totals::TaxRate;
use events::Actor;
use primitives::{
    CountryCode, Currency, Example, LineId, LocationId, Note, OrderId, RepairId, Sku, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How far a repair is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum RepairState {
    /// The shop waits for the unit.
    Requested,
    /// The unit is there.
    Received,
    /// What is wrong is known.
    Diagnosed,
    /// The owner has to say yes or no.
    Quoted,
    /// Nobody answered in time: a new quote, or it goes back as it is.
    Lapsed,
    /// The owner said yes, or it is free: it is being mended.
    Approved,
    /// The owner said no.
    Declined,
    /// It works.
    Repaired,
    /// It cannot be mended.
    BeyondRepair,
    /// Its owner has it again.
    Closed,
    /// Called off before the unit came.
    Cancelled,
}

impl RepairState {
    /// The word in JSON and keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Received => "received",
            Self::Diagnosed => "diagnosed",
            Self::Quoted => "quoted",
            Self::Lapsed => "lapsed",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Repaired => "repaired",
            Self::BeyondRepair => "beyond_repair",
            Self::Closed => "closed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether somebody has something to do about it.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Closed | Self::Cancelled)
    }
}

impl fmt::Display for RepairState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One step of a repair: who took it, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RepairStep {
    /// What it led to.
    pub state: RepairState,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: Actor,
}

/// Units of a part that were taken at a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PartAt {
    /// The part.
    pub sku: Sku,
    /// Where it was taken.
    pub location_id: LocationId,
    /// Units; those put back are no longer counted.
    pub quantity: u32,
}

/// A repair of one unit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Repair {
    /// The order that the unit was sold by.
    pub order_id: OrderId,
    /// The repair; made of the command that asked for it, so that a repeat finds it.
    pub repair_id: RepairId,
    /// The line that it was sold on.
    pub line_id: LineId,
    /// What it is.
    pub sku: Sku,
    /// What is written on it, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<primitives::Code>,
    /// How far it is.
    pub state: RepairState,
    /// What its owner says is wrong; a dash once nobody is to know.
    #[serde(default = "unsaid")]
    pub problem: Note,
    /// When the unit was delivered.
    pub delivered_at: Timestamp,
    /// Where it went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<CountryCode>,
    /// In which money the order was.
    pub currency: Currency,
    /// The rate that the unit was sold at.
    pub tax_rate: TaxRate,
    /// Whether a unit of the line was repaired under guarantee before.
    pub repaired_before: bool,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// What is wrong, as staff found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Note>,
    /// What it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// Who bears it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
    /// What it will cost; the newest version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<Quote>,
    /// The version of the quote that was approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved: Option<u32>,
    /// Parts in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<PartAt>,
    /// What its owner was lent meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loaner: Option<Loaner>,
    /// Every step, oldest first.
    pub log: Vec<RepairStep>,
}

fn unsaid() -> Note {
    Note::parse("-").unwrap_or_else(|_| Note::example())
}

impl Repair {
    /// Without what its owner and staff wrote. `None` where that was done.
    pub fn buyer_erased(&self) -> Option<Self> {
        let next = Self { problem: unsaid(), finding: None, ..self.clone() };
        (next != *self).then_some(next)
    }

    /// Until when the owner has to answer; nothing, where nobody waits for that.
    pub fn answer_by(&self) -> Option<Timestamp> {
        let quote = self.quote.as_ref().filter(|_| self.state == RepairState::Quoted);
        quote.map(|quote| quote.until)
    }

    /// By what it is found, where a serial number is known: letters and digits alone, for people write the rest in many
    /// ways.
    pub fn serial_key(serial: &primitives::Code) -> String {
        let text = serial.as_ref().chars().filter(char::is_ascii_alphanumeric);
        text.map(|letter| letter.to_ascii_uppercase()).collect()
    }

    /// One step further.
    #[must_use]
    pub(super) fn stepped(&self, state: RepairState, by: Actor, at: Timestamp) -> Self {
        let mut next = self.clone();
        next.state = state;
        next.log.push(RepairStep { state, at, by });
        next
    }
}

/// What lists show of a repair.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RepairSummary {
    /// The order.
    pub order_id: OrderId,
    /// The repair.
    pub repair_id: RepairId,
    /// What it is.
    pub sku: Sku,
    /// How far it is.
    pub state: RepairState,
    /// When it was asked for.
    pub asked_at: Timestamp,
}

impl From<&Repair> for RepairSummary {
    fn from(one: &Repair) -> Self {
        Self {
            order_id: one.order_id.clone(),
            repair_id: one.repair_id.clone(),
            sku: one.sku.clone(),
            state: one.state,
            asked_at: one.asked_at,
        }
    }
}

//! One return.
use super::{Condition, Instead, Reason};
use crate::{carrier::LastSeen, refunds::Destination};
use events::Actor;
use primitives::{
    Code, CustomerId, LineId, Money, Note, OrderId, RefundId, ReturnId, Sku, Timestamp,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

/// How far a return is.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum ReturnState {
    /// Somebody has to look.
    Requested,
    /// The buyer may send it.
    Approved,
    /// The shop does not take it.
    Declined,
    /// Called off before anything came.
    Cancelled,
    /// Some of it came.
    PartReceived,
    /// All of it came.
    Received,
    /// All of it was looked at; what is given back is under way.
    Inspected,
    /// It is over.
    Closed,
}

impl ReturnState {
    /// The word in JSON and keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Cancelled => "cancelled",
            Self::PartReceived => "part_received",
            Self::Received => "received",
            Self::Inspected => "inspected",
            Self::Closed => "closed",
        }
    }

    /// Whether somebody has something to do about it, or waits for it.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Declined | Self::Cancelled | Self::Closed)
    }
}

impl fmt::Display for ReturnState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// What kind of return.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReturnKind {
    /// The buyer does not want it.
    #[default]
    Return,
    /// It came wrong: damaged, defective, another, or not at all. Policy has no say, and there are no fees.
    Claim,
    /// Whoever got it as a gift does not want it, and gets store credit.
    Gift,
}

/// What becomes of a unit that came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// It can be sold again.
    Restock,
    /// It is kept apart until somebody knows more.
    Quarantine,
    /// It can be sold again once it was mended.
    Refurbish,
    /// It is thrown away.
    Scrap,
    /// It is the buyer's still: nothing is given back, and it is sent to them again.
    Reject,
}

impl Disposition {
    /// As in events.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Restock => "restock",
            Self::Quarantine => "quarantine",
            Self::Refurbish => "refurbish",
            Self::Scrap => "scrap",
            Self::Reject => "reject",
        }
    }
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde hands it over so.
fn nothing(per_mille: &u16) -> bool {
    *per_mille == 0
}

/// Units of one line that are returned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReturnLine {
    /// The line.
    pub line_id: LineId,
    /// The page of the order's lines that it is on.
    pub page: u32,
    /// The merchant's code; absent on charges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// Units.
    pub quantity: u32,
    /// Why.
    pub reason: Reason,
    /// Of these, units that came.
    pub received: u32,
    /// Of these, units that were looked at.
    pub inspected: u32,
    /// Of these, units that were rejected.
    pub rejected: u32,
    /// Thousandths of the price that are withheld.
    pub restocking_per_mille: u16,
    /// The worst condition that they may come back in.
    #[serde(default, skip_serializing_if = "Condition::is_any")]
    pub condition: Condition,
    /// Thousandths of the price that are withheld, besides, of what comes back in a worse one.
    #[serde(default, skip_serializing_if = "nothing")]
    pub worse_per_mille: u16,
}

/// A return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Return {
    /// The order.
    pub order_id: OrderId,
    /// The return; made of the command that asked for it, so that a repeat finds it.
    pub return_id: ReturnId,
    /// How far it is.
    pub state: ReturnState,
    /// What kind.
    pub kind: ReturnKind,
    /// What is returned.
    pub lines: Vec<ReturnLine>,
    /// Where what is given back goes.
    pub to: Destination,
    /// Who gets store credit, where it is not the order's customer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_to: Option<CustomerId>,
    /// What the buyer wrote.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<Note>,
    /// What is withheld for sending it back, once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub return_shipping: Option<Money>,
    /// Who asked.
    pub asked_by: Actor,
    /// When.
    pub asked_at: Timestamp,
    /// When it was approved, declined or cancelled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<Timestamp>,
    /// Why it was declined, in a word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub why_declined: Option<Code>,
    /// How often somebody looked at what came.
    pub inspections: u32,
    /// Refunds that inspections asked for and that are not done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refunds_open: Vec<RefundId>,
    /// Refunds that are done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub refunds_done: Vec<RefundId>,
    /// Why a refund was not granted, for staff to look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund_problem: Option<Code>,
    /// What comes instead of what goes back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub instead: Option<Instead>,
    /// Where the carrier saw it last on its way to the shop.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub way_back: Option<LastSeen>,
}

impl Return {
    /// Without what the buyer wrote. `None` where they wrote nothing.
    pub fn buyer_erased(&self) -> Option<Self> {
        self.comment.as_ref().map(|_| Self { comment: None, ..self.clone() })
    }

    /// Units of all lines.
    pub fn units(&self) -> u32 {
        self.lines.iter().map(|line| line.quantity).fold(0, u32::saturating_add)
    }

    /// The carrier saw it on its way. Nothing, where that was told before or was overtaken, or nobody waits for it.
    pub fn sighted(&self, seen: LastSeen) -> Option<Self> {
        let newer = self.way_back.as_ref().is_none_or(|known| known.at < seen.at);
        (newer && self.state.is_open()).then(|| Self { way_back: Some(seen), ..self.clone() })
    }

    /// The refund of one of its inspections: made of both, so that asking twice finds the first.
    pub fn refund_id(return_id: &ReturnId, inspection: u32) -> Option<RefundId> {
        let raw = return_id.as_ref();
        let tail = raw.strip_prefix("rtn_").unwrap_or(raw);
        RefundId::parse(format!("rfd_{tail}-{inspection}")).ok()
    }
}

/// What lists show of a return.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReturnSummary {
    /// The order.
    pub order_id: OrderId,
    /// The return.
    pub return_id: ReturnId,
    /// How far it is.
    pub state: ReturnState,
    /// What kind.
    pub kind: ReturnKind,
    /// Units.
    pub units: u32,
    /// When it was asked for.
    pub asked_at: Timestamp,
}

impl From<&Return> for ReturnSummary {
    fn from(one: &Return) -> Self {
        Self {
            order_id: one.order_id.clone(),
            return_id: one.return_id.clone(),
            state: one.state,
            kind: one.kind,
            units: one.units(),
            asked_at: one.asked_at,
        }
    }
}

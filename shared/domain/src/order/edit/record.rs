//! One edit, at work or at its end.
use super::EditPlan;
use crate::order::OrderLine;
use events::{Actor, checkout::CloseReason};
use primitives::{CancellationId, CheckoutId, EditId, Example, Line, OrderId, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Hours an edit may take: the buyer may have to be asked to confirm a payment. Its stock is kept
/// for as long.
pub const EDIT_HOURS: i64 = 24;
/// Edits of one order, those that came to nothing included.
pub const EDITS_MAX: u32 = 50;
/// Days for which the lines of an edit are kept beside the order.
const PAGE_DAYS: i64 = 30;

/// How far an edit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EditState {
    /// Stock is being put aside, or money asked for; the order is as it was.
    AtWork,
    /// The order is changed.
    Done,
    /// There was no money; the order is as it was.
    Declined,
    /// There was too little stock; the order is as it was.
    StockShort,
    /// Nobody confirmed the payment in time; the order is as it was.
    Expired,
    /// The staff gave it up; the order is as it was.
    Abandoned,
    /// The order changed meanwhile, as when a parcel left; it is as it was otherwise.
    Outdated,
}

impl EditState {
    /// How an edit ends whose checkout was closed for this reason.
    pub(super) const fn of(reason: CloseReason) -> Self {
        match reason {
            CloseReason::Cancelled => Self::Abandoned,
            CloseReason::Expired => Self::Expired,
            CloseReason::StockShort => Self::StockShort,
            CloseReason::Declined => Self::Declined,
            CloseReason::Impossible => Self::Outdated,
        }
    }
}

/// One edit of a placed order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Edit {
    /// The order.
    pub order_id: OrderId,
    /// The edit; made of the command that asked for it, so a repeat finds it.
    pub edit_id: EditId,
    /// Its number among the order's edits, from 1: the part of the derivation that is its own.
    #[serde(default)]
    pub part: u32,
    /// What puts its stock aside and asks for its money.
    pub checkout_id: CheckoutId,
    /// How far it is.
    pub state: EditState,
    /// Why, in the staff's words.
    pub reason: Line,
    /// Who asked.
    pub by: Actor,
    /// What, as it was previewed.
    pub plan: EditPlan,
    /// Why it came to nothing, once it has.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failure: Option<String>,
    /// When it was asked for.
    pub begun_at: Timestamp,
    /// When it came to its end; absent while at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finished_at: Option<Timestamp>,
}

impl Edit {
    /// The name under which its removed units are cancelled.
    pub fn cancellation_id(&self) -> CancellationId {
        let raw = self.edit_id.as_ref();
        let tail = raw.strip_prefix("edt_").unwrap_or(raw);
        // An edit's id is its prefix and safe characters, as a cancellation's is.
        CancellationId::parse(format!("can_{tail}")).unwrap_or_else(|_| CancellationId::example())
    }
}

/// Lines that an edit will add: they are no lines of the order until it is done.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EditPage {
    /// The order.
    pub order_id: OrderId,
    /// The edit.
    pub edit_id: EditId,
    /// The page of the order that they will be.
    pub page: u32,
    /// The lines.
    pub lines: Vec<OrderLine>,
    /// When the copy may be forgotten: long after the edit has ended.
    pub until: Timestamp,
}

impl EditPage {
    /// When the lines of an edit that begins now may be forgotten.
    pub(super) const fn until(now: Timestamp) -> Timestamp {
        now.plus_seconds(PAGE_DAYS * 86_400)
    }
}

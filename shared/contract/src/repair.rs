//! Operations of `repair`: sold units that are mended.
use crate::{Caller, NoBody, NoPath, NoQuery, Page, Role, row::operations};
use domain::{
    order::OrderNumber,
    repair::{
        Cause, Coverage, Loaner, PartAt, Quote, QuotedPart, Repair, RepairState, RepairSummary,
    },
};
use primitives::{
    Code, Email, LineId, LocationId, Money, Note, OrderId, Quantity, RepairId, Sku, Timestamp,
    limits::POSITIONS_MAX,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who talks to buyers.
const DESK: Caller = Caller::Staff(&[Role::Service]);
/// Who has the units in hand.
const BENCH: Caller = Caller::Staff(&[Role::Fulfilment, Role::Service]);
/// The buyer, or the shop's people.
const OWNER: Caller = Caller::CustomerOrStaff(&[Role::Service, Role::Fulfilment, Role::Finance]);
/// The buyer, or service for them.
const WORD: Caller = Caller::CustomerOrStaff(&[Role::Service]);

operations! { "repair":
    /// Asks for a delivered unit to be mended.
    RequestRepair: POST "/orders/{order_id}/repairs" (RepairsPath, NoQuery, RequestRepairBody) -> 201 RepairView,
        by WORD, with [Keyed];
    /// The same for a guest, who knows the order's number and the e-mail address that it was placed with.
    RequestGuestRepair: POST "/guest-repairs" (NoPath, NoQuery, GuestRepairBody) -> 201 RepairView,
        by Caller::Public, with [Keyed];
    /// Repairs of an order, oldest first.
    ListOrderRepairs: GET "/orders/{order_id}/repairs" (RepairsPath, NoQuery, NoBody) -> 200 RepairList,
        by OWNER, with [];
    /// One repair, and how far it is.
    ViewRepair: GET "/orders/{order_id}/repairs/{repair_id}" (RepairPath, NoQuery, NoBody) -> 200 RepairView,
        by OWNER, with [];
    /// Repairs in a state, the oldest first, as long as they are not over.
    ListRepairs: GET "/repairs" (NoPath, RepairsQuery, NoBody) -> 200 Page<RepairSummary>,
        by BENCH, with [];
    /// Repairs of the unit with a serial number, over or not, the newest first. Letters and digits count alone.
    FindRepairs: GET "/repairs/by-serial" (NoPath, RepairSerialQuery, NoBody) -> 200 Page<RepairSummary>,
        by BENCH, with [];
    /// Lends its owner a unit of stock, as long as their own is here. It comes back or is charged before the repair is over.
    LendLoaner: POST "/orders/{order_id}/repairs/{repair_id}/loaner" (RepairPath, NoQuery, LendLoanerBody) -> 200 RepairView,
        by BENCH, with [Keyed];
    /// Puts what was lent into stock again.
    TakeLoanerBack: POST "/orders/{order_id}/repairs/{repair_id}/loaner/return" (RepairPath, NoQuery, TakeLoanerBackBody) -> 200 RepairView,
        by BENCH, with [Keyed];
    /// Charges what was lent and does not come back: its worth is due with the repair.
    ChargeLoaner: POST "/orders/{order_id}/repairs/{repair_id}/loaner/charge" (RepairPath, NoQuery, NoBody) -> 200 RepairView,
        by DESK, with [Keyed];
    /// Notes that the unit came.
    ReceiveRepair: POST "/orders/{order_id}/repairs/{repair_id}/receipt" (RepairPath, NoQuery, NoBody) -> 200 RepairView,
        by BENCH, with [Keyed];
    /// Notes what is wrong. Whether the guarantee covers it follows from sale, ticket and cause.
    DiagnoseRepair: POST "/orders/{order_id}/repairs/{repair_id}/diagnosis" (RepairPath, NoQuery, DiagnoseRepairBody) -> 200 RepairView,
        by BENCH, with [Keyed];
    /// Makes a quote, or a newer version of it. What the shop bears is approved with it.
    QuoteRepair: POST "/orders/{order_id}/repairs/{repair_id}/quotes" (RepairPath, NoQuery, QuoteRepairBody) -> 200 RepairView,
        by DESK, with [Keyed];
    /// Says yes to exactly one version of the quote.
    ApproveRepair: POST "/orders/{order_id}/repairs/{repair_id}/approval" (RepairPath, NoQuery, AnswerQuoteBody) -> 200 RepairView,
        by WORD, with [Keyed];
    /// Says no: the unit goes back as it is.
    DeclineRepair: POST "/orders/{order_id}/repairs/{repair_id}/decline" (RepairPath, NoQuery, AnswerQuoteBody) -> 200 RepairView,
        by WORD, with [Keyed];
    /// Takes units of a part from stock, within the approved quote.
    UseRepairPart: POST "/orders/{order_id}/repairs/{repair_id}/parts" (RepairPath, NoQuery, RepairPartBody) -> 200 RepairView,
        by BENCH, with [Keyed];
    /// Puts units of a part that were not needed back to where they were taken.
    ReturnRepairPart: POST "/orders/{order_id}/repairs/{repair_id}/unused-parts" (RepairPath, NoQuery, RepairPartBody) -> 200 RepairView,
        by BENCH, with [Keyed];
    /// Notes that the work is done: the unit works, or cannot be mended.
    FinishRepair: POST "/orders/{order_id}/repairs/{repair_id}/outcome" (RepairPath, NoQuery, FinishRepairBody) -> 200 RepairView,
        by BENCH, with [Keyed];
    /// Notes that the owner has the unit again. What they approved has been paid by then, by an order of its own.
    CloseRepair: POST "/orders/{order_id}/repairs/{repair_id}/close" (RepairPath, NoQuery, CloseRepairBody) -> 200 RepairView,
        by DESK, with [Keyed];
    /// Calls a repair off before the unit came.
    CancelRepair: POST "/orders/{order_id}/repairs/{repair_id}/cancel" (RepairPath, NoQuery, NoBody) -> 200 RepairView,
        by WORD, with [Keyed];
}

/// Whose repairs.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RepairsPath {
    /// The order.
    pub order_id: OrderId,
}

/// Which repair.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RepairPath {
    /// The order.
    pub order_id: OrderId,
    /// The repair.
    pub repair_id: RepairId,
}

/// How a repair ends.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseRepairBody {
    /// The order that paid what was approved; none, where nothing is due.
    #[serde(default)]
    pub paid_by: Option<OrderId>,
}

/// Which repairs.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepairsQuery {
    /// In which state; what is over is found by its order.
    pub state: RepairState,
    /// Where the page before ended: its `next`, passed back as it is.
    #[serde(default)]
    #[schemars(length(max = 1024))]
    pub cursor: Option<String>,
    /// How many at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = 100))]
    pub limit: Option<u32>,
}

/// Which unit.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepairSerialQuery {
    /// What is written on it.
    pub serial: Code,
    /// Where the page before ended: its `next`, passed back as it is.
    #[serde(default)]
    #[schemars(length(max = 1024))]
    pub cursor: Option<String>,
    /// How many at the most.
    #[serde(default)]
    #[schemars(range(min = 1, max = 100))]
    pub limit: Option<u32>,
}

/// What is lent.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LendLoanerBody {
    /// What.
    pub sku: Sku,
    /// Where it lies.
    pub location_id: LocationId,
    /// What its borrower owes if it does not come back, tax included.
    pub worth: Money,
}

/// Where what was lent came back.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TakeLoanerBackBody {
    /// Where it lies.
    pub location_id: LocationId,
}

/// A repair to be asked for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestRepairBody {
    /// The line that the unit was sold on.
    pub line_id: LineId,
    /// What is written on the unit.
    #[serde(default)]
    pub serial: Option<Code>,
    /// What is wrong.
    pub problem: Note,
}

/// A guest's repair.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GuestRepairBody {
    /// What the order is called.
    pub number: OrderNumber,
    /// The address that it was placed with.
    pub email: Email,
    /// The line that the unit was sold on.
    pub line_id: LineId,
    /// What is written on the unit.
    #[serde(default)]
    pub serial: Option<Code>,
    /// What is wrong.
    pub problem: Note,
}

/// What staff found.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DiagnoseRepairBody {
    /// In words.
    pub finding: Note,
    /// What it comes from.
    pub cause: Cause,
    /// Whether the shop bears it in any case.
    #[serde(default)]
    pub goodwill: bool,
}

/// What it will cost.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuoteRepairBody {
    /// Parts, each once; prices include tax.
    #[schemars(length(max = POSITIONS_MAX))]
    pub parts: Vec<QuotedPart>,
    /// The work, tax included.
    pub labour: Money,
    /// Days that it holds.
    #[serde(default = "fortnight")]
    #[schemars(range(min = 1, max = 90))]
    pub days: u32,
}

const fn fortnight() -> u32 {
    14
}

/// The owner's word.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerQuoteBody {
    /// Which version of the quote was read.
    pub quote: u32,
}

/// Units of a part.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RepairPartBody {
    /// The part.
    pub sku: Sku,
    /// Where it lies.
    pub location_id: LocationId,
    /// Units.
    pub quantity: Quantity,
}

/// What came of the work.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishRepairBody {
    /// Whether the unit works; else it cannot be mended.
    pub works: bool,
}

/// A step of a repair.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RepairStepView {
    /// What it led to.
    pub state: RepairState,
    /// When.
    pub at: Timestamp,
    /// Who, for staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<events::Actor>,
}

/// A repair.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RepairView {
    /// The order.
    pub order_id: OrderId,
    /// The repair.
    pub repair_id: RepairId,
    /// The line that the unit was sold on.
    pub line_id: LineId,
    /// What it is.
    pub sku: Sku,
    /// What is written on it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub serial: Option<Code>,
    /// How far it is.
    pub state: RepairState,
    /// What its owner says is wrong.
    pub problem: Note,
    /// What staff found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Note>,
    /// What it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cause: Option<Cause>,
    /// Who bears it; if the shop does not, why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Coverage>,
    /// What it will cost; the newest version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<Quote>,
    /// The version that was approved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approved: Option<u32>,
    /// Parts in it.
    pub parts: Vec<PartAt>,
    /// What its owner was lent meanwhile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loaner: Option<Loaner>,
    /// When it was asked for.
    pub asked_at: Timestamp,
    /// Every step, oldest first.
    pub log: Vec<RepairStepView>,
}

impl RepairView {
    /// As staff see it, or as its owner does: who of the staff did what is the shop's business.
    pub fn of(one: &Repair, staff: bool) -> Self {
        let log = one.log.iter().map(|step| RepairStepView {
            state: step.state,
            at: step.at,
            by: staff.then(|| step.by.clone()),
        });
        Self {
            order_id: one.order_id.clone(),
            repair_id: one.repair_id.clone(),
            line_id: one.line_id.clone(),
            sku: one.sku.clone(),
            serial: one.serial.clone(),
            state: one.state,
            problem: one.problem.clone(),
            finding: one.finding.clone(),
            cause: one.cause,
            coverage: one.coverage,
            quote: one.quote.clone(),
            approved: one.approved,
            parts: one.parts.clone(),
            loaner: one.loaner.clone(),
            asked_at: one.asked_at,
            log: log.collect(),
        }
    }
}

/// Repairs of an order.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct RepairList {
    /// The repairs, oldest first.
    pub items: Vec<RepairView>,
}

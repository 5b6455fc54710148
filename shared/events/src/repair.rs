//! Events of `repair`: sold units that are mended.
use crate::row::events;
use primitives::{Code, LineId, LocationId, Money, OrderId, Quantity, RepairId, Sku};

events! {
    /// Somebody wants a unit mended; the shop waits for it.
    RepairRequestedV1 = "repair.RepairRequested.v1" {
        repair_id: RepairId,
        order_id: OrderId,
        line_id: LineId,
        sku: Sku,
    }
    /// The unit came.
    RepairReceivedV1 = "repair.RepairReceived.v1" {
        repair_id: RepairId,
        order_id: OrderId,
    }
    /// It is known what is wrong.
    RepairDiagnosedV1 = "repair.RepairDiagnosed.v1" {
        repair_id: RepairId,
        order_id: OrderId,
        /// `covered`, `goodwill`, or why its owner pays: `expired`, `no_guarantee`, `not_a_defect`.
        coverage: Code,
    }
    /// A quote was made; its owner has to answer, unless it is free.
    RepairQuotedV1 = "repair.RepairQuoted.v1" {
        repair_id: RepairId,
        order_id: OrderId,
        /// Counts the quotes of the repair, from 1.
        quote: u32,
        /// What its owner pays, tax included.
        total: Money,
    }
    /// The quote was approved: the unit is being mended.
    RepairApprovedV1 = "repair.RepairApproved.v1" {
        repair_id: RepairId,
        order_id: OrderId,
        /// Which quote.
        quote: u32,
        /// What its owner pays, tax included.
        total: Money,
    }
    /// The quote was declined: the unit goes back as it is.
    RepairDeclinedV1 = "repair.RepairDeclined.v1" {
        repair_id: RepairId,
        order_id: OrderId,
        /// Which quote.
        quote: u32,
    }
    /// A part was taken from stock for it, or put back.
    RepairPartMovedV1 = "repair.RepairPartMoved.v1" {
        repair_id: RepairId,
        order_id: OrderId,
        sku: Sku,
        location_id: LocationId,
        quantity: Quantity,
        /// Whether it was put back.
        back: bool,
    }
    /// The work is done.
    RepairFinishedV1 = "repair.RepairFinished.v1" {
        repair_id: RepairId,
        order_id: OrderId,
        /// Whether the unit works.
        works: bool,
    }
    /// Its owner has the unit again.
    RepairClosedV1 = "repair.RepairClosed.v1" {
        repair_id: RepairId,
        order_id: OrderId,
    }
    /// It was called off before the unit came.
    RepairCancelledV1 = "repair.RepairCancelled.v1" {
        repair_id: RepairId,
        order_id: OrderId,
    }
    /// Nobody answered the quote in time.
    RepairQuoteLapsedV1 = "repair.RepairQuoteLapsed.v1" {
        repair_id: RepairId,
        order_id: OrderId,
        /// Which quote.
        quote: u32,
    }
    /// Its owner was lent a unit of stock meanwhile, gave it back, or has to pay for it.
    RepairLoanerMovedV1 = "repair.RepairLoanerMoved.v1" {
        repair_id: RepairId,
        order_id: OrderId,
        sku: Sku,
        /// `lent`, `back` or `charged`.
        state: Code,
        /// What its borrower owes if it does not come back, tax included.
        worth: Money,
    }
}

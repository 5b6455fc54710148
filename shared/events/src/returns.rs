//! Events of `returns`: units that come back, and claims about units that came wrong.
use crate::row::events;
use primitives::{
    Code, CustomerId, Example, LineId, LocationId, Money, OrderId, PaymentId, Quantity, RefundId,
    ReturnId, ShipmentId, Sku,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

events! {
    /// Somebody wants to return units; somebody has to look, unless it was approved by rule.
    ReturnRequestedV1 = "returns.ReturnRequested.v1" {
        return_id: ReturnId,
        order_id: OrderId,
        /// `return`, `claim` or `gift`.
        kind: Code,
        units: u32,
        /// Whether the rules have approved it.
        approved: bool,
    }
    /// The buyer may send it.
    ReturnApprovedV1 = "returns.ReturnApproved.v1" {
        return_id: ReturnId,
        order_id: OrderId,
    }
    /// The shop does not take it.
    ReturnDeclinedV1 = "returns.ReturnDeclined.v1" {
        return_id: ReturnId,
        order_id: OrderId,
        why: Code,
    }
    /// It was called off before anything came.
    ReturnCancelledV1 = "returns.ReturnCancelled.v1" {
        return_id: ReturnId,
        order_id: OrderId,
    }
    /// Units of it came.
    ReturnReceivedV1 = "returns.ReturnReceived.v1" {
        return_id: ReturnId,
        order_id: OrderId,
        /// Units that came in all.
        received: u32,
        /// Whether all came.
        all: bool,
    }
    /// Somebody looked at what came: stock takes it back, and what it cost is given back.
    ReturnInspectedV1 = "returns.ReturnInspected.v1" {
        return_id: ReturnId,
        order_id: OrderId,
        /// Counts the inspections of the return, from 1.
        inspection: u32,
        /// The refund that this asks for; absent where nothing is given back.
        refund_id: Option<RefundId>,
        /// Where the units are; absent where none came back.
        restock_at: Option<LocationId>,
        #[schemars(length(max = primitives::limits::POSITIONS_MAX))]
        lines: Vec<InspectedLine>,
        /// What is withheld for sending it back.
        return_shipping: Option<Money>,
        /// Whether what is left of shipping is given back, too.
        with_shipping: bool,
        /// Whether store credit is given instead of money.
        to_store_credit: bool,
        /// Who gets it, where it is not the order's customer.
        credit_to: Option<CustomerId>,
    }
    /// What comes instead of what goes back is ordered: an exchange, or the replacement of a claim.
    InsteadPlacedV1 = "returns.InsteadPlaced.v1" {
        return_id: ReturnId,
        /// The order of which units go back.
        order_id: OrderId,
        /// The order that comes instead.
        instead_order_id: OrderId,
        /// `exchange` or `replacement`.
        kind: Code,
    }
    /// Nothing comes instead of what goes back: it is refunded as that of any return.
    InsteadFailedV1 = "returns.InsteadFailed.v1" {
        return_id: ReturnId,
        order_id: OrderId,
        /// The order that would have come instead.
        instead_order_id: OrderId,
        /// `exchange` or `replacement`.
        kind: Code,
        failure: Code,
    }
    /// A hold for goods that left in advance has ended: so much of it is taken, and the rest is let go.
    HoldEndedV1 = "returns.HoldEnded.v1" {
        return_id: ReturnId,
        order_id: OrderId,
        payment_id: PaymentId,
        captured: Money,
    }
    /// A carrier was asked to pay for a parcel that was lost or damaged.
    CarrierClaimFiledV1 = "returns.CarrierClaimFiled.v1" {
        order_id: OrderId,
        shipment_id: ShipmentId,
        carrier: Code,
        claimed: Money,
    }
    /// A carrier has decided on a claim.
    CarrierClaimDecidedV1 = "returns.CarrierClaimDecided.v1" {
        order_id: OrderId,
        shipment_id: ShipmentId,
        carrier: Code,
        claimed: Money,
        /// What it pays; absent where it declined.
        accepted: Option<Money>,
    }
    /// Goods that an advance was given for are due; somebody has to look.
    AdvanceDueV1 = "returns.AdvanceDue.v1" {
        return_id: ReturnId,
        order_id: OrderId,
    }
    /// It is over: everything that came was looked at and paid for, or staff closed it.
    ReturnClosedV1 = "returns.ReturnClosed.v1" {
        return_id: ReturnId,
        order_id: OrderId,
    }
}

/// Units of one line as they were found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct InspectedLine {
    /// The line.
    pub line_id: LineId,
    /// Absent on charges, which have no stock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sku: Option<Sku>,
    /// Units.
    pub quantity: Quantity,
    /// `restock`, `quarantine`, `refurbish`, `scrap`, or `reject`, for which nothing is given back.
    pub disposition: Code,
    /// Thousandths of the price that are withheld.
    pub restocking_per_mille: u16,
}

impl Example for InspectedLine {
    fn example() -> Self {
        Self {
            line_id: LineId::example(),
            sku: Some(Sku::example()),
            quantity: Quantity::example(),
            disposition: Code::example(),
            restocking_per_mille: 100,
        }
    }
}

//! Events that tell that an order may have earned something else than before. What it has is found by a look.
//!
//! Nothing is heard of money that is put aside or taken: it is put aside before the order is placed or edited, and what
//! is taken then was put aside.
use crate::settle;
use events::{
    Envelope,
    fulfilment::{ShipmentDeliveredV1, ShipmentWrittenOffV1},
    order::{LinesCancelledV1, OrderCancelledV1, OrderEditedV1, OrderPlacedV1},
    payment::{PaymentCancelledV1, PaymentDisputeClosedV1, PaymentRefundedV1, PaymentRefusedV1},
    refunds::{RefundCompletedV1, RefundFailedV1, RefundReversedV1},
};
use runtime::{Cx, Done, Progress, Step};

/// It was bought. Guests earn nothing.
pub async fn placed(cx: Cx, event: Envelope<OrderPlacedV1>) -> Progress<()> {
    if event.data.customer_id.is_none() {
        return Ok(Step::Finish(Done::new(())));
    }
    settle::order(&cx, &event.data.order_id).await
}

/// Handlers that look at the order that an event is about.
macro_rules! looks {
    ($($(#[$doc:meta])* $name:ident($event:ident);)*) => {$(
        $(#[$doc])*
        pub async fn $name(cx: Cx, event: Envelope<$event>) -> Progress<()> {
            settle::order(&cx, &event.data.order_id).await
        }
    )*};
}

looks! {
    /// Something was added, or taken off.
    edited(OrderEditedV1);
    /// Units were cancelled.
    lines_cancelled(LinesCancelledV1);
    /// All of it was cancelled.
    cancelled(OrderCancelledV1);
    /// A parcel arrived.
    delivered(ShipmentDeliveredV1);
    /// A parcel will not arrive.
    written_off(ShipmentWrittenOffV1);
    /// Money was let go.
    let_go(PaymentCancelledV1);
    /// Money was given back.
    refunded(PaymentRefundedV1);
    /// What was to be given back is with the buyer: as store credit, which no payment tells of, or as money.
    given_back(RefundCompletedV1);
    /// Some of it is not; what became store credit may be.
    not_given_back(RefundFailedV1);
    /// Some of it is not any more.
    retracted(RefundReversedV1);
    /// Money came back that was to be given back.
    refused(PaymentRefusedV1);
    /// The buyer's bank took money back, or did not.
    dispute_closed(PaymentDisputeClosedV1);
}

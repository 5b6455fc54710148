//! Which event is told as what. Imported history is told like everything else: whoever does not want
//! that imports before the settings name a sender.
use crate::deliver;
use domain::notification::News;
use events::{
    Envelope,
    fulfilment::{ShipmentDeliveredV1, ShipmentDispatchedV1},
    order::{OrderCancelledV1, OrderPlacedV1},
    payment::PaymentDeclinedV1,
};
use runtime::{Cx, Done, Progress, Step};

/// The provider's word for a payment that was given up before anybody decided on it.
const GIVEN_UP: &str = "abandoned";

/// Thanks for an order.
pub async fn placed(cx: Cx, event: Envelope<OrderPlacedV1>) -> Progress<()> {
    deliver::all(&cx, &event.id, &event.data.order_id, &News::Placed).await
}

/// Tells that a parcel has left, and what is in it. Charges that were granted are no parcel: nobody
/// carries them.
pub async fn shipped(cx: Cx, event: Envelope<ShipmentDispatchedV1>) -> Progress<()> {
    let sent = event.data;
    if sent.carrier.is_none() {
        return Ok(Step::Finish(Done::new(())));
    }
    let news = News::Shipped {
        shipment_id: sent.shipment_id,
        carrier: sent.carrier,
        tracking_number: sent.tracking_number,
        lines: sent.lines,
        is_last: sent.is_last,
    };
    deliver::all(&cx, &event.id, &sent.order_id, &news).await
}

/// Tells that a parcel is there.
pub async fn delivered(cx: Cx, event: Envelope<ShipmentDeliveredV1>) -> Progress<()> {
    let ShipmentDeliveredV1 { shipment_id, order_id, delivered_at } = event.data;
    let news = News::Delivered { shipment_id, delivered_at };
    deliver::all(&cx, &event.id, &order_id, &news).await
}

/// Tells that nothing will come.
pub async fn cancelled(cx: Cx, event: Envelope<OrderCancelledV1>) -> Progress<()> {
    let news = News::Cancelled { amount: event.data.amount };
    deliver::all(&cx, &event.id, &event.data.order_id, &news).await
}

/// Tells that there was no money. Nobody is told of a payment that they gave up themselves.
pub async fn payment_failed(cx: Cx, event: Envelope<PaymentDeclinedV1>) -> Progress<()> {
    let PaymentDeclinedV1 { payment_id, order_id, checkout_id, amount, failure } = event.data;
    if failure.as_ref() == GIVEN_UP {
        return Ok(Step::Finish(Done::new(())));
    }
    let news = News::PaymentFailed { payment_id, checkout_id, amount };
    deliver::all(&cx, &event.id, &order_id, &news).await
}

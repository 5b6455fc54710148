//! Which events speak of money that the shop's people count, and of how much.
use crate::{
    Envelope, Event,
    carrier::LabelBoughtV1,
    order::{OrderCancelledV1, OrderPlacedV1},
    payment::{PaymentCapturedV1, PaymentRefundedV1},
};
use primitives::Money;

/// What an amount counts towards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Counts {
    /// Orders placed, by their totals.
    Ordered,
    /// Orders cancelled before anything was sent.
    Cancelled,
    /// Money taken.
    Captured,
    /// Money given back.
    Refunded,
    /// What carriers charge the shop.
    LabelCosts,
}

/// The amount that an event counts, out of its envelope as it is on the bus.
pub fn amount(detail_type: &str, envelope: &str) -> Option<(Counts, Money)> {
    Some(match detail_type {
        OrderPlacedV1::DETAIL_TYPE => (Counts::Ordered, data::<OrderPlacedV1>(envelope)?.total),
        OrderCancelledV1::DETAIL_TYPE => {
            (Counts::Cancelled, data::<OrderCancelledV1>(envelope)?.amount)
        }
        PaymentCapturedV1::DETAIL_TYPE => {
            (Counts::Captured, data::<PaymentCapturedV1>(envelope)?.amount)
        }
        PaymentRefundedV1::DETAIL_TYPE => {
            (Counts::Refunded, data::<PaymentRefundedV1>(envelope)?.amount)
        }
        LabelBoughtV1::DETAIL_TYPE => (Counts::LabelCosts, data::<LabelBoughtV1>(envelope)?.cost),
        _ => return None,
    })
}

fn data<E: Event>(envelope: &str) -> Option<E> {
    serde_json::from_str::<Envelope<E>>(envelope).ok().map(|envelope| envelope.data)
}

//! What the carrier sees of a parcel, in whatever order it tells.
use super::{Failure, Move, Shipment, ShipmentState, next};
use events::fulfilment::{ShipmentDeliveredV1, ShipmentFailedV1};
use primitives::{Code, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The carriers' words, made one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Seen on the way.
    InTransit,
    /// On the last van.
    OutForDelivery,
    /// With the buyer.
    Delivered,
    /// Nobody was there; it is tried again.
    DeliveryFailed,
    /// Nobody knows where it is.
    Lost,
    /// Broken.
    Damaged,
    /// The buyer did not take it.
    Refused,
    /// Back at the sender's.
    Returned,
}

impl Status {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::InTransit,
        Self::OutForDelivery,
        Self::Delivered,
        Self::DeliveryFailed,
        Self::Lost,
        Self::Damaged,
        Self::Refused,
        Self::Returned,
    ];

    /// As in events.
    pub const fn name(self) -> &'static str {
        match self {
            Self::InTransit => "in_transit",
            Self::OutForDelivery => "out_for_delivery",
            Self::Delivered => "delivered",
            Self::DeliveryFailed => "delivery_failed",
            Self::Lost => "lost",
            Self::Damaged => "damaged",
            Self::Refused => "refused",
            Self::Returned => "returned",
        }
    }

    /// The status of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.name() == name)
    }

    const fn move_and_failure(self) -> (Move, Option<Failure>) {
        match self {
            Self::InTransit | Self::DeliveryFailed => (Move::Carry, None),
            Self::OutForDelivery => (Move::TakeOut, None),
            Self::Delivered => (Move::Deliver, None),
            Self::Lost => (Move::Fail, Some(Failure::Lost)),
            Self::Damaged => (Move::Fail, Some(Failure::Damaged)),
            Self::Refused => (Move::Fail, Some(Failure::Refused)),
            Self::Returned => (Move::Fail, Some(Failure::Returned)),
        }
    }
}

/// One sighting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Which label of the parcel, from 1: one that was sent again has two stories.
    pub attempt: u32,
    /// What was seen.
    pub status: Status,
    /// When, by the carrier's clock.
    pub at: Timestamp,
}

/// What there is to tell.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// It arrived.
    Delivered(ShipmentDeliveredV1),
    /// It went wrong.
    Failed(ShipmentFailedV1),
}

/// Takes note of a sighting. `None` where it is nothing new: told before, overtaken by a later
/// sighting, or of a label that no longer counts. `failure` is the failure's name as a code.
pub fn track(
    shipment: &Shipment,
    seen: Seen,
    failure: impl FnOnce(Failure) -> Option<Code>,
) -> Option<(Shipment, Option<News>)> {
    if seen.attempt != shipment.attempt || shipment.state == ShipmentState::Delivered {
        return None;
    }
    let late = shipment.seen_at.is_some_and(|before| seen.at <= before);
    // That it arrived is true whenever it is told.
    if late && seen.status != Status::Delivered {
        return None;
    }
    let (by, failed) = seen.status.move_and_failure();
    let state = next(shipment.state, by).ok()?;
    let mut after = Shipment {
        state,
        failure: failed,
        seen_at: shipment.seen_at.max(Some(seen.at)),
        ..shipment.clone()
    };
    if after.state == shipment.state && after.failure == shipment.failure {
        return Some((after, None));
    }
    let (shipment_id, order_id) = (after.shipment_id.clone(), after.order_id.clone());
    if state == ShipmentState::Delivered {
        after.delivered_at = Some(seen.at);
        let event = ShipmentDeliveredV1 { shipment_id, order_id, delivered_at: seen.at };
        return Some((after, Some(News::Delivered(event))));
    }
    let failure = failed.and_then(failure);
    let news =
        failure.map(|failure| News::Failed(ShipmentFailedV1 { shipment_id, order_id, failure }));
    Some((after, news))
}

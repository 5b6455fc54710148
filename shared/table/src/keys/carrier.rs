//! Keys of `carrier`.
use crate::{
    Indexed,
    row::{keys, lists},
};
use domain::carrier::{ErrandLabel, ErrandTracked, Label, Sighting, Tracked};
use primitives::{Code, ShipmentId, Timestamp};

keys! {
    /// One label of a parcel, beside the others it had.
    label(shipment_id: ShipmentId, attempt: u32) -> Label: "LABEL#{shipment_id}" / "LABEL#{attempt:06}";
    /// What a carrier saw of the parcel.
    sighting(shipment_id: ShipmentId, seen_at: Timestamp, message: Code) -> Sighting: "LABEL#{shipment_id}" / "SIGHTING#{seen_at}#{message}";
    /// A carrier's message finds its parcel.
    tracked(carrier: Code, tracking_number: Code) -> Tracked: "PARCEL#{carrier}#{tracking_number}" / "PARCEL";
    /// The label of a parcel that is no shipment of an order: one for what it is about.
    errand(parcel: Code) -> ErrandLabel: "LABEL#{parcel}" / "ERRAND";
    /// A carrier's message finds such a parcel.
    errand_tracked(carrier: Code, tracking_number: Code) -> ErrandTracked: "PARCEL#{carrier}#{tracking_number}" / "ERRAND";
}

lists! {
    /// Whoever gives labels back that were not used.
    labels(shipment_id: ShipmentId) -> Label: table "LABEL#{shipment_id}" / "LABEL#" oldest;
    /// Staff and the buyer: where the parcel was seen.
    sightings(shipment_id: ShipmentId) -> Sighting: table "LABEL#{shipment_id}" / "SIGHTING#" oldest;
}

impl Indexed for Label {}
impl Indexed for Sighting {}
impl Indexed for Tracked {}
impl Indexed for ErrandLabel {}
impl Indexed for ErrandTracked {}

//! Keys of `fulfilment`.
use crate::{
    Index, Indexed, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::fulfilment::{Shipment, ShipmentState, ShipmentSummary};
use primitives::{LocationId, OrderId, ShipmentId};

keys! {
    /// One parcel, in the order's partition: one read gives all parcels of an order.
    shipment(order_id: OrderId, shipment_id: ShipmentId) -> Shipment: "ORDER#{order_id}" / "SHIPMENT#{shipment_id}";
}

lists! {
    /// Whoever needs all parcels of an order.
    shipments(order_id: OrderId) -> Shipment: table "ORDER#{order_id}" / "SHIPMENT#" oldest;
    /// The warehouse: what is to be done at a location, the oldest first.
    work_at(location_id: LocationId) -> ShipmentSummary: gsi1 "SHIPMENTS#{location_id}" / "" oldest;
    /// Staff: parcels that went wrong and wait for a decision, the oldest first.
    failed_shipments() -> ShipmentSummary: gsi2 "SHIPMENTS-FAILED#" / "" oldest;
}

impl Indexed for Shipment {
    fn entries(&self) -> Vec<(Index, Place)> {
        let sort = format!("{}#{}", self.created_at, self.shipment_id);
        let mut entries = Vec::new();
        if let Some(location_id) = self.location_id.as_ref().filter(|_| self.state.is_work()) {
            entries.push((Index::gsi1, entry(format!("SHIPMENTS#{location_id}"), sort.clone())));
        }
        if self.state == ShipmentState::Failed || self.failure.is_some() && self.state.is_work() {
            entries.push((Index::gsi2, entry("SHIPMENTS-FAILED#", sort)));
        }
        entries
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        self.state.is_work().then(|| summary::<Self, _>(&Shipment::summary(self)))
    }
}

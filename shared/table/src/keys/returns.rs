//! Keys of `returns`. Returns stand in their order's partition, beside what they are about.
use crate::{
    Index, Indexed, Personal, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::returns::{
    CarrierClaim, CarrierClaimState, Instead, Return, ReturnAccount, ReturnPhotos, ReturnState,
    ReturnSummary,
};
use primitives::{OrderId, ReturnId, ShipmentId};

keys! {
    /// One return, in the order's partition: one read gives all returns of an order.
    one(order_id: OrderId, return_id: ReturnId) -> Return: "ORDER#{order_id}" / "RETURN#{return_id}";
    /// Units of the order that are in returns: written by whoever asks for one, so that no unit is in two.
    account(order_id: OrderId) -> ReturnAccount: "ORDER#{order_id}" / "RETURNACCOUNT";
    /// Photos of what comes back; the files are in the bucket.
    photos(order_id: OrderId, return_id: ReturnId) -> ReturnPhotos: "ORDER#{order_id}" / "RETURNPHOTOS#{return_id}";
    /// The claim against the carrier of a parcel.
    carrier_claim(order_id: OrderId, shipment_id: ShipmentId) -> CarrierClaim: "ORDER#{order_id}" / "CARRIERCLAIM#{shipment_id}";
}

lists! {
    /// Whoever may see the order.
    returns_of_order(order_id: OrderId) -> Return: table "ORDER#{order_id}" / "RETURN#" oldest;
    /// Staff: returns that somebody has to look at or waits for, the oldest first.
    returns_in_state(state: ReturnState) -> ReturnSummary: gsi2 "RETURNS#STATE#{state}" / "" oldest;
    /// Staff: claims against carriers in a state, the oldest first.
    carrier_claims(state: CarrierClaimState) -> CarrierClaim: gsi2 "CARRIERCLAIMS#{state}" / "" oldest;
    /// Old goods that are due, because the new ones left first: the clock looks, the oldest first.
    advances() -> ReturnSummary: gsi1 "RETURNS#ADVANCES" / "" oldest;
}

impl Indexed for ReturnAccount {}

impl Indexed for ReturnPhotos {
    fn personal(&self) -> Vec<Personal> {
        vec![Personal::of(&self.order_id, &["photos.*.caption"])]
    }
}

impl Indexed for CarrierClaim {
    fn entries(&self) -> Vec<(Index, Place)> {
        let sort = format!("{}#{}", self.filed_at, self.shipment_id);
        vec![(Index::gsi2, entry(format!("CARRIERCLAIMS#{}", self.state), sort))]
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        Some(summary::<Self, _>(self))
    }
}

impl Indexed for Return {
    fn entries(&self) -> Vec<(Index, Place)> {
        if !self.state.is_open() {
            return Vec::new();
        }
        let sort = format!("{}#{}", self.asked_at, self.return_id);
        let open = (Index::gsi2, entry(format!("RETURNS#STATE#{}", self.state), sort));
        let due = self.instead.as_ref().and_then(Instead::due_at).map(|at| {
            (Index::gsi1, entry("RETURNS#ADVANCES".to_owned(), format!("{at}#{}", self.return_id)))
        });
        [Some(open), due].into_iter().flatten().collect()
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        self.state.is_open().then(|| summary::<Self, _>(&ReturnSummary::from(self)))
    }

    fn personal(&self) -> Vec<Personal> {
        vec![Personal::of(&self.order_id, &["comment"])]
    }
}

//! Keys of `inventory`.
use crate::{
    Index, Indexed, Place, TableError, entry,
    row::{keys, lists},
    summary,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::inventory::{
    Level, Location, Movement, Receipt, Reservation, ReservationDue, ReservationState, StockItem,
    Transfer, TransferSummary,
};
use primitives::{LocationId, MovementId, ReservationId, Sku, Timestamp, TransferId};

keys! {
    /// All locations stand in one partition: there are few, and staff list them.
    location(location_id: LocationId) -> Location: "LOCATION#" / "LOCATION#{location_id}";
    /// Heads a SKU's stock; read by every reservation, written by staff alone.
    stock_item(sku: Sku) -> StockItem: "STOCK#{sku}" / "ITEM";
    /// Counters of one shard, in a partition of its own so that a hot SKU is not a hot partition.
    level(sku: Sku, shard: u16, location_id: LocationId) -> Level: "STOCK#{sku}#{shard}" / "LEVEL#{location_id}";
    /// The ledger of one shard, beside the levels it adds up to.
    movement(sku: Sku, shard: u16, at: Timestamp, movement_id: MovementId) -> Movement: "STOCK#{sku}#{shard}" / "MOVE#{at}#{movement_id}";
    /// Units put aside, one item per page of lines.
    reservation(reservation_id: ReservationId, page: u32) -> Reservation: "RESERVATION#{reservation_id}" / "PAGE#{page:04}";
    /// How far a large receipt has been booked.
    receipt(command: String) -> Receipt: "RECEIPT#{command}" / "RECEIPT";
    /// Units on their way from one location to another.
    transfer(transfer_id: TransferId) -> Transfer: "TRANSFER#{transfer_id}" / "TRANSFER";
}

lists! {
    /// Staff: all locations.
    locations() -> Location: table "LOCATION#" / "LOCATION#" oldest;
    /// Staff: what happened to one shard of a SKU.
    movements(sku: Sku, shard: u16) -> Movement: table "STOCK#{sku}#{shard}" / "MOVE#" newest;
    /// Whoever needs all pages of a reservation.
    reservation_pages(reservation_id: ReservationId) -> Reservation: table "RESERVATION#{reservation_id}" / "PAGE#" oldest;
    /// The clock: pages that may have expired, spread over so many partitions that no index runs hot.
    reservations_due(bucket: u16) -> ReservationDue: gsi1 "RESERVATIONS#DUE#{bucket}" / "" oldest;
    /// Staff: transfers, the newest first.
    transfers() -> TransferSummary: gsi1 "TRANSFERS#" / "" newest;
}

/// Partitions of the list of what may have expired.
pub const DUE_BUCKETS: u16 = 16;

impl Indexed for Location {}
impl Indexed for StockItem {}
impl Indexed for Level {}
impl Indexed for Movement {}

impl Indexed for Receipt {
    fn expires(&self) -> Option<Timestamp> {
        Some(self.until)
    }
}

impl Indexed for Transfer {
    fn entries(&self) -> Vec<(Index, Place)> {
        let Self { shipped_at, transfer_id, .. } = self;
        vec![(Index::gsi1, entry("TRANSFERS#", format!("{shipped_at}#{transfer_id}")))]
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        Some(summary::<Self, _>(&Transfer::summary(self)))
    }
}

impl Indexed for Reservation {
    fn entries(&self) -> Vec<(Index, Place)> {
        if self.state != ReservationState::Created {
            return Vec::new();
        }
        let bucket = self.bucket(DUE_BUCKETS);
        let Self { reservation_id, page, expires_at, .. } = self;
        vec![(
            Index::gsi1,
            entry(
                format!("RESERVATIONS#DUE#{bucket}"),
                format!("{expires_at}#{reservation_id}#{page:04}"),
            ),
        )]
    }

    fn summary(&self) -> Option<Result<AttributeValue, TableError>> {
        (self.state == ReservationState::Created).then(|| summary::<Self, _>(&self.due()))
    }
}

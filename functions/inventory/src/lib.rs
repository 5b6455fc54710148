//! `inventory`: what there is, where, and why; what is put aside, for whom, and how it comes back.
mod abandon_reservation;
mod adjust_stock;
mod change;
mod closed;
mod commit_reservation;
mod count_stock;
mod damage_stock;
mod expire_reservations;
mod list_locations;
mod list_movements;
mod list_transfers;
mod put_location;
mod put_stock;
mod rebalance_stock;
mod receive_stock;
mod receive_transfer;
mod release_cancelled;
mod release_reservation;
mod restock_shipment;
mod ship_transfer;
mod take_back;
mod take_refurbished;
mod view_availability;
mod view_location;
mod view_reservation;
mod view_stock;
mod view_transfer;
mod views;

use contract::inventory::{
    AdjustStock, CountStock, DamageStock, ListLocations, ListMovements, ListTransfers, PutLocation,
    PutStock, RebalanceStock, ReceiveStock, ReceiveTransfer, ReleaseReservation, ShipTransfer,
    ViewAvailability, ViewLocation, ViewReservation, ViewStock, ViewTransfer,
};
use events::{
    checkout::CheckoutClosedV1,
    fulfilment::ShipmentWrittenOffV1,
    order::{LinesCancelledV1, OrderEditedV1, OrderPlacedV1},
    recycle::UnitRefurbishedV1,
    returns::ReturnInspectedV1,
};
use runtime::App;

/// Everything this function answers, listens to and does by the clock.
pub fn app() -> App {
    App::new("inventory")
        .on(PutLocation, put_location::handle)
        .on(ViewLocation, view_location::handle)
        .on(ListLocations, list_locations::handle)
        .on(PutStock, put_stock::handle)
        .on(ViewStock, view_stock::handle)
        .on(ListMovements, list_movements::handle)
        .on(ReceiveStock, receive_stock::handle)
        .on(AdjustStock, adjust_stock::handle)
        .on(CountStock, count_stock::handle)
        .on(DamageStock, damage_stock::handle)
        .on(RebalanceStock, rebalance_stock::handle)
        .on(ShipTransfer, ship_transfer::handle)
        .on(ListTransfers, list_transfers::handle)
        .on(ViewTransfer, view_transfer::handle)
        .on(ReceiveTransfer, receive_transfer::handle)
        .on(ViewReservation, view_reservation::handle)
        .on(ReleaseReservation, release_reservation::handle)
        .on(ViewAvailability, view_availability::handle)
        .on_news::<OrderPlacedV1, _, _, _>(commit_reservation::placed)
        .on_news::<OrderEditedV1, _, _, _>(commit_reservation::edited)
        .on_event::<CheckoutClosedV1, _, _, _>(abandon_reservation::handle)
        .on_event::<LinesCancelledV1, _, _, _>(release_cancelled::handle)
        .on_event::<ShipmentWrittenOffV1, _, _, _>(restock_shipment::handle)
        .on_event::<ReturnInspectedV1, _, _, _>(take_back::handle)
        .on_event::<UnitRefurbishedV1, _, _, _>(take_refurbished::handle)
        .on_tick("expire-reservations", expire_reservations::handle)
}

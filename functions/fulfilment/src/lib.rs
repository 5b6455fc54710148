//! `fulfilment`: parcels, from the shelf to the buyer.
//!
//! Invariant: a parcel leaves in one transaction with its units of the order, of the reservation and of
//! the stock; so nothing is sent that was cancelled, and nothing twice.
mod dispatch;
mod drop_cancelled;
mod grant;
mod list;
mod merge;
mod note_label;
mod note_tracking;
mod pack;
mod pick;
mod resolve;
mod route;
mod split;
mod track;
mod view;

use contract::fulfilment::{
    DispatchShipment, ListFailedShipments, ListLocationShipments, ListShipments, MergeShipments,
    PackShipment, PickShipment, ResolveShipment, SplitShipment, TrackShipment, ViewShipment,
};
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("fulfilment")
        .on(ListShipments, list::of_order)
        .on(ViewShipment, view::handle)
        .on(ListLocationShipments, list::of_location)
        .on(ListFailedShipments, list::failed)
        .on(PickShipment, pick::handle)
        .on(PackShipment, pack::handle)
        .on(DispatchShipment, dispatch::handle)
        .on(TrackShipment, track::by_hand)
        .on(SplitShipment, split::handle)
        .on(MergeShipments, merge::handle)
        .on(ResolveShipment, resolve::handle)
        .on_news(route::placed)
        .on_news(route::edited)
        .on_news(grant::allocated)
        .on_news(grant::released)
        .on_event(drop_cancelled::handle)
        .on_news(note_label::bought)
        .on_news(note_label::refused)
        .on_news(note_tracking::handle)
}

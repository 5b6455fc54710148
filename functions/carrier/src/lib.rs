//! `carrier`: the shop's side of the companies that carry parcels. They stand behind one port; what they
//! say becomes labels, sightings and events in the shop's own words.
//!
//! Invariant: a label is committed before the carrier is asked for it, and its id is the carrier's
//! idempotency key; so whoever comes after a crash or a second delivery asks for the same label again.
mod buy;
mod errand;
mod give_back;
mod label;
mod port;
mod qr;
mod rates;
mod sightings;
mod webhook;

use contract::carrier::{
    AskGuestReturnLabel, AskRepairLabel, AskReturnLabel, AskTakebackLabel, ListRates,
    ListSightings, ReceiveHaulierWebhook, ViewLabel, ViewRepairLabel, ViewReturnLabel,
    ViewTakebackLabel,
};
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("carrier")
        .with_keys()
        .on(ListRates, rates::handle)
        .on(ViewLabel, label::handle)
        .on(ListSightings, sightings::handle)
        .on(ReceiveHaulierWebhook, webhook::haulier)
        .on(AskReturnLabel, errand::ask_return)
        .on(ViewReturnLabel, errand::view_return)
        .on(AskGuestReturnLabel, errand::ask_guest_return)
        .on(AskTakebackLabel, errand::ask_takeback)
        .on(ViewTakebackLabel, errand::view_takeback)
        .on(AskRepairLabel, errand::ask_repair)
        .on(ViewRepairLabel, errand::view_repair)
        .on_news(buy::handle)
        .on_news(give_back::handle)
}

//! `integrations`: tells partners' systems of the shop's events, by signed webhooks, and lets
//! machines in by keys of their own.
//!
//! Invariant: every event that an endpoint wants becomes one delivery, and every delivery ends
//! delivered or failed. What is sent was committed before; it is sent at least once, always under the
//! event's id, and nothing that an outside system does or leaves undone holds up another.
mod api_keys;
mod change_endpoint;
mod clients;
mod create_endpoint;
mod delete_endpoint;
mod deliver;
mod due;
mod list_deliveries;
mod list_endpoints;
mod recover;
mod redeliver;
mod rotate_secret;
mod sample;
mod send;
mod switch;
mod take_up;
mod tally;
mod token;
mod view;
mod view_delivery;
mod view_endpoint;
mod work;

pub use work::Job;

use contract::integrations::{
    ChangeEndpoint, CreateClient, CreateEndpoint, DeleteEndpoint, DisableEndpoint, EnableEndpoint,
    GetToken, IssueApiKey, ListClients, ListDeliveries, ListEndpoints, PreviewWebhook,
    RecoverDeliveries, Redeliver, RevokeApiKey, RevokeClient, RotateSecret, TestWebhook,
    ViewClient, ViewDelivery, ViewEndpoint,
};
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("integrations")
        .on(CreateEndpoint, create_endpoint::handle)
        .on(ListEndpoints, list_endpoints::handle)
        .on(ViewEndpoint, view_endpoint::handle)
        .on(ChangeEndpoint, change_endpoint::handle)
        .on(DeleteEndpoint, delete_endpoint::handle)
        .on(EnableEndpoint, switch::on)
        .on(DisableEndpoint, switch::off)
        .on(RotateSecret, rotate_secret::handle)
        .on(PreviewWebhook, sample::preview)
        .on(TestWebhook, sample::test)
        .on(ListDeliveries, list_deliveries::handle)
        .on(RecoverDeliveries, recover::begin)
        .on(ViewDelivery, view_delivery::handle)
        .on(Redeliver, redeliver::handle)
        .on(CreateClient, clients::create)
        .on(ListClients, clients::list)
        .on(ViewClient, clients::view)
        .on(RevokeClient, clients::revoke)
        .on(IssueApiKey, api_keys::issue)
        .on(RevokeApiKey, api_keys::revoke)
        .on(GetToken, token::get)
        .on_marked_event(events::WANTED_OUTSIDE, take_up::handle)
        .on_tick("deliver-webhooks", due::handle)
        .on_job(work::handle)
}

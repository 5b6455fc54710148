//! `notification`: tells buyers what becomes of their orders, by mail and text message, each fact once.
//!
//! Invariant: a message is claimed by a commit before it is handed to the mail service, and what came
//! of it is committed after. The service does not know a message again; so one that was claimed and
//! whose run then vanished is `unknown`, and only a person sends it again.
mod compose;
mod deliver;
mod erasure;
mod facts;
mod feedback;
mod render;
mod resend;
mod sheet;
mod suppressions;
mod tell;
mod view;
mod words;

use contract::notification::{
    FindSuppression, LiftSuppression, ListMessages, ListOrderMessages, ResendMessage,
    SuppressAddress, ViewMessage,
};
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("notification")
        .with_keys()
        .on(ListOrderMessages, view::of_order)
        .on(ListMessages, view::in_state)
        .on(ViewMessage, view::one)
        .on(ResendMessage, resend::handle)
        .on(FindSuppression, suppressions::find)
        .on(SuppressAddress, suppressions::add)
        .on(LiftSuppression, suppressions::lift)
        .on_event(tell::placed)
        .on_event(tell::shipped)
        .on_event(tell::delivered)
        .on_event(tell::cancelled)
        .on_event(tell::payment_failed)
        .on_news(erasure::handle)
        .on_outside("Email Delivered", feedback::handle)
        .on_outside("Email Bounced", feedback::handle)
        .on_outside("Email Complaint Received", feedback::handle)
        .on_outside("Email Rejected", feedback::handle)
}

//! `refunds`: what is given back of orders that have left, decided apart from its execution.
//!
//! Invariant: of a line, and of shipping, no more is granted than was due for what has left; and what payments are
//! told to give back is written into their logs in the transaction that says so, so that no two refunds draw on the
//! same money. `payment` sends it, by the transaction's id, as often as it takes.
mod books;
mod credit_note;
mod decide;
mod execute;
mod heard;
mod inspected;
mod list;
mod news;
mod request;
mod retry;
mod undo;
mod view;

use contract::refunds as op;
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("refunds")
        .on(op::ViewRefundable, view::refundable)
        .on(op::PreviewRefund, request::preview)
        .on(op::RequestRefund, request::handle)
        .on(op::ListOrderRefunds, list::of_order)
        .on(op::ViewRefund, view::one)
        .on(op::ListRefunds, list::in_state)
        .on(op::ApproveRefund, decide::approve)
        .on(op::DeclineRefund, decide::decline)
        .on(op::RetryRefund, retry::handle)
        .on(op::ViewCreditNote, credit_note::view)
        .on_event(execute::granted)
        .on_event(heard::refunded)
        .on_event(heard::refused)
        .on_event(inspected::handle)
        .on_event(undo::handle)
}

//! `returns`: units that buyers send back, and claims about units that came wrong.
//!
//! Invariant: no unit is in two returns, and none that was not delivered is in any. What an inspection finds is told
//! once: `inventory` takes the units back, and `refunds` gives back what they cost.
mod approve;
mod books;
mod close;
mod inspect;
mod list;
mod note_refund;
mod photos;
mod receive;
mod request;
mod view;

use contract::returns as op;
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("returns")
        .on(op::ListReturnReasons, list::reasons)
        .on(op::RequestReturn, request::own)
        .on(op::RequestGuestReturn, request::guests)
        .on(op::RequestGiftReturn, request::gift)
        .on(op::ListOrderReturns, list::of_order)
        .on(op::ViewReturn, view::handle)
        .on(op::ListReturns, list::in_state)
        .on(op::ApproveReturn, approve::handle)
        .on(op::DeclineReturn, approve::decline)
        .on(op::CancelReturn, close::cancel)
        .on(op::SettleClaim, inspect::settle)
        .on(op::ReceiveReturn, receive::handle)
        .on(op::InspectReturn, inspect::handle)
        .on(op::AddReturnPhoto, photos::add)
        .on(op::ListReturnPhotos, photos::list)
        .on(op::CloseReturn, close::handle)
        .on_event(note_refund::completed)
        .on_event(note_refund::refused)
        .on_event(note_refund::declined)
}

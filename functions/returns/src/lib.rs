//! `returns`: units that buyers send back, and claims about units that came wrong.
//!
//! What comes instead of what goes back is an order of its own, which a checkout places; what goes back pays for it.
//!
//! Invariant: no unit is in two returns, and none that was not delivered is in any. What pays for an exchange is
//! backed, by what was taken for the old goods or by a hold on a card, and a hold ends once. What an inspection finds is told
//! once: `inventory` takes the units back, and `refunds` gives back what they cost.
mod approve;
mod books;
mod carrier_claim;
mod close;
mod draft;
mod erasure;
mod exchange;
mod hold;
mod inspect;
mod list;
mod news;
mod note_order;
mod note_refund;
mod note_tracking;
mod onward;
mod overdue;
mod photos;
mod receive;
mod replace;
mod request;
mod view;

use contract::returns as op;
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("returns")
        .with_keys()
        .on(op::ListReturnReasons, list::reasons)
        .on(op::RequestReturn, request::own)
        .on(op::RequestGuestReturn, request::guests)
        .on(op::RequestGiftReturn, request::gift)
        .on(op::RequestExchange, exchange::handle)
        .on(op::RequestGuestExchange, exchange::guests)
        .on(op::ReplaceClaim, replace::handle)
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
        .on(op::AddGuestReturnPhoto, photos::guests)
        .on(op::ListReturnPhotos, photos::list)
        .on(op::CloseReturn, close::handle)
        .on(op::FileCarrierClaim, carrier_claim::file)
        .on(op::DecideCarrierClaim, carrier_claim::decide)
        .on(op::ViewCarrierClaim, carrier_claim::view)
        .on(op::ListCarrierClaims, carrier_claim::list)
        .on_event(note_refund::begun)
        .on_event(note_refund::completed)
        .on_event(note_refund::refused)
        .on_event(note_refund::declined)
        .on_news(note_tracking::handle)
        .on_news(note_order::placed_one)
        .on_news(note_order::closed)
        .on_news(hold::authorised)
        .on_news(hold::declined)
        .on_news(overdue::one)
        .on_news(erasure::handle)
        .on_tick("collect-advances", overdue::due)
}

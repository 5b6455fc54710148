//! `checkout`: turns a cart or a completed draft into exactly one order.
//!
//! Requests, events and ticks all move a checkout by the same [`domain::checkout::next`], one
//! transaction at a time, so it does not matter who comes, in which order, or who crashes.
mod access;
mod cancel;
mod cards;
mod change;
mod claims;
mod company;
mod complete;
mod complete_cart;
mod edits;
mod erasure;
mod follow;
mod open;
mod saga;
mod shipping;
mod steps;
mod ticks;
mod view;
mod work;

use contract::checkout::{
    AddGiftCard, CancelCheckout, ChangeCheckout, CompleteCart, CompleteCheckout,
    ListCheckoutShipping, OpenCheckout, RemoveGiftCard, UseStoreCredit, ViewCheckout,
};
use runtime::App;

/// Everything this function answers and listens to.
pub fn app() -> App {
    App::new("checkout")
        .with_keys()
        .on(OpenCheckout, open::handle)
        .on(ViewCheckout, view::handle)
        .on(ChangeCheckout, change::handle)
        .on(AddGiftCard, cards::add)
        .on(UseStoreCredit, cards::use_store_credit)
        .on(RemoveGiftCard, cards::remove)
        .on(ListCheckoutShipping, shipping::handle)
        .on(CompleteCheckout, complete::handle)
        .on(CancelCheckout, cancel::handle)
        .on(CompleteCart, complete_cart::handle)
        .on_news(follow::authorised)
        .on_news(follow::declined)
        .on_news(follow::action_required)
        .on_news(follow::requested)
        .on_news(follow::due)
        .on_news(erasure::handle)
        .on_tick("advance-checkouts", ticks::advance)
        .on_tick("expire-checkouts", ticks::expire)
}

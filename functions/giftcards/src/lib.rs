//! `giftcards`: what the shop owes on gift cards and as store credit, card by card, in a ledger.
//!
//! Invariant: what is left on a card is the sum of its entries, and never below nothing. A code is in one
//! answer, and nowhere else: the table keeps its digest and its last four characters. How a card pays is
//! decided by `checkout`, and what comes back to it is booked by `payment`.
mod balance;
mod codes;
mod expire;
mod issue;
mod liability;
mod store_credit;
mod switch;
mod view;

use contract::giftcards as op;
use runtime::App;

/// Everything this function answers and does by the clock.
pub fn app() -> App {
    App::new("giftcards")
        .on(op::IssueGiftCard, issue::handle)
        .on(op::ListGiftCards, view::list)
        .on(op::ViewGiftCard, view::one)
        .on(op::MakeGiftCode, codes::make)
        .on(op::ListGiftCardEntries, view::entries)
        .on(op::DisableGiftCard, switch::disable)
        .on(op::EnableGiftCard, switch::enable)
        .on(op::AdjustGiftCard, issue::adjust)
        .on(op::CheckGiftCard, balance::check)
        .on(op::ViewLiability, liability::view)
        .on(op::GrantStoreCredit, store_credit::grant)
        .on(op::ViewStoreCredit, store_credit::view)
        .on(op::ListStoreCreditEntries, store_credit::entries)
        .on_tick("expire-gift-cards", expire::due)
}

//! `repair`: units that were sold and that their owners send in to be mended.
//!
//! Invariant: nothing is mended that was not approved, in exactly the version that was quoted; parts leave stock in the
//! transaction that puts them into the repair, and never more of them than were approved.
mod answer;
mod bench;
mod books;
mod close;
mod due;
mod erasure;
mod list;
mod loaner;
mod parts;
mod quote;
mod request;
mod shelf;

use contract::repair as op;
use runtime::App;

/// Everything this function answers, listens to and does by the clock.
pub fn app() -> App {
    App::new("repair")
        .with_keys()
        .on(op::RequestRepair, request::own)
        .on(op::RequestGuestRepair, request::guests)
        .on(op::ListOrderRepairs, list::of_order)
        .on(op::ViewRepair, list::one)
        .on(op::ListRepairs, list::in_state)
        .on(op::FindRepairs, list::of_serial)
        .on(op::LendLoaner, loaner::give)
        .on(op::TakeLoanerBack, loaner::take_back)
        .on(op::ChargeLoaner, loaner::charge)
        .on(op::ReceiveRepair, bench::receive)
        .on(op::DiagnoseRepair, bench::diagnose)
        .on(op::QuoteRepair, quote::handle)
        .on(op::ApproveRepair, answer::approve)
        .on(op::DeclineRepair, answer::decline)
        .on(op::UseRepairPart, parts::take)
        .on(op::ReturnRepairPart, parts::put_back)
        .on(op::FinishRepair, bench::finish)
        .on(op::CloseRepair, close::handle)
        .on(op::CancelRepair, close::cancel)
        .on_news(erasure::handle)
        .on_tick("lapse-quotes", due::handle)
}

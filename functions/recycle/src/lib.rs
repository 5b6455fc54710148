//! `recycle`: used goods that customers bring back for store credit, and what becomes of them.
//!
//! Invariant: a take-back is paid in the transaction that says so, by store credit that is named after it; never more
//! than the quote that was accepted, and never twice.
mod due;
mod inspect;
mod programmes;
mod report;
mod request;
mod steps;
mod treat;
mod view;

use contract::recycle as op;
use runtime::App;

/// Everything this function answers and does by the clock.
pub fn app() -> App {
    App::new("recycle")
        .on(op::ListTakebackProgrammes, programmes::list)
        .on(op::ViewTakebackProgramme, programmes::view)
        .on(op::PutTakebackProgramme, programmes::put)
        .on(op::RequestTakeback, request::handle)
        .on(op::ListMyTakebacks, view::mine)
        .on(op::ListTakebacks, view::in_state)
        .on(op::ViewTakeback, view::handle)
        .on(op::AcceptTakeback, steps::accept)
        .on(op::CancelTakeback, steps::cancel)
        .on(op::ReceiveTakeback, steps::receive)
        .on(op::InspectTakeback, inspect::handle)
        .on(op::TakeTakebackOffer, inspect::take)
        .on(op::DeclineTakebackOffer, steps::decline)
        .on(op::SendTakebackBack, steps::send_back)
        .on(op::TreatTakeback, treat::handle)
        .on(op::ViewMaterialReport, report::view)
        .on(op::WriteMaterialReport, report::write)
        .on_tick("takebacks-due", due::handle)
}

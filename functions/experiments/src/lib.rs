//! `experiments`: what is tried on whom, and what came of it.
//!
//! Invariant: who sees what follows from the plan and the subject's id alone. A subject is counted once for each
//! experiment that they have seen, and by what they did after that.
mod assign;
mod expose;
mod outcomes;
mod plan;
mod results;
mod staff;
mod watch;

use contract::experiments as op;
use events::{
    order::{OrderCancelledV1, OrderPlacedV1},
    refunds::RefundCompletedV1,
};
use runtime::App;

/// Everything this function answers, listens to and does by the clock.
pub fn app() -> App {
    App::new("experiments")
        .on(op::AssignExperiments, assign::handle)
        .on(op::NoteExposures, expose::handle)
        .on(op::ListExperiments, staff::list)
        .on(op::ViewExperiment, staff::view)
        .on(op::PutExperiment, staff::put)
        .on(op::StartExperiment, staff::start)
        .on(op::RaiseExperimentShare, staff::raise)
        .on(op::StopExperiment, staff::stop)
        .on(op::ViewExperimentResults, results::view)
        .on_event::<OrderPlacedV1, _, _, _>(outcomes::placed)
        .on_event::<OrderCancelledV1, _, _, _>(outcomes::cancelled)
        .on_event::<RefundCompletedV1, _, _, _>(outcomes::given_back)
        .on_tick("watch-experiments", watch::handle)
}

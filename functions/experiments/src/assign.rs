use crate::plan;
use contract::experiments::{AssignExperiments, AssignmentView, AssignmentsView};
use domain::experiments::{Seat, seats};
use runtime::{Cx, Done, Outcome, Req};

/// Where a subject sits in everything that runs.
pub async fn handle(cx: Cx, req: Req<AssignExperiments>) -> Outcome<AssignmentsView> {
    let plan = plan::running(&cx).await?;
    let assignments = seats(&plan, req.query.subject.as_ref()).iter().map(shown).collect();
    Ok(Done::new(AssignmentsView { assignments }))
}

pub fn shown(seat: &Seat<'_>) -> AssignmentView {
    AssignmentView { experiment: seat.experiment.clone(), arm: seat.arm.clone() }
}

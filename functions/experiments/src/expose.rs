//! A subject has seen something: the arm is the one that the plan gives them, whatever the caller shows.
use crate::{assign::shown, plan};
use contract::experiments::{AssignmentsView, ExposuresBody, NoteExposures};
use domain::experiments::{
    Counted, EXPOSURES_MAX, ExperimentRefusal, KEEP_DAYS, Seat, TrialExposure, TrialLink, seats,
};
use primitives::ExternalKey;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Adjust, keys::experiments as keys};

/// Notes it, for each experiment once.
pub async fn handle(cx: Cx, req: Req<NoteExposures>) -> Outcome<AssignmentsView> {
    let ExposuresBody { subject, cart_id, experiments } = &req.body;
    if !(1..=EXPOSURES_MAX).contains(&experiments.len()) {
        return Err(ExperimentRefusal::Exposures(EXPOSURES_MAX).into());
    }
    let plan = plan::running(&cx).await?;
    let seats = seats(&plan, subject.as_ref());
    let seen: Vec<&Seat<'_>> =
        seats.iter().filter(|seat| experiments.contains(seat.experiment)).collect();
    let assignments = seen.iter().map(|seat| shown(seat)).collect();
    let mut done = Done::new(AssignmentsView { assignments });
    if seen.is_empty() {
        return Ok(done);
    }
    for seat in seen {
        let known = cx.find(keys::exposure(subject, seat.experiment)).await?;
        if known.is_none() {
            let (experiment, arm) = (seat.experiment.clone(), seat.arm.clone());
            let (exposure, moved) =
                TrialExposure::first(subject.clone(), experiment, arm, cx.now());
            done = counted(done.create(&exposure), &exposure, moved);
        }
    }
    linked(&cx, done, subject, cart_id.as_ref()).await
}

/// With the counters of the subject's arm moved.
pub fn counted<R>(done: Done<R>, exposure: &TrialExposure, moved: Counted) -> Done<R> {
    let key = keys::tally(&exposure.experiment, &exposure.arm, &exposure.shard());
    done.adjust(
        moved.into_iter().fold(Adjust::of(key), |adjust, (counter, by)| adjust.add(counter, by)),
    )
}

/// A cart is the first visitor's who shows it.
async fn linked<R>(
    cx: &Cx,
    done: Done<R>,
    subject: &ExternalKey,
    cart: Option<&ExternalKey>,
) -> Result<Done<R>, Fault> {
    let Some(cart) = cart.filter(|cart| *cart != subject) else { return Ok(done) };
    if cx.find(keys::link(cart)).await?.is_some() {
        return Ok(done);
    }
    let until = cx.now().plus_seconds(KEEP_DAYS * 86_400);
    Ok(done.create(&TrialLink { cart: cart.clone(), subject: subject.clone(), until }))
}

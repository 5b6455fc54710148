//! The clock looks at everything that runs: what its looks show stays shown, and what does harm ends.
use crate::staff::{planned, told};
use domain::experiments::{ExperimentVerdict, Trial, TrialPlan, stands};
use events::experiments::ExperimentJudgedV1;
use primitives::Code;
use runtime::{Cx, Done, Fault, Progress, Step};
use table::{Held, keys::experiments as keys};

/// Experiments that are looked at in one transaction.
const BATCH: usize = 20;
/// How long after a look the next may come: whatever runs is looked at once in a run of the clock.
const AGAIN_SECONDS: i64 = 1_800;

pub async fn handle(cx: Cx) -> Progress<()> {
    let (was, mut plan) = planned(&cx).await?;
    let names: Vec<_> = plan.money.keys().map(keys::trial).collect();
    let due =
        |trial: &Trial| trial.looked_at.is_none_or(|at| at.plus_seconds(AGAIN_SECONDS) <= cx.now());
    let running = cx.load_many(&names).await?.into_iter().flatten();
    let due: Vec<Held<Trial>> = running.filter(|held| due(held)).take(BATCH).collect();
    if due.is_empty() {
        return Ok(Step::Finish(Done::new(())));
    }
    let (before, mut done) = (plan.clone(), Done::new(()));
    for held in &due {
        done = look(&cx, done, held, &mut plan).await?;
    }
    if plan != before {
        done = done.save(was.as_ref(), &plan);
    }
    Ok(Step::Continue(done))
}

/// Looks at one, and ends it where its counts cannot be trusted or a guard is harmed.
async fn look(
    cx: &Cx,
    done: Done<()>,
    held: &Held<Trial>,
    plan: &mut TrialPlan,
) -> Result<Done<()>, Fault> {
    let tallies = cx.list_all(&keys::tallies(&held.experiment)).await?;
    let (standing, looks) = stands(held, &tallies)?;
    let verdict = standing.verdict;
    let seen =
        Trial { looks, looked_at: Some(cx.now()), verdict: Some(verdict), ..held.value.clone() };
    if let Some(why) = ends(verdict) {
        let (next, left) = seen.stopped(Code::parse(why)?, None, plan, cx.now())?;
        *plan = left;
        return Ok(told(done.replace(held, &next), &next, held.next_version()));
    }
    let done = done.replace(held, &seen);
    match decides(verdict).filter(|_| held.verdict != Some(verdict)) {
        Some(word) => {
            let event = ExperimentJudgedV1 {
                experiment: seen.experiment.clone(),
                verdict: Code::parse(word)?,
            };
            Ok(done.publish(&seen.experiment, held.next_version(), &event))
        }
        None => Ok(done),
    }
}

const fn ends(verdict: ExperimentVerdict) -> Option<&'static str> {
    match verdict {
        ExperimentVerdict::Broken => Some("broken"),
        ExperimentVerdict::Stop => Some("stop"),
        _ => None,
    }
}

const fn decides(verdict: ExperimentVerdict) -> Option<&'static str> {
    match verdict {
        ExperimentVerdict::Adopt => Some("adopt"),
        ExperimentVerdict::Reject => Some("reject"),
        ExperimentVerdict::NoDifference => Some("no_difference"),
        _ => None,
    }
}

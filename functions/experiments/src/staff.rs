//! What staff do with experiments.
use contract::{
    Page,
    experiments::{
        ExperimentView, ListExperiments, PutExperiment, RaiseExperimentShare, StartExperiment,
        StopExperiment, ViewExperiment,
    },
};
use domain::experiments::{SHARDS, Trial, TrialPlan, TrialState, TrialTally};
use events::experiments::{ExperimentStartedV1, ExperimentStoppedV1};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys::experiments as keys};

/// Experiments by name.
pub async fn list(cx: Cx, req: Req<ListExperiments>) -> Outcome<Page<ExperimentView>> {
    let page = cx.page(&keys::trials(), &req.query).await?;
    Ok(Done::new(Page { items: page.items.iter().map(Into::into).collect(), next: page.next }))
}

/// One of them.
pub async fn view(cx: Cx, req: Req<ViewExperiment>) -> Outcome<ExperimentView> {
    let held = cx.load(keys::trial(&req.path.experiment)).await?;
    Ok(Done::new(ExperimentView::from(&held.value)).etag(held.version()))
}

/// A draft, new or written anew.
pub async fn put(cx: Cx, req: Req<PutExperiment>) -> Outcome<ExperimentView> {
    let held = cx.find(keys::trial(&req.path.experiment)).await?;
    let version = held.as_ref().map_or(0, Held::version);
    if req.if_match.is_some_and(|wanted| wanted != version) {
        return Err(Fault::Changed);
    }
    let next = match &held {
        Some(held) if held.design == req.body => return Ok(shown(held)),
        Some(held) => held.written(req.body)?,
        None => Trial::draft(req.path.experiment.clone(), req.body)?,
    };
    Ok(Done::new(ExperimentView::from(&next)).etag(version + 1).save(held.as_ref(), &next))
}

/// Starts it, with its counters at nothing.
pub async fn start(cx: Cx, req: Req<StartExperiment>) -> Outcome<ExperimentView> {
    let held = cx.load(keys::trial(&req.path.experiment)).await?;
    if held.state == TrialState::Running {
        return Ok(shown(&held));
    }
    let (was, plan) = planned(&cx).await?;
    let (next, plan) = held.started(&plan, cx.now())?;
    let arms = &next.design.arms;
    let event = ExperimentStartedV1 {
        experiment: next.experiment.clone(),
        layer: next.design.layer.clone(),
        arms: arms.iter().map(|arm| arm.name.clone()).collect(),
    };
    let mut done = moved(&held, &next).save(was.as_ref(), &plan);
    for arm in arms {
        for shard in 0..SHARDS {
            done = done.create(&TrialTally::none(next.experiment.clone(), arm.name.clone(), shard));
        }
    }
    Ok(done.publish(&next.experiment, held.next_version(), &event))
}

/// Lets more take part.
pub async fn raise(cx: Cx, req: Req<RaiseExperimentShare>) -> Outcome<ExperimentView> {
    let held = cx.load(keys::trial(&req.path.experiment)).await?;
    let (was, plan) = planned(&cx).await?;
    let (next, plan) = held.raised(req.body.share, &plan)?;
    Ok(moved(&held, &next).save(was.as_ref(), &plan))
}

/// Ends it.
pub async fn stop(cx: Cx, req: Req<StopExperiment>) -> Outcome<ExperimentView> {
    let held = cx.load(keys::trial(&req.path.experiment)).await?;
    if held.state == TrialState::Stopped {
        return Ok(shown(&held));
    }
    let (was, plan) = planned(&cx).await?;
    let (next, plan) = held.stopped(req.body.why, req.body.adopt, &plan, cx.now())?;
    let done = moved(&held, &next).save(was.as_ref(), &plan);
    Ok(told(done, &next, held.next_version()))
}

/// Adds the news that it is over.
pub fn told<R>(done: Done<R>, trial: &Trial, version: u64) -> Done<R> {
    let Some(why) = trial.why.clone() else { return done };
    let adopted = trial.adopted.clone();
    let event = ExperimentStoppedV1 { experiment: trial.experiment.clone(), why, adopted };
    done.publish(&trial.experiment, version, &event)
}

/// The plan as of now, and the pass for writing over it.
pub async fn planned(cx: &Cx) -> Result<(Option<Held<TrialPlan>>, TrialPlan), Fault> {
    let held = cx.find(keys::plan()).await?;
    let plan = held.as_ref().map(|held| held.value.clone()).unwrap_or_default();
    Ok((held, plan))
}

fn shown(held: &Held<Trial>) -> Done<ExperimentView> {
    Done::new(ExperimentView::from(&held.value)).etag(held.version())
}

fn moved(held: &Held<Trial>, next: &Trial) -> Done<ExperimentView> {
    Done::new(ExperimentView::from(next)).etag(held.next_version()).replace(held, next)
}

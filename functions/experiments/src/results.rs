use contract::experiments::{ExperimentResults, ViewExperimentResults};
use domain::experiments::stands;
use runtime::{Cx, Done, Outcome, Req};
use table::keys::experiments as keys;

/// How an experiment stands now. What a look shows is kept by the clock alone: reading changes nothing.
pub async fn view(cx: Cx, req: Req<ViewExperimentResults>) -> Outcome<ExperimentResults> {
    let held = cx.load(keys::trial(&req.path.experiment)).await?;
    let tallies = cx.list_all(&keys::tallies(&held.experiment)).await?;
    let (standing, _) = stands(&held, &tallies)?;
    let (experiment, state) = (held.experiment.clone(), held.state);
    Ok(Done::new(ExperimentResults { experiment, state, standing }))
}

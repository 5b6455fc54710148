//! The plan of everything that runs, as this process keeps it.
use domain::experiments::TrialPlan;
use primitives::Timestamp;
use runtime::{Cx, Fault};
use std::sync::Arc;
use table::keys::experiments as keys;

/// How old a plan may be: within so many seconds every process knows that an experiment began or ended.
const FRESH_SECONDS: i64 = 30;

struct Kept {
    plan: Arc<TrialPlan>,
    read_at: Timestamp,
}

/// What runs: from memory, but for one read every half minute.
pub async fn running(cx: &Cx) -> Result<Arc<TrialPlan>, Fault> {
    let fresh = |kept: &Arc<Kept>| cx.now() < kept.read_at.plus_seconds(FRESH_SECONDS);
    if let Some(kept) = cx.recall::<Kept>().filter(fresh) {
        return Ok(kept.plan.clone());
    }
    let held = cx.peek(keys::plan()).await?;
    let plan = Arc::new(held.map(|held| held.value).unwrap_or_default());
    cx.keep(Arc::new(Kept { plan: plan.clone(), read_at: cx.now() }));
    Ok(plan)
}

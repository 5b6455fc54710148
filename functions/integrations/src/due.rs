//! The clock: what waits is taken up again, and so is what a crash or a lost message left behind.
use crate::work::{Job, enqueue};
use domain::integrations::delivery::SHARDS;
use runtime::{Cx, Done, Outcome};
use table::keys::integrations as keys;

/// Deliveries that one tick takes up per shard; those that have waited longest come first.
const BATCH: u32 = 250;

/// Has everything looked after that is due by now.
pub async fn handle(cx: Cx) -> Outcome<()> {
    for shard in 0..SHARDS {
        let due = keys::due_deliveries(&shard).up_to(cx.now());
        let found = cx.list(&due, BATCH, None).await?.items;
        let jobs = found.into_iter().map(|one| Job::Deliver { delivery_id: one.delivery_id });
        enqueue(&cx, jobs).await?;
    }
    Ok(Done::new(()))
}

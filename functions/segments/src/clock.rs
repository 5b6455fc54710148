//! What the clock does: goes on with the look at everybody, and looks at those whom time may have moved.
use crate::{judge::judged, sweep};
use domain::segments::DUE_GROUPS;
use primitives::CustomerId;
use runtime::{Cx, Done, Progress, Step};
use table::keys::segments as keys;

/// Customers of one look.
const BATCH: u32 = 25;

/// One transaction a step, until nothing is due.
pub async fn handle(cx: Cx) -> Progress<()> {
    if let Some(done) = sweep::step(&cx).await? {
        return Ok(Step::Continue(done));
    }
    for group in 0..DUE_GROUPS {
        let list = keys::standings_due(&group).up_to(cx.now());
        let mut after = None;
        loop {
            let page = cx.list(&list, BATCH, after.as_ref()).await?;
            let due: Vec<CustomerId> = page.items.into_iter().map(|one| one.customer_id).collect();
            // The index may lag behind: whoever was looked at by now has nothing to be written.
            if let Step::Continue(done) | Step::Finish(done) = judged(&cx, &due).await?
                && !done.is_read_only()
            {
                return Ok(Step::Continue(done));
            }
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
    }
    Ok(Step::Finish(Done::new(())))
}

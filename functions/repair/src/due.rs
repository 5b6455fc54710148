//! What the clock does: quotes that nobody answered in time lapse.
use domain::repair::lapse;
use events::repair::RepairQuoteLapsedV1;
use runtime::{Cx, Done, Progress, Step};
use table::keys::repair as keys;

/// Repairs of one look.
const BATCH: u32 = 30;

/// One after the other, one transaction each, until none is over.
pub async fn handle(cx: Cx) -> Progress<()> {
    let list = keys::quotes_due().up_to(cx.now());
    let mut after = None;
    loop {
        let page = cx.list(&list, BATCH, after.as_ref()).await?;
        // The index may lag behind: what was answered by now, or quoted anew, is left alone.
        for one in &page.items {
            let held = cx.load(keys::one(&one.order_id, &one.repair_id)).await?;
            let Some(next) = lapse(&held, cx.now()) else { continue };
            let event = RepairQuoteLapsedV1 {
                repair_id: next.repair_id.clone(),
                order_id: next.order_id.clone(),
                quote: next.quote.as_ref().map_or(0, |quote| quote.version),
            };
            let done = Done::new(()).replace(&held, &next);
            let done = done.publish(&next.repair_id, held.next_version(), &event);
            return Ok(Step::Continue(done));
        }
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(Step::Finish(Done::new(()))),
        }
    }
}

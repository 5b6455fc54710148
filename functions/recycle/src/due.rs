//! What the clock does: quotes nobody took, things that never came, lower offers nobody answered.
use crate::steps::{ended, moved};
use domain::recycle::{DUE_GROUPS, TakebackState, lapse};
use events::recycle::TakebackReturningV1;
use runtime::{Cx, Done, Progress, Step};
use table::keys::recycle as keys;

/// Take-backs of one look.
const BATCH: u32 = 30;

/// Ends one term after the other, one transaction each, until none is over.
pub async fn handle(cx: Cx) -> Progress<()> {
    for group in 0..DUE_GROUPS {
        let list = keys::takebacks_due(&group).up_to(cx.now());
        let mut after = None;
        loop {
            let page = cx.list(&list, BATCH, after.as_ref()).await?;
            // The index may lag behind: what is done by now, or is due later, is left alone.
            for one in &page.items {
                let held = cx.load(keys::takeback(&one.takeback_id)).await?;
                let Some(next) = lapse(&held, cx.now()) else { continue };
                let done = if next.state == TakebackState::Returning {
                    let takeback_id = next.takeback_id.clone();
                    moved(&held, &next, &TakebackReturningV1 { takeback_id })
                } else {
                    ended(&cx, &held, &next).await?
                };
                return Ok(Step::Continue(done.map(|_| ())));
            }
            match page.next {
                Some(next) => after = Some(next),
                None => break,
            }
        }
    }
    Ok(Step::Finish(Done::new(())))
}

//! Makes sure that a cancellation comes to its end, whatever became of whoever asked for it.
use crate::cancellation;
use events::{Envelope, order::CancellationBegunV1};
use runtime::{Cx, Done, Progress, Step};
use table::keys;

pub async fn handle(cx: Cx, event: Envelope<CancellationBegunV1>) -> Progress<()> {
    let CancellationBegunV1 { order_id, cancellation_id } = &event.data;
    let held = cx.load(keys::order::order(order_id)).await?;
    if held.cancelling.as_ref() != Some(cancellation_id) {
        return Ok(Step::Finish(Done::new(())));
    }
    Ok(Step::Continue(cancellation::go_on(&cx, &held, cancellation_id).await?))
}

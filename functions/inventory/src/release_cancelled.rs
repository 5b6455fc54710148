use domain::inventory::Ask;
use events::{Envelope, order::LinesCancelledV1};
use runtime::{Cx, Done, Progress, Step};
use stock::{Paged, release_lines};

/// Units of an order were cancelled: they are given back.
pub async fn handle(cx: Cx, event: Envelope<LinesCancelledV1>) -> Progress<()> {
    let Some(reservation_id) = &event.data.reservation_id else {
        return Ok(Step::Finish(Done::new(())));
    };
    let asks: Vec<Ask> = event
        .data
        .lines
        .iter()
        .filter_map(|line| Some(Ask { sku: line.sku.clone()?, quantity: line.quantity }))
        .collect();
    let reference = event.data.cancellation_id.to_string();
    let done = Done::new(());
    let released =
        release_lines(&cx, done, reservation_id, event.data.page, &asks, &reference).await?;
    Ok(match released {
        Paged::Part(done) => Step::Continue(done),
        Paged::Whole(done) => Step::Finish(done),
    })
}

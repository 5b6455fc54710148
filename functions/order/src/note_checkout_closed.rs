//! Takes note that a checkout ended without an order: a draft it was placing is a draft again, an
//! order it was editing is as it was.
use domain::{
    checkout::{Refusal, Source},
    order::{self, Happened, TimelineEntry},
};
use events::{Envelope, checkout::CheckoutClosedV1};
use runtime::{Cx, Done, Outcome};
use table::keys;

pub async fn handle(cx: Cx, event: Envelope<CheckoutClosedV1>) -> Outcome<()> {
    let CheckoutClosedV1 { checkout_id, order_id, .. } = &event.data;
    let checkout = cx.find(keys::checkout::checkout(checkout_id)).await?;
    let entry = match checkout.as_ref().map(|checkout| &checkout.source) {
        Some(Source::Edit { edit_id, .. }) => {
            TimelineEntry::of(order_id, Happened::EditFailed, &event).about(edit_id)
        }
        _ => TimelineEntry::of(order_id, Happened::CheckoutClosed, &event).about(checkout_id),
    };
    let failure = checkout.and_then(|checkout| checkout.value.failure);
    let why = failure.as_ref().map_or_else(
        || "the checkout was closed".to_owned(),
        |failure| Refusal::from(failure).to_string(),
    );
    let done = Done::new(()).put(&entry.note(&why));
    let Some(held) = cx.find(keys::order::order(order_id)).await? else { return Ok(done) };
    // The checkout may have let go of the draft itself; then there is nothing left to do.
    match order::give_up_placing(&held, checkout_id, &why) {
        Ok(next) => Ok(done.replace(&held, &next)),
        Err(_) => Ok(done),
    }
}

use crate::drive;
use domain::payment::call_off;
use events::{Envelope, checkout::CheckoutClosedV1};
use runtime::{Cx, Done, Progress, Step};
use table::keys;

/// Lets go of whatever is authorised for a checkout, or will be.
pub async fn handle(cx: Cx, closed: Envelope<CheckoutClosedV1>) -> Progress<()> {
    for payment_id in &closed.data.payment_ids {
        let Some(held) = cx.find(keys::payment::payment(payment_id)).await? else { continue };
        if let Some(called_off) = call_off(&held, cx.now()) {
            return Ok(Step::Continue(Done::new(()).replace(&held, &called_off)));
        }
        if let Some(done) = drive::step(&cx, &held).await? {
            return Ok(Step::Continue(done));
        }
    }
    Ok(Step::Finish(Done::new(())))
}

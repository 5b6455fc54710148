use crate::{
    view,
    work::{Job, enqueue},
};
use contract::integrations::{DeliveryView, Redeliver};
use domain::integrations::{Delivery, DeliveryState, Refusal};
use runtime::{Cx, Done, Fault, Progress, Req, Step};
use table::keys::integrations as keys;

/// Begins a delivery anew, and has it looked after at once. One that is being sent just now is left
/// alone.
pub async fn handle(cx: Cx, req: Req<Redeliver>) -> Progress<DeliveryView> {
    let held = cx.load(keys::delivery(&req.path.delivery_id)).await?;
    let endpoint = cx.find(keys::endpoint(&held.endpoint_id)).await?;
    let endpoint = endpoint.ok_or(Fault::missing("endpoint"))?;
    if endpoint.disabled.is_some() {
        return Err(Refusal::Disabled.into());
    }
    let message = cx.find(keys::message(&held.delivery_id)).await?.ok_or(Refusal::Gone)?;
    let now = cx.now();
    if is_fresh(&held) {
        enqueue(&cx, [Job::Deliver { delivery_id: held.delivery_id.clone() }]).await?;
    } else if let Some(revived) = held.value.clone().revived(now) {
        return Ok(Step::Continue(Done::new(()).replace(&held, &revived)));
    }
    Ok(Step::Finish(Done::new(view::delivery(&held, Some(&message)))))
}

/// Whether all its tries are before it.
fn is_fresh(held: &Delivery) -> bool {
    let waits = matches!(held.state, DeliveryState::Pending | DeliveryState::Retrying);
    waits && held.tried == 0 && held.holder.is_none()
}

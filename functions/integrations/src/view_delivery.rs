use crate::view;
use contract::integrations::{DeliveryView, ViewDelivery};
use runtime::{Cx, Done, Outcome, Req};
use table::keys::integrations as keys;

/// One delivery, with its attempts and what it sends.
pub async fn handle(cx: Cx, req: Req<ViewDelivery>) -> Outcome<DeliveryView> {
    let held = cx.load(keys::delivery(&req.path.delivery_id)).await?;
    let message = cx.find(keys::message(&req.path.delivery_id)).await?;
    Ok(Done::new(view::delivery(&held, message.as_ref().map(|message| &message.value))))
}

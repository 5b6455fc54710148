//! Keys of what was sealed about an order. It has a key of its own, because it is still sent when its customer has been erased; only
//! this function may destroy keys.
use events::{Envelope, checkout::CheckoutClosedV1, order::BuyerErasedV1};
use runtime::{Cx, Done, Outcome};
use table::keys::order as keys;

/// What no invoice needs of an order has been cleared in the table: now its backups forget it too, and those of a guest's cart.
pub async fn erased(cx: Cx, event: Envelope<BuyerErasedV1>) -> Outcome<()> {
    let BuyerErasedV1 { order_id, cart_id, .. } = event.data;
    cx.keyring()?.destroy(order_id.as_ref()).await?;
    if let Some(cart_id) = cart_id {
        cx.keyring()?.destroy(cart_id.as_ref()).await?;
    }
    Ok(Done::new(()))
}

/// A checkout came to nothing. Was it one that edits an order, or turns a draft into one, there is an order, and the key is that order's.
pub async fn closed(cx: Cx, event: Envelope<CheckoutClosedV1>) -> Outcome<()> {
    let order_id = event.data.order_id;
    if cx.find(keys::order(&order_id)).await?.is_none() {
        cx.keyring()?.destroy(order_id.as_ref()).await?;
    }
    Ok(Done::new(()))
}

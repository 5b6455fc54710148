//! Keys of what was sealed about an order, or a cart that became none. They are not the customer's own: an order is still sent when its
//! customer has been erased. Only this function may destroy keys.
use events::{Envelope, cart::CartExpiredV1, order::BuyerErasedV1};
use runtime::{Cx, Done, Outcome};

/// What no invoice needs of an order has been cleared in the table: now its backups forget it too.
pub async fn erased(cx: Cx, event: Envelope<BuyerErasedV1>) -> Outcome<()> {
    let BuyerErasedV1 { order_id, cart_id, .. } = event.data;
    cx.keyring()?.destroy(order_id.as_ref()).await?;
    if let Some(cart_id) = cart_id {
        cx.keyring()?.destroy(cart_id.as_ref()).await?;
    }
    Ok(Done::new(()))
}

/// A cart ended without an order, and so did every checkout of it.
pub async fn expired(cx: Cx, event: Envelope<CartExpiredV1>) -> Outcome<()> {
    cx.keyring()?.destroy(event.data.cart_id.as_ref()).await?;
    Ok(Done::new(()))
}

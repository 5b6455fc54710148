//! Somebody was erased: their carts say no more who they were.
use crate::open_my_cart::current;
use domain::cart::{Cart, erase_buyer};
use events::{Envelope, customers::CustomerErasedV1, order::BuyerErasedV1};
use runtime::{Cx, Done, Outcome};
use table::{Held, keys};

/// The cart that they have now. Those that they had before are closed, and forgotten in time.
pub async fn customer(cx: Cx, event: Envelope<CustomerErasedV1>) -> Outcome<()> {
    Ok(emptied(current(&cx, &event.data.customer_id).await?.cart))
}

/// The cart that an order was.
pub async fn buyer(cx: Cx, event: Envelope<BuyerErasedV1>) -> Outcome<()> {
    Ok(emptied(match &event.data.cart_id {
        Some(cart_id) => cx.find(keys::cart::cart(cart_id)).await?,
        None => None,
    }))
}

fn emptied(held: Option<Held<Cart>>) -> Done<()> {
    let done = Done::new(());
    let Some(held) = held else { return done };
    let Some((next, event)) = erase_buyer(&held) else { return done };
    let done = done.replace(&held, &next);
    match event {
        Some(event) => done.publish(&next.cart_id, held.next_version(), &event),
        None => done,
    }
}

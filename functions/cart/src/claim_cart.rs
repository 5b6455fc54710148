use crate::{door, facts, open_my_cart::current, view::view};
use contract::cart::{CartView, ClaimCart};
use domain::cart::{Cart, CartState, Claimed, CurrentCart, claim};
use primitives::CustomerId;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys};
use tariff::Look;

pub async fn handle(cx: Cx, req: Req<ClaimCart>) -> Outcome<CartView> {
    let customer_id = req.who.customer().cloned().ok_or(Fault::Forbidden)?;
    let secret = req.secret.as_ref();
    let secret = secret.ok_or(Fault::Unauthenticated("send the cart's secret in X-Cart-Token"))?;
    let guest = door::enter(&cx, &req.path.cart_id, Some(secret)).await?;
    if let CartState::Merged { into } = &guest.state {
        let target = cx.load(keys::cart::cart(into)).await?;
        return claimed_before(&cx, target, &customer_id).await;
    }
    if guest.customer_id.is_some() {
        return claimed_before(&cx, guest, &customer_id).await;
    }
    let current = current(&cx, &customer_id).await?;
    let mine = current.cart.as_ref();
    let now = cx.now();
    // The prices are those of the customer from now on, with the codes of both carts.
    let buyer = Cart { customer_id: Some(customer_id.clone()), ..guest.value.clone() };
    let theirs = mine.iter().flat_map(|cart| &cart.lines).map(|line| &line.sku);
    let codes = mine.map_or(&[][..], |cart| &cart.codes);
    let facts = tariff::facts(&cx, &buyer, theirs, codes, Look::Glance).await?;
    let digest = secret.digest();
    let current_cart = mine.map(|held| &held.value);
    match (claim(&guest, current_cart, &customer_id, &digest, &facts, now)?, mine) {
        (Claimed::Merged { guest: closed, target, event }, Some(held)) => {
            let done = Done::new(view(&cx, &target, facts).await?).etag(held.next_version());
            Ok(done.replace(&guest, &*closed).replace(held, &*target).publish(
                event.cart_id.clone(),
                guest.next_version(),
                &event,
            ))
        }
        (Claimed::Adopted(cart), _) => {
            let next = CurrentCart { customer_id, cart_id: cart.cart_id.clone() };
            let done = Done::new(view(&cx, &cart, facts).await?).etag(guest.next_version());
            Ok(done.replace(&guest, &*cart).save(current.pointer.as_ref(), &next))
        }
        (Claimed::Merged { .. }, None) => Err(Fault::Internal("merged into no cart".into())),
    }
}

/// A repeated claim changes nothing; somebody else's cart is not there.
async fn claimed_before(cx: &Cx, cart: Held<Cart>, customer_id: &CustomerId) -> Outcome<CartView> {
    if cart.customer_id.as_ref() != Some(customer_id) {
        return Err(Fault::missing("Cart"));
    }
    let facts = facts::about(cx, &cart, []).await?;
    Ok(Done::new(view(cx, &cart, facts).await?).etag(cart.version()))
}

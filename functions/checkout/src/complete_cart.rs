use crate::{
    access,
    change::changed,
    complete::{answer, asked},
    open::begin,
    saga::advance,
    work::Work,
};
use contract::checkout::{CompleteCart, CompleteCartBody, CompletionView};
use domain::{
    cart::{Cart, CartState},
    checkout::{CheckoutState, Refusal, Wishes},
};
use primitives::CheckoutId;
use runtime::{Cx, Fault, Progress, Req};
use table::{Held, keys};

pub async fn handle(cx: Cx, req: Req<CompleteCart>) -> Progress<CompletionView> {
    let cart = access::cart(&cx, &req.path.cart_id, req.secret.as_ref()).await?;
    let CompleteCartBody {
        email,
        shipping_address,
        billing_address,
        shipping_option,
        payment,
        expected_total,
    } = req.body;
    let wishes = Wishes { email, shipping_address, billing_address, shipping_option };
    let work = match under_way(&cx, &cart).await? {
        None => {
            let mut work = begin(&cx, cart, wishes, expected_total).await?;
            let agreed = Some(work.checkout.totals.total);
            work.checkout = asked(&work.checkout, payment, agreed, &cx)?;
            work
        }
        Some(checkout_id) => {
            let held = cx.load(keys::checkout::checkout(&checkout_id)).await?;
            let work = match held.state {
                _ if held.agrees_with(&wishes) => Work::of(held),
                CheckoutState::Open if !held.is_overdue(cx.now()) => {
                    changed(&cx, held, wishes).await?
                }
                CheckoutState::Open | CheckoutState::Placed | CheckoutState::Closing => {
                    Work::of(held)
                }
                _ => return Err(Refusal::OtherDetails.into()),
            };
            let asked = asked(&work.checkout, payment, expected_total, &cx)?;
            work.changed(asked, None)
        }
    };
    Ok(answer(advance(&cx, work).await?))
}

/// The checkout that the cart is in, or that it came out of as an order.
async fn under_way(cx: &Cx, cart: &Held<Cart>) -> Result<Option<CheckoutId>, Fault> {
    match &cart.state {
        CartState::Frozen { checkout_id } => Ok(Some(checkout_id.clone())),
        CartState::Ordered { order_id } => {
            let order = cx.load(keys::order::order(order_id)).await?;
            Ok(order.value.checkout_id)
        }
        _ => Ok(None),
    }
}

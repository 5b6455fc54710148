use crate::{
    access,
    cards::{self, Put},
    change::changed,
    complete::{answer, asked},
    open::{Seen, begin},
    saga::advance,
    work::Work,
};
use contract::checkout::{CompleteCart, CompleteCartBody, CompletionView};
use domain::{
    cart::{Cart, CartState},
    checkout::{CheckoutState, Refusal, Wishes},
};
use primitives::CheckoutId;
use runtime::{Cx, Fault, Progress, Req, Step};
use table::{Held, keys};

pub async fn handle(cx: Cx, req: Req<CompleteCart>) -> Progress<CompletionView> {
    let cart = access::cart(&cx, &req.path.cart_id, req.secret.as_ref()).await?;
    let CompleteCartBody {
        email,
        shipping_address,
        billing_address,
        shipping_option,
        gift_cards,
        payment,
        expected_total,
    } = req.body;
    let codes: Vec<&str> = gift_cards.iter().map(|card| card.code.as_str()).collect();
    let wishes = Wishes { email, shipping_address, billing_address, shipping_option };
    let (work, expected) = match under_way(&cx, &cart).await? {
        None => {
            let work = begin(&cx, cart, wishes, Seen::Never(expected_total)).await?;
            let agreed = work.checkout.totals.total;
            (work, Some(agreed))
        }
        Some(checkout_id) => {
            (Box::pin(take_up(&cx, &checkout_id, wishes, &codes)).await?, expected_total)
        }
    };
    let checkout = work.checkout.clone();
    let open = checkout.changeable(cx.now()).is_ok();
    let put = if open {
        cards::put_on(&cx, &req.raw, checkout, &codes).await?
    } else {
        Put::On(Box::new(checkout))
    };
    let checkout = match put {
        Put::On(checkout) => checkout,
        Put::Wrong(done, refusal) => return Ok(Step::Refuse(done, refusal.into())),
    };
    let asked = asked(&checkout, payment, expected, &cx)?;
    Ok(answer(advance(&cx, work.changed(asked, None)).await?))
}

/// The checkout that is under way, with what is said now; what is said otherwise than before is refused once
/// it cannot be changed any more.
async fn take_up(
    cx: &Cx,
    checkout_id: &CheckoutId,
    wishes: Wishes,
    codes: &[&str],
) -> Result<Box<Work>, Fault> {
    let held = cx.load(keys::checkout::checkout(checkout_id)).await?;
    match held.state {
        _ if held.agrees_with(&wishes) && held.takes_cards(codes) => Ok(Work::of(held)),
        CheckoutState::Open if !held.is_overdue(cx.now()) => changed(cx, held, wishes).await,
        CheckoutState::Open | CheckoutState::Placed | CheckoutState::Closing => Ok(Work::of(held)),
        _ => Err(Refusal::OtherDetails.into()),
    }
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

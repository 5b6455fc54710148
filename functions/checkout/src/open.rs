use crate::{access, work::Work};
use contract::checkout::{CheckoutView, OpenCheckout};
use domain::{
    cart::{self, Cart, CartState, Facts},
    checkout::{self, Opened, Refusal, SaleIds, Wishes},
};
use primitives::Money;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys};
use tariff::Look;

pub async fn handle(cx: Cx, req: Req<OpenCheckout>) -> Outcome<CheckoutView> {
    let body = req.body;
    let held = access::cart(&cx, &body.cart_id, req.secret.as_ref()).await?;
    if let CartState::Frozen { checkout_id } = &held.state {
        // Another request has begun it already: what is under way is what was asked for.
        let checkout = cx.load(keys::checkout::checkout(checkout_id)).await?;
        return Ok(Done::new(view(&checkout)?).etag(checkout.version()));
    }
    let wishes = Wishes {
        email: body.email,
        shipping_address: body.shipping_address,
        billing_address: body.billing_address,
        shipping_option: body.shipping_option,
    };
    let work = begin(&cx, held, wishes, body.expected_total).await?;
    let (done, checkout) = work.finish();
    Ok(done.reply(view(&checkout)?).etag(1))
}

/// A view of a shopper's checkout.
pub fn view(checkout: &checkout::Checkout) -> Result<CheckoutView, Fault> {
    CheckoutView::of(checkout).ok_or(Fault::missing("checkout"))
}

/// Prices a cart, and freezes it for a new checkout.
pub async fn begin(
    cx: &Cx,
    held: Held<Cart>,
    wishes: Wishes,
    expected: Option<Money>,
) -> Result<Box<Work>, Fault> {
    let now = cx.now();
    let ids =
        SaleIds { checkout_id: cx.new_id(), order_id: cx.new_id(), reservation_id: cx.new_id() };
    let frozen = cart::freeze(&held, &ids.checkout_id, now)?;
    let cart = wishes.into_cart(&held);
    let facts = facts(cx, &cart).await?;
    let quote = checkout::quote(&cart, &facts, || cx.new_id(), now)?;
    let agreed = quote.agreed.clone();
    let opened: Result<Opened, Refusal> = checkout::open(&cart, quote, expected, ids, now);
    let opened = opened?;
    // Whatever the shopper says next, these prices stand until the checkout is over.
    let frozen = cart::agreed(&frozen, &agreed, opened.checkout.expires_at);
    Ok(Work::opening(opened, held, frozen))
}

/// What has to be known to price a cart. Stock is not looked at: it is put aside, or it is not.
pub async fn facts(cx: &Cx, cart: &Cart) -> Result<Facts, Fault> {
    let mut facts = tariff::facts(cx, cart, [], &[], Look::Decide).await?;
    tariff::settle(cx, cart, &mut facts).await?;
    Ok(facts)
}

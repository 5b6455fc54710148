use crate::{access, company, work::Work};
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
    let work = begin(&cx, held, wishes, Seen::Next(body.expected_total)).await?;
    let (done, checkout) = work.finish();
    Ok(done.reply(view(&checkout)?).etag(1))
}

/// A view of a shopper's checkout.
pub fn view(checkout: &checkout::Checkout) -> Result<CheckoutView, Fault> {
    CheckoutView::of(checkout).ok_or(Fault::missing("checkout"))
}

/// Whether the shopper sees the prices before they pay them.
#[derive(Clone, Copy, Debug)]
pub enum Seen {
    /// In the answer; they expect so much, if they say.
    Next(Option<Money>),
    /// Only if they expect so much: they are paid at once.
    Never(Option<Money>),
}

/// Prices a cart, and freezes it for a new checkout.
pub async fn begin(
    cx: &Cx,
    held: Held<Cart>,
    wishes: Wishes,
    seen: Seen,
) -> Result<Box<Work>, Fault> {
    let now = cx.now();
    let ids =
        SaleIds { checkout_id: cx.new_id(), order_id: cx.new_id(), reservation_id: cx.new_id() };
    let frozen = cart::freeze(&held, &ids.checkout_id, now)?;
    let cart = wishes.into_cart(&held);
    let mut facts = facts(cx, &cart).await?;
    let mut quote = checkout::quote(&cart, &facts, || cx.new_id(), now)?;
    if let Some((question, to)) = quote.asks.take().zip(cart.shipping_address.as_ref()) {
        let estimate = quote.totals.total;
        facts.tariff.heard = Some(tariff::ask_tax(cx, &question, to).await);
        quote = checkout::quote(&cart, &facts, || cx.new_id(), now)?;
        tariff::count_tax(cx, &quote.derivation.taxed_by);
        // Nobody pays a tax at once that they have not seen.
        quote.moved |= matches!(seen, Seen::Never(_)) && quote.totals.total != estimate;
    }
    let (Seen::Next(expected) | Seen::Never(expected)) = seen;
    let agreed = quote.agreed.clone();
    let opened: Result<Opened, Refusal> = checkout::open(&cart, quote, expected, ids, now);
    let opened = opened?;
    company::allowed(cx, &opened.checkout).await?;
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

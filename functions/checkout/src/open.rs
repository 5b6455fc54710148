use crate::{access, work::Work};
use contract::checkout::{CheckoutView, OpenCheckout};
use domain::{
    cart::{self, Cart, CartState, Facts},
    checkout::{self, Opened, Refusal, SaleIds, Wishes},
};
use primitives::Money;
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::{Held, keys};

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
    let quote = checkout::quote(&cart, &facts(cx, &held).await?)?;
    let opened: Result<Opened, Refusal> = checkout::open(&cart, quote, expected, ids, now);
    Ok(Work::opening(opened?, held, frozen))
}

/// What has to be known to price a cart. Stock is not looked at: it is put aside, or it is not.
async fn facts(cx: &Cx, cart: &Cart) -> Result<Facts, Fault> {
    let keys: Vec<_> = cart.lines.iter().map(|line| keys::catalog::offer(&line.sku)).collect();
    let offers = cx.load_many(&keys).await?.into_iter().flatten();
    let offers = offers.map(|held| (held.sku.clone(), held.value)).collect();
    let settings = cx.find(keys::cart::settings()).await?.map(|held| held.value);
    Ok(Facts { settings: settings.unwrap_or_default(), offers, stock: None })
}

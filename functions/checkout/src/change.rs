use crate::{
    access,
    open::{self, view},
    work::Work,
};
use contract::checkout::{ChangeCheckout, CheckoutView};
use domain::checkout::{Checkout, Source, Wishes};
use runtime::{Cx, Fault, Outcome, Req};
use table::{Held, keys};

pub async fn handle(cx: Cx, req: Req<ChangeCheckout>) -> Outcome<CheckoutView> {
    let held = access::checkout(&cx, &req.path.checkout_id, req.secret.as_ref()).await?;
    req.check_version(&held)?;
    let version = held.next_version();
    let body = req.body;
    let wishes = Wishes {
        email: body.email,
        shipping_address: body.shipping_address,
        billing_address: body.billing_address,
        shipping_option: body.shipping_option,
    };
    let (done, checkout) = changed(&cx, held, wishes).await?.finish();
    Ok(done.reply(view(&checkout)?).etag(version))
}

/// The checkout with what the shopper says written down.
pub async fn changed(cx: &Cx, held: Held<Checkout>, wishes: Wishes) -> Result<Box<Work>, Fault> {
    let now = cx.now();
    held.changeable(now)?;
    let Source::Cart(cart_id) = &held.source else { return Err(Fault::missing("checkout")) };
    let cart = cx.load(keys::cart::cart(cart_id)).await?;
    // What applies may depend on where it goes and how.
    let mut facts = open::facts(cx, &wishes.clone().into_cart(&cart)).await?;
    let mut changed = held.change(wishes.clone(), &cart, &facts, || cx.new_id(), now)?;
    let to = changed.checkout.details.shipping_address.as_ref();
    if let Some((question, to)) = changed.asks.take().zip(to) {
        facts.tariff.heard = Some(tariff::ask_tax(cx, &question, to).await);
        changed = held.change(wishes, &cart, &facts, || cx.new_id(), now)?;
        tariff::count_tax(cx, &changed.checkout.taxed_by);
    }
    Ok(Work::of(held).changed(changed.checkout, changed.lines))
}

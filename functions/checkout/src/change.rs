use crate::{access, open::view, work::Work};
use contract::checkout::{ChangeCheckout, CheckoutView};
use domain::checkout::{Checkout, Wishes};
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
    let keys: Vec<_> =
        (0..held.page_count).map(|page| keys::order::line_page(&held.order_id, &page)).collect();
    let pages = cx.load_many(&keys).await?;
    let pages: Vec<_> = pages.into_iter().flatten().map(|page| page.value).collect();
    if pages.len() != keys.len() {
        // Closed and swept while this was reading.
        return Err(Fault::missing("checkout"));
    }
    let settings =
        cx.find(keys::cart::settings()).await?.map(|held| held.value).unwrap_or_default();
    let changed = held.change(wishes, &pages, &settings, now)?;
    Ok(Work::of(held).changed(changed.checkout, changed.pages))
}

use crate::{access, open::view};
use contract::checkout::{CheckoutView, ViewCheckout};
use runtime::{Cx, Done, Outcome, Req};

pub async fn handle(cx: Cx, req: Req<ViewCheckout>) -> Outcome<CheckoutView> {
    let held = access::checkout(&cx, &req.path.checkout_id, req.secret.as_ref()).await?;
    Ok(Done::new(view(&held)?).etag(held.version()))
}

//! Who bought was erased: the checkout that their order came of says no more who they were.
use events::{Envelope, order::BuyerErasedV1};
use runtime::{Cx, Done, Outcome};
use table::keys::checkout as keys;

pub async fn handle(cx: Cx, event: Envelope<BuyerErasedV1>) -> Outcome<()> {
    let nothing = Done::new(());
    let Some(checkout_id) = event.data.checkout_id else { return Ok(nothing) };
    let Some(held) = cx.find(keys::checkout(&checkout_id)).await? else { return Ok(nothing) };
    Ok(match held.buyer_erased() {
        Some(next) => nothing.replace(&held, &next),
        None => nothing,
    })
}

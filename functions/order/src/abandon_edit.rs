//! Gives up an edit that is at work. Its checkout gives back what it put aside, and ends it.
use crate::edit;
use contract::order::{AbandonOrderEdit, EditView};
use domain::{
    checkout::CheckoutState,
    order::{EditRefusal, EditState},
};
use events::checkout::CheckoutDueV1;
use runtime::{Cx, Done, Progress, Req, Step};
use table::keys;

pub async fn handle(cx: Cx, req: Req<AbandonOrderEdit>) -> Progress<EditView> {
    let found = cx.load(keys::order::edit(&req.path.order_id, &req.path.edit_id)).await?;
    match found.state {
        EditState::Done => return Err(EditRefusal::Done.into()),
        EditState::AtWork => {}
        _ => return Ok(Step::Finish(Done::new(edit::view(&cx, &found).await?))),
    }
    let checkout = cx.load(keys::checkout::checkout(&found.checkout_id)).await?;
    if checkout.state == CheckoutState::Closing || checkout.state.is_final() {
        return Ok(Step::Wait(Done::new(edit::view(&cx, &found).await?)));
    }
    let next = checkout.cancel(cx.now())?;
    let event = CheckoutDueV1 { checkout_id: checkout.checkout_id.clone() };
    let version = checkout.next_version();
    let done = Done::new(()).replace(&checkout, &next);
    Ok(Step::Continue(done.publish(&checkout.checkout_id, version, &event)))
}

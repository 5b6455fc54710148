use crate::{
    access,
    open::view,
    saga::{Then, advance},
    work::Work,
};
use contract::checkout::{CancelCheckout, CheckoutView};
use domain::checkout::Refusal;
use runtime::{Cx, Progress, Req, Step};

pub async fn handle(cx: Cx, req: Req<CancelCheckout>) -> Progress<CheckoutView> {
    let held = access::checkout(&cx, &req.path.checkout_id, req.secret.as_ref()).await?;
    let cancelled = held.cancel(cx.now())?;
    let turn = advance(&cx, Work::of(held).changed(cancelled, None)).await?;
    Ok(match turn.then {
        Then::Over(_) => Step::Finish(turn.done.reply(view(&turn.checkout)?)),
        Then::Again => Step::Continue(turn.done),
        _ => Step::Refuse(turn.done, Refusal::NotOpen.into()),
    })
}

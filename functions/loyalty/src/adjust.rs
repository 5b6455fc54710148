//! What staff do to a customer's points by hand.
use crate::{ledger, rules, view};
use contract::loyalty::{AdjustPoints, PointsView, TransferPoints};
use runtime::{Cx, Done, Outcome, Req};

/// Changes the points.
pub async fn handle(cx: Cx, req: Req<AdjustPoints>) -> Outcome<PointsView> {
    let account = ledger::known(&cx, &req.path.customer_id).await?;
    let programme = rules::known(&cx).await?;
    let expires_at = programme.as_ref().and_then(|rules| rules.expiry(cx.now()));
    let booked = account.adjust(req.body.by, req.body.reason.clone(), expires_at, cx.now())?;
    let shown = view::view(&booked.account, programme.as_ref(), cx.now());
    Ok(account.booked(Done::new(shown), &booked))
}

/// Moves points to another customer.
pub async fn transfer(cx: Cx, req: Req<TransferPoints>) -> Outcome<PointsView> {
    let from = ledger::known(&cx, &req.path.customer_id).await?;
    let to = ledger::known(&cx, &req.body.to).await?;
    let reason = req.body.reason.clone();
    let (out, into) = from.transfer(&to, req.body.points, reason, cx.now())?;
    let shown = view::view(&out.account, rules::known(&cx).await?.as_ref(), cx.now());
    let done = from.booked(Done::new(shown), &out);
    Ok(to.booked(done, &into))
}

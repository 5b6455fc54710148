//! Addresses that take no mail: asked about, put on the list, and let go again.
use contract::notification::{FindSuppression, LiftSuppression, SuppressAddress, SuppressionView};
use domain::notification::{Suppression, SuppressionCause, address_digest};
use runtime::{Cx, Done, Outcome, Req};
use table::keys;

/// Whether an address takes none.
pub async fn find(cx: Cx, req: Req<FindSuppression>) -> Outcome<SuppressionView> {
    let digest = address_digest(req.body.email.as_ref());
    let held = cx.find(keys::notification::suppression(&digest)).await?;
    Ok(Done::new(view(held.as_ref().map(|held| &held.value))))
}

/// Sends nothing more to an address. What is on the list already stays there for its first reason.
pub async fn add(cx: Cx, req: Req<SuppressAddress>) -> Outcome<SuppressionView> {
    let digest = address_digest(req.body.email.as_ref());
    if let Some(held) = cx.find(keys::notification::suppression(&digest)).await? {
        return Ok(Done::new(view(Some(&held.value))));
    }
    let cause = SuppressionCause::Staff;
    let suppression = Suppression { digest, cause, message_id: None, since: cx.now() };
    Ok(Done::new(view(Some(&suppression))).create(&suppression))
}

/// Lets an address take mail again.
pub async fn lift(cx: Cx, req: Req<LiftSuppression>) -> Outcome<SuppressionView> {
    let digest = address_digest(req.body.email.as_ref());
    let held = cx.find(keys::notification::suppression(&digest)).await?;
    let done = Done::new(view(None));
    Ok(held.iter().fold(done, Done::remove))
}

fn view(suppression: Option<&Suppression>) -> SuppressionView {
    SuppressionView {
        suppressed: suppression.is_some(),
        cause: suppression.map(|one| one.cause),
        message_id: suppression.and_then(|one| one.message_id.clone()),
        since: suppression.map(|one| one.since),
    }
}

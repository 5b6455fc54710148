//! Sends again what failed while a partner was away.
use crate::work::{Job, enqueue};
use contract::integrations::{RecoverDeliveries, Recovering};
use domain::integrations::{DeliveryState, Refusal};
use primitives::{EndpointId, Timestamp};
use runtime::{Cx, Done, Outcome, Progress, Req, Step};
use table::{Cursor, keys::integrations as keys};

/// Deliveries that are begun anew in one transaction.
const PAGE: u32 = 25;

/// Has it begun. Asked twice, it finds the second time that nothing has failed any more.
pub async fn begin(cx: Cx, req: Req<RecoverDeliveries>) -> Outcome<Recovering> {
    let endpoint = cx.load(keys::endpoint(&req.path.endpoint_id)).await?;
    if endpoint.disabled.is_some() {
        return Err(Refusal::Disabled.into());
    }
    let (endpoint_id, since) = (endpoint.value.endpoint_id, req.body.since);
    let job = Job::Recover { endpoint_id: endpoint_id.clone(), since, cursor: None };
    enqueue(&cx, [job]).await?;
    Ok(Done::new(Recovering { endpoint_id, since }))
}

/// One page, the newest first; then another message takes the next. The clock sends what is begun
/// anew here, so that a partner who has just come back is not run over.
pub async fn page(
    cx: &Cx,
    endpoint_id: &EndpointId,
    since: Timestamp,
    cursor: Option<String>,
) -> Progress<()> {
    let there = cx.find(keys::endpoint(endpoint_id)).await?;
    if there.is_none_or(|endpoint| endpoint.disabled.is_some()) {
        return Ok(Step::Finish(Done::new(())));
    }
    let failed = keys::troubled_deliveries(endpoint_id, DeliveryState::Failed.name());
    let after = cursor.map(Cursor::from_outside);
    let found = cx.list(&failed, PAGE, after.as_ref()).await?;
    let young = |at: Timestamp| at >= since;
    let wanted = found.items.iter().filter(|one| young(one.created_at));
    let wanted: Vec<_> = wanted.map(|one| keys::delivery(&one.delivery_id)).collect();
    let mut done = Done::new(());
    for held in cx.load_many(&wanted).await?.into_iter().flatten() {
        if held.state == DeliveryState::Failed
            && let Some(revived) = held.value.clone().revived(cx.now())
        {
            done = done.replace(&held, &revived);
        }
    }
    if !done.is_read_only() {
        return Ok(Step::Continue(done));
    }
    let older = found.items.last().is_some_and(|last| young(last.created_at));
    if let Some(next) = found.next.filter(|_| older) {
        let (endpoint_id, cursor) = (endpoint_id.clone(), Some(next.into()));
        enqueue(cx, [Job::Recover { endpoint_id, since, cursor }]).await?;
    }
    Ok(Step::Finish(Done::new(())))
}

use contract::{
    Page, PageQuery,
    integrations::{DeliveryLineView, ListDeliveries},
};
use domain::integrations::DeliveryState;
use runtime::{Cx, Done, Outcome, Req};
use table::keys::integrations::{self as keys, DeliverySummary};

/// An endpoint's deliveries. What is in trouble has a list of its own; what is not is picked out of
/// the list of all.
pub async fn handle(cx: Cx, req: Req<ListDeliveries>) -> Outcome<Page<DeliveryLineView>> {
    let endpoint_id = &req.path.endpoint_id;
    cx.load(keys::endpoint(endpoint_id)).await?;
    let state = req.query.state;
    let list = match state {
        Some(state @ (DeliveryState::Retrying | DeliveryState::Failed)) => {
            keys::troubled_deliveries(endpoint_id, state.name())
        }
        _ => keys::deliveries_of(endpoint_id),
    };
    let query = PageQuery { cursor: req.query.cursor.clone(), limit: req.query.limit };
    let page = cx.page(&list, &query).await?;
    let wanted = page.items.into_iter().filter(|one| state.is_none_or(|state| one.state == state));
    Ok(Done::new(Page { items: wanted.map(line).collect(), next: page.next }))
}

fn line(summary: DeliverySummary) -> DeliveryLineView {
    let DeliverySummary { delivery_id, event_id, event, state, created_at } = summary;
    DeliveryLineView { delivery_id, event_id, event, state, created_at }
}

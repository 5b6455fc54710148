use contract::{
    Page,
    integrations::{EndpointLineView, ListEndpoints},
};
use runtime::{Cx, Done, Outcome, Req};
use table::keys::integrations::{EndpointSummary, endpoints};

/// Endpoints, page by page.
pub async fn handle(cx: Cx, req: Req<ListEndpoints>) -> Outcome<Page<EndpointLineView>> {
    let page = cx.page(&endpoints(), &req.query).await?;
    let items = page.items.into_iter().map(line).collect();
    Ok(Done::new(Page { items, next: page.next }))
}

fn line(summary: EndpointSummary) -> EndpointLineView {
    EndpointLineView {
        endpoint_id: summary.endpoint_id,
        url: summary.target.as_str().to_owned(),
        description: summary.description,
        subscriptions: summary.subscriptions,
        disabled: summary.disabled,
        created_at: summary.created_at,
    }
}

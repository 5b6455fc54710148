//! Trying an endpoint out, before and without anything happening in the shop.
use crate::send;
use contract::integrations::{PreviewWebhook, SampleRequest, SampleSent, TestWebhook};
use domain::integrations::{Refusal, Subscription, payload, subscription::choice};
use events::Unread;
use primitives::{EndpointId, EventId};
use runtime::{Cx, Done, Fault, Outcome, Req};
use table::keys::integrations as keys;

/// Shows what would be sent.
pub async fn preview(cx: Cx, req: Req<PreviewWebhook>) -> Outcome<SampleRequest> {
    Ok(Done::new(request(&cx, &req.path.endpoint_id, &req.body.event).await?))
}

/// Sends it, whether the endpoint is switched on or not: that is how staff find out that it is back.
pub async fn test(cx: Cx, req: Req<TestWebhook>) -> Outcome<SampleSent> {
    let request = request(&cx, &req.path.endpoint_id, &req.body.event).await?;
    let outcome = send::post(&cx, &request).await?;
    let (status, error) = match outcome.answer {
        Ok(status) => (Some(status), None),
        Err(error) => (None, Some(error)),
    };
    Ok(Done::new(SampleSent { request, status, error, millis: outcome.millis }))
}

/// The event's published sample under an id of its own, with the fields that the endpoint has chosen,
/// and a header by which a receiver can tell it from what really happened.
async fn request(cx: &Cx, endpoint_id: &EndpointId, name: &str) -> Result<SampleRequest, Fault> {
    let endpoint = cx.load(keys::endpoint(endpoint_id)).await?;
    let rows = events::all();
    let row = rows.iter().find(|row| row.detail_type == name);
    let row = row.ok_or_else(|| Refusal::UnknownEvent(name.to_owned()))?;
    let sample = (row.sample)().to_string();
    let sample: Unread =
        serde_json::from_str(&sample).map_err(|error| Fault::Internal(error.to_string()))?;
    let id: EventId = cx.new_id();
    let event = Unread { id: id.clone(), occurred_at: cx.now(), ..sample };
    let whole = Subscription { event: name.to_owned(), fields: None };
    let chosen = choice(&endpoint.subscriptions, name).unwrap_or(&whole);
    let body = payload::body(name, &event, chosen).map_err(Fault::Internal)?;
    let mut request = send::request(&endpoint, id.as_ref(), &body, cx.now());
    request.headers.insert("webhook-test".into(), "true".into());
    Ok(request)
}

//! Marks events that somebody outside waits for.
//!
//! Most shops tell partners of few kinds of events, many of none: one look for all events of a call is
//! cheaper than waking the function that sends webhooks for each of them to find that out.
use domain::integrations::endpoint::wants;
use events::WANTED_OUTSIDE;
use runtime::{Cx, note, ports::BusEvent};
use table::keys::integrations as keys;

/// Marks them. Where nobody can say who waits for what, all are marked: whoever sends webhooks looks
/// for itself, so a mark too many costs a look and one too few would cost a partner the event.
pub async fn mark(cx: &Cx, events: &mut [BusEvent]) {
    let endpoints = match cx.list_all(&keys::endpoints()).await {
        Ok(endpoints) => Some(endpoints),
        Err(fault) => {
            note("nobody knows which events are wanted; all are marked", &fault.to_string());
            None
        }
    };
    for event in events {
        let wanted = endpoints.as_ref().is_none_or(|endpoints| {
            endpoints.iter().any(|endpoint| {
                let chosen = &endpoint.subscriptions;
                wants(endpoint.disabled.as_ref(), chosen, &event.detail_type).is_some()
            })
        });
        event.marks.extend(wanted.then_some(WANTED_OUTSIDE));
    }
}

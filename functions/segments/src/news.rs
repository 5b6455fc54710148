//! News of customers: a reason to look at them.
use crate::judge::heard;
use domain::customers::MERGED_MAX;
use events::{
    Envelope,
    customers::{ConsentStatedV1, CustomerErasedV1, CustomerFactsChangedV1, CustomersMergedV1},
    identity::CustomerCreatedV1,
    loyalty::TierChangedV1,
};
use primitives::CustomerId;
use runtime::{Cx, Fault, Progress};
use table::keys::customers as keys;

/// Somebody is new: they may be in segments of those who did not buy.
pub async fn created(cx: Cx, event: Envelope<CustomerCreatedV1>) -> Progress<()> {
    heard(&cx, &[event.data.customer_id]).await
}

/// Orders, tags or country.
pub async fn changed(cx: Cx, event: Envelope<CustomerFactsChangedV1>) -> Progress<()> {
    heard(&cx, &[event.data.customer_id]).await
}

/// Consents.
pub async fn stated(cx: Cx, event: Envelope<ConsentStatedV1>) -> Progress<()> {
    heard(&cx, &[event.data.customer_id]).await
}

/// A tier, of whoever stands for its holder now.
pub async fn tiered(cx: Cx, event: Envelope<TierChangedV1>) -> Progress<()> {
    heard(&cx, &[survivor(&cx, &event.data.customer_id).await?]).await
}

/// Who was merged leaves whatever they were in, and the survivor may be in more.
pub async fn merged(cx: Cx, event: Envelope<CustomersMergedV1>) -> Progress<()> {
    heard(&cx, &[event.data.merged, event.data.survivor]).await
}

/// Who was erased leaves whatever they were in.
pub async fn erased(cx: Cx, event: Envelope<CustomerErasedV1>) -> Progress<()> {
    heard(&cx, &[event.data.customer_id]).await
}

/// Who stands for a customer: themselves, unless they were merged.
pub async fn survivor(cx: &Cx, customer_id: &CustomerId) -> Result<CustomerId, Fault> {
    let mut at = customer_id.clone();
    // A chain is as long as merges are many, at most.
    for _ in 0..=MERGED_MAX {
        match cx.find(keys::union(&at)).await?.and_then(|held| held.value.into) {
            Some(into) => at = into,
            None => break,
        }
    }
    Ok(at)
}

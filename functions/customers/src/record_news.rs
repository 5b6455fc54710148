//! Takes note that a customer's record was made or changed: they are found by what it says.
use crate::{
    known::{kept, marks_of, profile},
    united::survivor,
};
use domain::customers::{HistoryEntry, WhatHappened};
use events::{
    Envelope,
    identity::{CustomerChangedV1, CustomerCreatedV1},
};
use primitives::CustomerId;
use runtime::{Cx, Done, Outcome};
use subjects::index;
use table::keys;

/// The record was made.
pub async fn created(cx: Cx, event: Envelope<CustomerCreatedV1>) -> Outcome<()> {
    let customer_id = &event.data.customer_id;
    let entry = HistoryEntry::of(customer_id, WhatHappened::RecordMade, &event);
    marked(&cx, customer_id, Done::new(()).put(&entry)).await
}

/// The record was changed.
pub async fn changed(cx: Cx, event: Envelope<CustomerChangedV1>) -> Outcome<()> {
    marked(&cx, &event.data.customer_id, Done::new(())).await
}

async fn marked(cx: &Cx, customer_id: &CustomerId, done: Done<()>) -> Outcome<()> {
    let record = cx.find(keys::identity::customer(customer_id)).await?;
    let owner = survivor(cx, customer_id).await?;
    let (held, profile) = profile(cx, &owner).await?;
    let marks = marks_of(&*index(cx).await?, record.as_ref().map(|held| &held.value), &profile);
    if owner != *customer_id {
        // The record of somebody who was merged: the survivor is found by it as well.
        let next = profile.inherits(&marks);
        if next == profile {
            return Ok(done);
        }
        return kept(cx, done, held.as_ref(), &next).await;
    }
    match profile.marked(marks) {
        Some(next) => kept(cx, done, held.as_ref(), &next).await,
        None => Ok(done),
    }
}

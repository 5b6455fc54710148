//! What staff write down about customers.
use crate::known::record;
use contract::{
    Page,
    customers::{ListCustomerNotes, WriteCustomerNote},
};
use domain::customers::{CustomerNote, HistoryEntry, WhatHappened};
use runtime::{Cx, Done, Outcome, Req};
use table::keys::customers as keys;

/// Writes something down.
pub async fn write(cx: Cx, req: Req<WriteCustomerNote>) -> Outcome<CustomerNote> {
    let customer_id = req.path.customer_id.clone();
    record(&cx, &customer_id).await?;
    let (at, actor) = (cx.now(), cx.who().actor());
    let text = req.body.text.clone();
    let note = CustomerNote { customer_id, entry_id: cx.new_id(), at, actor: actor.clone(), text };
    let entry = HistoryEntry::new(
        &note.customer_id,
        note.entry_id.clone(),
        WhatHappened::NoteWritten,
        actor,
        at,
    );
    Ok(Done::new(note.clone()).create(&note).create(&entry))
}

/// What was written down.
pub async fn list(cx: Cx, req: Req<ListCustomerNotes>) -> Outcome<Page<CustomerNote>> {
    record(&cx, &req.path.customer_id).await?;
    Ok(Done::new(cx.page(&keys::notes(&req.path.customer_id), &req.query).await?))
}

//! What staff write down about customers.
use crate::{
    known::record,
    united::{self, survivor},
};
use contract::{
    Page,
    customers::{ListCustomerNotes, WriteCustomerNote},
};
use domain::customers::{CustomerNote, HistoryEntry, WhatHappened};
use runtime::{Cx, Done, Outcome, Req};
use table::keys::customers as keys;

/// Writes something down.
pub async fn write(cx: Cx, req: Req<WriteCustomerNote>) -> Outcome<CustomerNote> {
    record(&cx, &req.path.customer_id).await?;
    let customer_id = survivor(&cx, &req.path.customer_id).await?;
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
    Ok(Done::new(united::page(&cx, &req.path.customer_id, &req.query, keys::notes).await?))
}

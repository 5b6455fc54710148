//! What staff write down about customers. It is sealed under the customer's key.
use crate::{
    known::{profile, record},
    united::{self, survivor},
};
use contract::{
    Page,
    customers::{ListCustomerNotes, NoteWritten, WriteCustomerNote},
};
use domain::customers::{CustomerNote, HistoryEntry, ProfileRefusal, SealedNote, WhatHappened};
use runtime::{Cx, Done, Fault, Outcome, Req};
use std::collections::{BTreeMap, BTreeSet};
use table::keys::customers as keys;

/// Writes something down. The answer is remembered, and so does not repeat what was written.
pub async fn write(cx: Cx, req: Req<WriteCustomerNote>) -> Outcome<NoteWritten> {
    record(&cx, &req.path.customer_id).await?;
    let customer_id = survivor(&cx, &req.path.customer_id).await?;
    let (held, profile) = profile(&cx, &customer_id).await?;
    if profile.erased_at.is_some() {
        return Err(ProfileRefusal::Erased(customer_id).into());
    }
    let (at, actor, entry_id) = (cx.now(), cx.who().actor(), cx.new_id());
    let what = WhatHappened::NoteWritten;
    let entry = HistoryEntry::new(&customer_id, entry_id, what, actor.clone(), at);
    let entry_id = entry.entry_id.clone();
    let place = keys::note(&customer_id, &at, &entry_id);
    let key = subjects::own_key(&cx, &customer_id).await?;
    let sealed =
        key.seal_text(subjects::at(place.place()), &req.body.text).map_err(subjects::broken)?;
    let note = SealedNote { customer_id, entry_id, at, actor, sealed };
    let SealedNote { customer_id, entry_id, at, actor, .. } = note.clone();
    let done = Done::new(NoteWritten { customer_id, entry_id, at, actor });
    // An erasure writes the profile: of the two at one moment, one begins anew.
    let done = match &held {
        Some(held) => done.unchanged(held),
        None => done.create(&profile.sealed(None, BTreeSet::new())),
    };
    Ok(done.create(&note).create(&entry))
}

/// What was written down.
pub async fn list(cx: Cx, req: Req<ListCustomerNotes>) -> Outcome<Page<CustomerNote>> {
    record(&cx, &req.path.customer_id).await?;
    let page = united::page(&cx, &req.path.customer_id, &req.query, keys::notes).await?;
    let items = opened(&cx, page.items).await?;
    Ok(Done::new(Page { items, next: page.next }))
}

/// What can still be read of notes: nothing of who was erased.
pub async fn opened(cx: &Cx, notes: Vec<SealedNote>) -> Result<Vec<CustomerNote>, Fault> {
    let mut found = BTreeMap::new();
    let mut all = Vec::new();
    for note in notes {
        let owner = note.customer_id.clone();
        if !found.contains_key(&owner) {
            let profile = cx.peek(keys::profile(&owner)).await?;
            let erased = profile.is_some_and(|held| held.erased_at.is_some());
            let key = if erased { None } else { subjects::key(cx, &owner).await? };
            found.insert(owner.clone(), key);
        }
        if let Some(Some(key)) = found.get(&owner) {
            let place = keys::note(&owner, &note.at, &note.entry_id);
            let text = key
                .open_text(subjects::at(place.place()), &note.sealed)
                .map_err(subjects::broken)?;
            all.push(note.opened(text));
        }
    }
    Ok(all)
}

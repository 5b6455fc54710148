//! Who is in a group follows from the terms of each customer, in the transaction that writes these.
use domain::pricing::{BuyerTerms, GroupMember};
use primitives::Timestamp;
use runtime::Done;
use table::{Held, keys::pricing::group_member};

/// Adds that terms are written in place of others, and that groups have their members accordingly.
pub fn save_terms<R>(
    done: Done<R>,
    held: Option<&Held<BuyerTerms>>,
    next: &BuyerTerms,
    now: Timestamp,
) -> Done<R> {
    let before = held.map(|held| held.groups.clone()).unwrap_or_default();
    let done = done.save(held, next);
    let done = before
        .difference(&next.groups)
        .fold(done, |done, left| done.erase(&group_member(left, &next.customer_id)));
    next.groups.difference(&before).fold(done, |done, joined| {
        let (group, customer_id) = (joined.clone(), next.customer_id.clone());
        done.put(&GroupMember { group, customer_id, since: now })
    })
}

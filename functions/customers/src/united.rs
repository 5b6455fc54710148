//! Who stands for a customer, and what is kept of all who are that customer, read as one list.
use contract::{Page, PageQuery};
use domain::customers::{ConsentStatement, HistoryEntry, MERGED_MAX, SealedNote, Union};
use primitives::{CustomerId, EntryId, Timestamp, limits::PAGE_MAX};
use runtime::{Cx, Fault};
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use table::{Held, List, keys::customers as keys};

/// Who stands for a customer now: themselves, unless they were merged. As of now, for whoever writes by it: a merge
/// writes whatever both have once, so that one of two at the same moment begins anew.
pub async fn current(
    cx: &Cx,
    customer_id: &CustomerId,
) -> Result<(Option<Held<Union>>, Union), Fault> {
    let mut at = customer_id.clone();
    // A chain is as long as merges are many, at most.
    for _ in 0..=MERGED_MAX {
        let held = cx.find(keys::union(&at)).await?;
        let union =
            held.as_ref().map_or_else(|| Union::none(at.clone()), |held| held.value.clone());
        match union.into.clone() {
            Some(into) => at = into,
            None => return Ok((held, union)),
        }
    }
    Err(Fault::missing("customer"))
}

/// The id of who stands for a customer now.
pub async fn survivor(cx: &Cx, customer_id: &CustomerId) -> Result<CustomerId, Fault> {
    Ok(current(cx, customer_id).await?.1.customer_id)
}

/// What is kept by time.
pub trait Dated: DeserializeOwned {
    /// When, and which.
    fn dated(&self) -> (Timestamp, &EntryId);
}

/// What has a time and an entry id.
macro_rules! dated {
    ($($kind:ty),*) => {$(
        impl Dated for $kind {
            fn dated(&self) -> (Timestamp, &EntryId) {
                (self.at, &self.entry_id)
            }
        }
    )*};
}

dated!(ConsentStatement, HistoryEntry, SealedNote);

/// One page, newest first, of what is kept of all who are this customer. What was written under two of them, as news
/// that came again after a merge, is told once.
pub async fn page<T: Dated>(
    cx: &Cx,
    customer_id: &CustomerId,
    query: &PageQuery,
    list: fn(&CustomerId) -> List<T>,
) -> Result<Page<T>, Fault> {
    let limit = query.limit.unwrap_or(PAGE_MAX);
    if !(1..=PAGE_MAX).contains(&limit) {
        return Err(Fault::malformed(format!("limit must be from 1 to {PAGE_MAX}")));
    }
    let after = query.cursor.as_deref().map(read).transpose()?;
    let (_, union) = current(cx, customer_id).await?;
    let mut all: BTreeMap<(Timestamp, EntryId), T> = BTreeMap::new();
    for one in union.all() {
        let list = match &after {
            Some((at, entry_id)) => list(one).until(format!("{at}#{entry_id}")),
            None => list(one),
        };
        // One more tells whether there is more, and one is where the page before ended.
        let found = cx.list(&list, limit.saturating_add(2), None).await?;
        all.extend(found.items.into_iter().map(|item| {
            let (at, entry_id) = item.dated();
            ((at, entry_id.clone()), item)
        }));
    }
    if let Some(after) = &after {
        all.remove(after);
    }
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = all.len() > size;
    let items: Vec<T> = all.into_values().rev().take(size).collect();
    let last = items.last().filter(|_| more).map(Dated::dated);
    let next = last.map(|(at, entry_id)| format!("{at}~{entry_id}"));
    Ok(Page { items, next })
}

/// All of it, newest first, up to a bound; and whether that is all.
pub async fn everything<T: Dated>(
    cx: &Cx,
    customer_id: &CustomerId,
    list: fn(&CustomerId) -> List<T>,
    at_most: usize,
) -> Result<(Vec<T>, bool), Fault> {
    let mut all = Vec::new();
    let mut query = PageQuery::default();
    loop {
        let page = page(cx, customer_id, &query, list).await?;
        all.extend(page.items);
        match page.next {
            Some(_) if all.len() >= at_most => return Ok((all, false)),
            Some(next) => query.cursor = Some(next),
            None => return Ok((all, true)),
        }
    }
}

/// Where a page ended: a time and an entry.
fn read(cursor: &str) -> Result<(Timestamp, EntryId), Fault> {
    let wrong = || Fault::malformed("the cursor is not one of this list");
    let (at, entry_id) = cursor.split_once('~').ok_or_else(wrong)?;
    let at = Timestamp::parse(at).map_err(|_| wrong())?;
    Ok((at, EntryId::parse(entry_id).map_err(|_| wrong())?))
}

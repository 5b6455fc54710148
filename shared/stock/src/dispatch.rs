//! Units leave with a parcel.
use crate::{Read, book::book};
use domain::inventory::{Leaving, Reason, Reservation, StockRefusal, Take, leave};
use primitives::{LocationId, ReservationId};
use runtime::{Cx, Done, Fault};
use std::collections::{BTreeMap, BTreeSet};
use table::{Held, TableError, keys};

/// Units of one page of a reservation that leave.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The page.
    pub page: u32,
    /// What leaves; `None` for what was never put aside, such as a charge.
    pub leaving: Option<Leaving>,
}

/// Whether pages have changed since they were read. Levels are read after them: a parcel of the same
/// reservation that leaves in between makes units look gone that are not.
async fn moved_on(cx: &Cx, pages: &[Held<Reservation>]) -> Result<bool, Fault> {
    let keys: Vec<_> = pages
        .iter()
        .map(|page| keys::inventory::reservation(&page.reservation_id, &page.page))
        .collect();
    let now = cx.load_many(&keys).await?;
    Ok(pages.iter().zip(&now).any(|(read, now)| {
        now.as_ref().is_none_or(|now| now.next_version() != read.next_version())
    }))
}

/// Takes units out of a reservation and out of the stock, those at `from` first; gives where the units
/// of each entry were taken, in order. All of it belongs into the one transaction that says that the
/// parcel has left. `reference` goes into the ledger.
pub async fn dispatch<R>(
    cx: &Cx,
    done: Done<R>,
    reservation_id: &ReservationId,
    entries: &[Entry],
    from: Option<&LocationId>,
    reference: &str,
) -> Result<(Done<R>, Vec<Vec<Take>>), Fault> {
    let numbers: BTreeSet<u32> =
        entries.iter().filter(|entry| entry.leaving.is_some()).map(|entry| entry.page).collect();
    let wanted: Vec<_> =
        numbers.iter().map(|page| keys::inventory::reservation(reservation_id, page)).collect();
    let pages: Vec<Held<Reservation>> =
        cx.load_many(&wanted).await?.into_iter().flatten().collect();
    let mut read = Read::default();
    read.levels(cx, pages.iter().flat_map(|page| page.spots())).await?;
    let mut done = done;
    let mut by_page: BTreeMap<u32, std::vec::IntoIter<Vec<Take>>> = BTreeMap::new();
    for page in &pages {
        let leaving: Vec<Leaving> = entries
            .iter()
            .filter(|entry| entry.page == page.page)
            .filter_map(|entry| entry.leaving.clone())
            .collect();
        let (next, taken) = page.dispatch(&leaving, from)?;
        done = done.replace(page, &next);
        by_page.insert(page.page, taken.into_iter());
    }
    let mut takes = Vec::new();
    for entry in entries {
        let found = by_page.get_mut(&entry.page).filter(|_| entry.leaving.is_some());
        match (found.and_then(Iterator::next), &entry.leaving) {
            (Some(taken), _) => takes.push(taken),
            (None, None) => takes.push(Vec::new()),
            // The order's stock is not where the order says it is.
            (None, Some(leaving)) => {
                return Err(StockRefusal::Insufficient(vec![leaving.sku.clone()]).into());
            }
        }
    }
    let moves = match leave(&read.shelf, takes.iter().flatten()) {
        Err(_) if moved_on(cx, &pages).await? => {
            return Err(Fault::Table(TableError::Conflict { entity: "Reservation" }));
        }
        decided => decided?,
    };
    let done = book(cx, done, &read.shelf, &moves, Reason::Dispatched, Some(reference))?;
    Ok((done, takes))
}

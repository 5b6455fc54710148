//! Finds customers.
use crate::{
    known::{profile, record},
    united::survivor,
};
use contract::customers::{
    CustomerSearchQuery, DuplicateView, DuplicatesView, FoundCustomer, FoundView,
    ListCustomerDuplicates, SearchCustomers,
};
use domain::customers::{Found, Particulars, ProfileRefusal, Shared, terms, wanted_words};
use primitives::CustomerId;
use runtime::{Cx, Done, Fault, Outcome, Req};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};
use subjects::index;
use table::keys;

/// Customers in one answer.
const FOUND_MAX: usize = 50;
/// Customers looked at by one mark: of a more frequent word, say more than that.
const MARKED_MAX: u32 = 1_000;

/// By what they are called or where they are reached: who has every mark of it. A word of a name finds whatever begins so.
pub async fn search(cx: Cx, req: Req<SearchCustomers>) -> Outcome<FoundView> {
    let query = &req.query;
    let wanted = terms(Particulars {
        email: query.email.as_ref(),
        phone: query.phone.as_ref().map(AsRef::as_ref),
        ..Particulars::default()
    });
    let index = index(&cx).await?;
    // Who is found has one mark of each.
    let mut wanted: Vec<Vec<String>> =
        index.marks(&wanted).into_iter().map(|mark| vec![mark]).collect();
    let words = query.name.as_ref().map(|name| wanted_words(name.as_ref())).unwrap_or_default();
    wanted.extend(words.into_iter().map(|(word, begins)| {
        let either = std::iter::once(word).chain(begins).collect();
        index.marks(&either).into_iter().collect()
    }));
    let said = [query.email.is_some(), query.phone.is_some(), query.name.is_some()];
    let mut found = buyers(&cx, query).await?;
    if found.is_none() && !said.contains(&true) {
        return Err(ProfileRefusal::NothingToSearch.into());
    }
    // What makes no mark, such as half a telephone number, finds nobody.
    if said.contains(&true) && wanted.is_empty() {
        found = Some(BTreeSet::new());
    }
    let mut more = false;
    for marks in &wanted {
        let mut these = BTreeSet::new();
        for mark in marks {
            let page = cx.list(&keys::customers::marked(mark), MARKED_MAX, None).await?;
            more |= page.next.is_some();
            these.extend(page.items.into_iter().map(|one| one.customer_id));
        }
        found = Some(
            found.map_or(these.clone(), |those| those.intersection(&these).cloned().collect()),
        );
    }
    shown(&cx, found.unwrap_or_default(), more).await
}

/// Who bought the orders that are named, where any is; nobody where they are of different people.
async fn buyers(
    cx: &Cx,
    query: &CustomerSearchQuery,
) -> Result<Option<BTreeSet<CustomerId>>, Fault> {
    let mut found: Option<BTreeSet<CustomerId>> = None;
    let numbered = match &query.number {
        Some(number) => {
            let taken = cx.peek(keys::order::number(number)).await?;
            Some(taken.map(|held| held.value.order_id))
        }
        None => None,
    };
    for order_id in query.order.clone().map(Some).into_iter().chain(numbered) {
        let order = match &order_id {
            Some(order_id) => cx.peek(keys::order::order(order_id)).await?,
            None => None,
        };
        let mut these = BTreeSet::new();
        if let Some(buyer) = order.and_then(|held| held.value.customer_id) {
            these.insert(survivor(cx, &buyer).await?);
        }
        found = Some(found.map_or(these.clone(), |those| &those & &these));
    }
    Ok(found)
}

/// Who shares with a customer what two people hardly share.
pub async fn duplicates(cx: Cx, req: Req<ListCustomerDuplicates>) -> Outcome<DuplicatesView> {
    let customer_id = &req.path.customer_id;
    record(&cx, customer_id).await?;
    let (_, profile) = profile(&cx, customer_id).await?;
    let mut shared: BTreeMap<CustomerId, BTreeSet<String>> = BTreeMap::new();
    let mut more = false;
    for mark in profile.all_marks().into_iter().filter(|mark| Shared::of(mark).is_some()) {
        let page = cx.list(&keys::customers::marked(&mark), 100, None).await?;
        more |= page.next.is_some();
        for one in page.items.into_iter().filter(|one| one.customer_id != *customer_id) {
            shared.entry(one.customer_id).or_default().insert(mark.clone());
        }
    }
    let likely = shared
        .into_iter()
        .map(|(customer_id, marks)| Found { customer_id, marks })
        .filter(Found::is_likely_the_same);
    let mut likely: Vec<_> = likely.collect();
    likely.sort_by_key(|found| Reverse(found.score()));
    let more = more || likely.len() > FOUND_MAX;
    likely.truncate(FOUND_MAX);
    let shown = called(&cx, likely.iter().map(|found| found.customer_id.clone()).collect()).await?;
    let customers = shown.into_iter().zip(&likely).map(|(customer, found)| DuplicateView {
        customer,
        score: found.score(),
        reasons: found.reasons(),
    });
    Ok(Done::new(DuplicatesView { customers: customers.collect(), more }))
}

async fn shown(cx: &Cx, found: BTreeSet<CustomerId>, more: bool) -> Result<Done<FoundView>, Fault> {
    let more = more || found.len() > FOUND_MAX;
    let customers = called(cx, found.into_iter().take(FOUND_MAX).collect()).await?;
    Ok(Done::new(FoundView { customers, more }))
}

async fn called(cx: &Cx, ids: Vec<CustomerId>) -> Result<Vec<FoundCustomer>, Fault> {
    let keys: Vec<_> = ids.iter().map(keys::identity::customer).collect();
    let records = cx.peek_many(&keys).await?;
    let customers = ids
        .into_iter()
        .zip(records)
        .map(|(customer_id, record)| {
            let record = record.map(|held| held.value);
            let display_name = record.as_ref().and_then(|one| one.display_name.clone());
            FoundCustomer { customer_id, display_name, email: record.and_then(|one| one.email) }
        })
        .collect();
    Ok(customers)
}

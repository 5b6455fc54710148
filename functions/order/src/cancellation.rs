//! The page-by-page work of cancelling, for the command and for the event that makes sure of it.
use domain::order::{
    self, Cancellation, Happened, LinePage, Order, PageCancelled, Scope, TimelineEntry,
};
use events::order::CancellationBegunV1;
use primitives::CancellationId;
use runtime::{Cx, Done, Fault};
use table::{Held, Key, TableError, keys};

/// Every page of an order.
pub async fn pages(cx: &Cx, order: &Order) -> Result<Vec<Held<LinePage>>, Fault> {
    let keys: Vec<Key<LinePage>> =
        (0..order.page_count).map(|page| keys::order::line_page(&order.order_id, &page)).collect();
    let found = cx.load_many(&keys).await?;
    found
        .into_iter()
        .map(|page| page.ok_or(Fault::Table(TableError::Missing { entity: "LinePage" })))
        .collect()
}

/// A cancellation that has begun, or that was small enough to be done at once.
pub struct Begun {
    /// The cancellation.
    pub cancellation: Cancellation,
    /// What makes it so.
    pub done: Done<()>,
}

/// Begins a cancellation; one that stays on one page is done at once.
pub async fn begin(
    cx: &Cx,
    held: &Held<Order>,
    scope: &Scope,
    cause: order::Cause,
) -> Result<Begun, Fault> {
    let pages = pages(cx, held).await?;
    let values: Vec<LinePage> = pages.iter().map(|page| page.value.clone()).collect();
    let cancellation = order::plan_cancellation(held, &values, scope, cause)?;
    let first = cancellation.at().map(|plan| plan.page);
    let page = pages.iter().find(|page| Some(page.page) == first);
    if let (true, Some(page)) = (cancellation.at_last(), page) {
        let cancelled = order::cancel_page(held, &cancellation, page, cx.now())?;
        let done = Done::new(()).create(&cancelled.cancellation);
        let cancellation = cancelled.cancellation.clone();
        return Ok(Begun { cancellation, done: written(cx, done, held, page, cancelled) });
    }
    let cancelling = Some(cancellation.cancellation_id.clone());
    let next = Order { cancelling, ..held.value.clone() };
    let event = CancellationBegunV1 {
        order_id: next.order_id.clone(),
        cancellation_id: cancellation.cancellation_id.clone(),
    };
    let done = Done::new(()).create(&cancellation).replace(held, &next).publish(
        &next.order_id,
        held.next_version(),
        &event,
    );
    Ok(Begun { cancellation, done })
}

/// Does the next page of a cancellation that is at work.
pub async fn go_on(cx: &Cx, held: &Held<Order>, id: &CancellationId) -> Result<Done<()>, Fault> {
    let cancellation = cx.load(keys::order::cancellation(&held.order_id, id)).await?;
    let number = cancellation.at().map(|plan| plan.page).unwrap_or_default();
    let page = cx.load(keys::order::line_page(&held.order_id, &number)).await?;
    let cancelled = order::cancel_page(held, &cancellation, &page, cx.now())?;
    let done = Done::new(()).replace(&cancellation, &cancelled.cancellation);
    Ok(written(cx, done, held, &page, cancelled))
}

/// Adds a cancelled page, and with the last one the order, to what is written.
fn written(
    cx: &Cx,
    done: Done<()>,
    held: &Held<Order>,
    page: &Held<LinePage>,
    cancelled: PageCancelled,
) -> Done<()> {
    let PageCancelled { page: next_page, cancellation, event, order } = cancelled;
    let done = done.replace(page, &next_page);
    let Some((next, news)) = order else {
        // The head is not written, but nobody else may have: it says that this is at work.
        return done.unchanged(held).publish(&held.order_id, held.version(), &event);
    };
    let what = if news.is_some() { Happened::Cancelled } else { Happened::LinesCancelled };
    let by = cancellation.by.clone();
    let mut entry = TimelineEntry::new(&next.order_id, cx.new_id(), what, by, cx.now())
        .about(&cancellation.cancellation_id)
        .amount(cancellation.amount)
        .units(cancellation.units)
        .note(&cancellation.reason);
    entry.correlation_id = Some(cx.correlation_id().to_owned());
    let version = held.next_version();
    let done = done.replace(held, &next).create(&entry).publish(&next.order_id, version, &event);
    let done = tariff::tax_changed(done, &next, version);
    match news {
        Some(news) => done.publish(&next.order_id, version, &news),
        None => done,
    }
}

//! Takes note of what else happens with customers: returns, repairs, points, goods taken back. One look finds whom it is
//! about; the same news again writes the same entry.
use crate::order_news::bought;
use domain::customers::{HistoryEntry, WhatHappened};
use events::{
    Envelope,
    loyalty::PointsBookedV1,
    recycle::{TakebackCreditedV1, TakebackQuotedV1},
    repair::{RepairClosedV1, RepairRequestedV1},
    returns::{ReturnClosedV1, ReturnDeclinedV1, ReturnRequestedV1},
};
use primitives::{CustomerId, Money, TakebackId};
use runtime::{Cx, Done, Fault, Outcome};
use table::keys;

/// Handlers that write an entry about something of an order's.
macro_rules! notes {
    ($($(#[$doc:meta])* $name:ident($event:ident, $subject:ident) $what:ident;)*) => {$(
        $(#[$doc])*
        pub async fn $name(cx: Cx, event: Envelope<$event>) -> Outcome<()> {
            let Some((order, customer_id)) = bought(&cx, &event.data.order_id).await? else {
                return Ok(Done::new(()));
            };
            let entry = HistoryEntry::of(&customer_id, WhatHappened::$what, &event);
            let entry = entry.about(&event.data.$subject);
            Ok(Done::new(()).put(&HistoryEntry { order_id: Some(order.order_id), ..entry }))
        }
    )*};
}

notes! {
    /// Something is to come back.
    return_requested(ReturnRequestedV1, return_id) ReturnRequested;
    /// The shop does not take it.
    return_declined(ReturnDeclinedV1, return_id) ReturnDeclined;
    /// A return is over.
    return_closed(ReturnClosedV1, return_id) ReturnClosed;
    /// Something is to be mended.
    repair_requested(RepairRequestedV1, repair_id) RepairRequested;
    /// Its owner has it again.
    repair_closed(RepairClosedV1, repair_id) RepairClosed;
}

/// The ledger of their points got an entry: the number of it, and the points that can be spent.
pub async fn points_booked(_cx: Cx, event: Envelope<PointsBookedV1>) -> Outcome<()> {
    let what = WhatHappened::PointsBooked;
    let entry = HistoryEntry::of(&event.data.customer_id, what, &event).about(event.data.number);
    let order_id = event.data.order_id.clone();
    let points = Some(event.data.points);
    Ok(Done::new(()).put(&HistoryEntry { order_id, points, ..entry }))
}

/// They got a quote for something used.
pub async fn takeback_quoted(cx: Cx, event: Envelope<TakebackQuotedV1>) -> Outcome<()> {
    let (takeback_id, amount) = (event.data.takeback_id.clone(), event.data.quote);
    taken_back(&cx, &event, WhatHappened::TakebackQuoted, &takeback_id, amount).await
}

/// It was paid.
pub async fn takeback_credited(cx: Cx, event: Envelope<TakebackCreditedV1>) -> Outcome<()> {
    let (takeback_id, amount) = (event.data.takeback_id.clone(), event.data.credit);
    taken_back(&cx, &event, WhatHappened::TakebackCredited, &takeback_id, amount).await
}

async fn taken_back<E>(
    cx: &Cx,
    event: &Envelope<E>,
    what: WhatHappened,
    takeback_id: &TakebackId,
    amount: Money,
) -> Outcome<()> {
    let Some(customer_id) = seller(cx, takeback_id).await? else { return Ok(Done::new(())) };
    let entry = HistoryEntry::of(&customer_id, what, event).about(takeback_id);
    Ok(Done::new(()).put(&HistoryEntry { amount: Some(amount), ..entry }))
}

async fn seller(cx: &Cx, takeback_id: &TakebackId) -> Result<Option<CustomerId>, Fault> {
    let held = cx.find(keys::recycle::takeback(takeback_id)).await?;
    Ok(held.map(|held| held.value.customer_id))
}

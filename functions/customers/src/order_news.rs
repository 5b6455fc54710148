//! Takes note of what becomes of customers' orders.
//!
//! The events say that something changed; what an order comes to is read from it and its payments, so events may come
//! twice, late or in any order. Guests leave nothing behind.
use crate::{
    debts,
    known::{kept, profile},
    united::survivor,
};
use domain::{
    customers::{Figures, HistoryEntry, OrderFigures, Particulars, WhatHappened, terms},
    order::{Order, PaymentSums},
};
use events::{
    Envelope,
    customers::CustomerFactsChangedV1,
    fulfilment::{
        ShipmentDeliveredV1, ShipmentDispatchedV1, ShipmentFailedV1, ShipmentWrittenOffV1,
    },
    order::{LinesCancelledV1, OrderCancelledV1, OrderEditedV1, OrderPlacedV1},
    payment::{PaymentCapturedV1, PaymentDisputeClosedV1, PaymentDisputedV1, PaymentRefundedV1},
    refunds::{RefundCompletedV1, RefundFailedV1, RefundReversedV1},
};
use primitives::{CustomerId, Money, OrderId};
use runtime::{Cx, Done, Fault, Outcome};
use std::collections::BTreeSet;
use subjects::{Index, index};
use table::{Held, keys};

/// The order was bought: its buyer is found by what they said there.
pub async fn placed(cx: Cx, event: Envelope<OrderPlacedV1>) -> Outcome<()> {
    let (order_id, total) = (&event.data.order_id, event.data.total);
    let Some((order, customer_id)) = bought(&cx, order_id).await? else {
        return Ok(Done::new(()));
    };
    let done = entered(&event, &customer_id, WhatHappened::OrderPlaced, order_id, Some(total));
    let (held, profile) = profile(&cx, &survivor(&cx, &customer_id).await?).await?;
    let done = match profile.saw(&said(&*index(&cx).await?, &order)) {
        Some(next) => kept(&cx, done, held.as_ref(), &next).await?,
        None => done,
    };
    reckoned(&cx, done, &order, &customer_id).await
}

/// Handlers that write an entry about an order and then see what it comes to.
macro_rules! notes {
    ($($(#[$doc:meta])* $name:ident($event:ident) $what:ident $(, $amount:ident)?;)*) => {$(
        $(#[$doc])*
        pub async fn $name(cx: Cx, event: Envelope<$event>) -> Outcome<()> {
            let order_id = &event.data.order_id;
            let Some((order, customer_id)) = bought(&cx, order_id).await? else {
                return Ok(Done::new(()));
            };
            let amount: Option<Money> = [$(event.data.$amount)?].first().copied();
            let done = entered(&event, &customer_id, WhatHappened::$what, order_id, amount);
            reckoned(&cx, done, &order, &customer_id).await
        }
    )*};
}

notes! {
    /// It was changed.
    edited(OrderEditedV1) OrderEdited, total;
    /// All of it was cancelled.
    cancelled(OrderCancelledV1) OrderCancelled, amount;
    /// Money was taken.
    captured(PaymentCapturedV1) PaymentCaptured, amount;
    /// Money was given back.
    refunded(PaymentRefundedV1) PaymentRefunded, amount;
    /// The buyer's bank disputes a payment.
    disputed(PaymentDisputedV1) PaymentDisputed, amount;
    /// A parcel left.
    dispatched(ShipmentDispatchedV1) ShipmentDispatched, amount;
    /// A parcel arrived.
    delivered(ShipmentDeliveredV1) ShipmentDelivered;
    /// Something went wrong with a parcel.
    failed(ShipmentFailedV1) ShipmentFailed;
}

/// Units were cancelled: what the order costs is less.
pub async fn lines_cancelled(cx: Cx, event: Envelope<LinesCancelledV1>) -> Outcome<()> {
    again(&cx, &event.data.order_id).await
}

/// A dispute ended: what a bank took back for good is gone.
pub async fn dispute_closed(cx: Cx, event: Envelope<PaymentDisputeClosedV1>) -> Outcome<()> {
    again(&cx, &event.data.order_id).await
}

/// A parcel was given up: what was paid for it goes back.
pub async fn written_off(cx: Cx, event: Envelope<ShipmentWrittenOffV1>) -> Outcome<()> {
    again(&cx, &event.data.order_id).await
}

/// What was to be given back is with the buyer: as store credit, too, of which no payment tells.
pub async fn given_back(cx: Cx, event: Envelope<RefundCompletedV1>) -> Outcome<()> {
    again(&cx, &event.data.order_id).await
}

/// Some of it is not; what became store credit may be.
pub async fn not_given_back(cx: Cx, event: Envelope<RefundFailedV1>) -> Outcome<()> {
    again(&cx, &event.data.order_id).await
}

/// Some of it is not any more.
pub async fn retracted(cx: Cx, event: Envelope<RefundReversedV1>) -> Outcome<()> {
    again(&cx, &event.data.order_id).await
}

async fn again(cx: &Cx, order_id: &OrderId) -> Outcome<()> {
    match bought(cx, order_id).await? {
        Some((order, customer_id)) => reckoned(cx, Done::new(()), &order, &customer_id).await,
        None => Ok(Done::new(())),
    }
}

/// The order and its buyer, which never changes; none of a guest's, and none of what is not placed.
pub async fn bought(cx: &Cx, order_id: &OrderId) -> Result<Option<(Order, CustomerId)>, Fault> {
    let found = cx.find(keys::order::order(order_id)).await?.map(|held| held.value);
    Ok(found.and_then(|order| order.customer_id.clone().map(|customer_id| (order, customer_id))))
}

fn entered<E>(
    event: &Envelope<E>,
    customer_id: &CustomerId,
    what: WhatHappened,
    order_id: &OrderId,
    amount: Option<Money>,
) -> Done<()> {
    let entry = HistoryEntry::of(customer_id, what, event);
    Done::new(()).put(&HistoryEntry { order_id: Some(order_id.clone()), amount, ..entry })
}

/// Adds what the order comes to now, where that is news. What was written of it is read before the order and its
/// payments: so whoever commits over that has seen them at least as new as whoever wrote it.
async fn reckoned(cx: &Cx, done: Done<()>, order: &Order, customer_id: &CustomerId) -> Outcome<()> {
    let line = cx.find(keys::customers::order_figures(customer_id, &order.order_id)).await?;
    let order = cx.load(keys::order::order(&order.order_id)).await?;
    let payments: Vec<_> = order.payment_ids.iter().map(keys::payment::payment).collect();
    let payments = cx.load_many(&payments).await?;
    let sums = payments.iter().flatten().fold(PaymentSums::default(), |sums, one| sums.with(one));
    let Some(after) = OrderFigures::of(&order, sums) else { return Ok(done) };
    let before = line.as_ref().map(|held| &held.value);
    if before == Some(&after) {
        return Ok(done);
    }
    // The line stays with the id that bought; it counts for who that is now.
    let owner = survivor(cx, customer_id).await?;
    let held = cx.find(keys::customers::figures(&owner)).await?;
    let figures = held.as_ref().map_or_else(|| Figures::none(owner), |held| held.value.clone());
    let next = figures.moved(before, &after);
    let (customer_id, version) =
        (next.customer_id.clone(), held.as_ref().map_or(1, Held::next_version));
    let event = CustomerFactsChangedV1 { customer_id, changed_at: cx.now() };
    let done = done.save(line.as_ref(), &after).save(held.as_ref(), &next);
    let done = debts::reckoned(cx, done, &after).await?;
    Ok(done.publish(&next.customer_id, version, &event))
}

/// By what the buyer is found who said this.
fn said(index: &Index, order: &Order) -> BTreeSet<String> {
    let mut all = terms(Particulars { email: order.email.as_ref(), ..Particulars::default() });
    for address in [&order.shipping_address, &order.billing_address].into_iter().flatten() {
        all.extend(terms(Particulars {
            email: None,
            phone: address.phone.as_ref().map(AsRef::as_ref),
            name: Some(address.name.as_ref()),
            postal_code: address.postal_code.as_ref().map(AsRef::as_ref),
        }));
    }
    index.marks(&all)
}

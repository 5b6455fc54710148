//! What is given back of an order is told by its refunds, its account, its payments and the credit notes alike.
use crate::Items;
use domain::{
    order::Order,
    payment::Payment,
    refunds::{CreditNote, CreditNoteCounter, Refund, RefundAccount, RefundState},
};
use primitives::OrderId;
use std::collections::BTreeSet;

/// True at every instant.
pub fn always(items: &Items) {
    accounts(items);
    credit_notes(items);
    for payment in items.all::<Payment>() {
        let buckets = &payment.buckets;
        assert!(buckets.refunded.all() <= buckets.captured.all(), "{payment:?}");
    }
}

fn accounts(items: &Items) {
    let (refunds, orders) = (items.all::<Refund>(), items.all::<Order>());
    for account in items.all::<RefundAccount>() {
        let own = || {
            let of = refunds.iter().filter(|refund| refund.order_id == account.order_id);
            of.filter(|refund| refund.state != RefundState::Declined)
        };
        let sum = |of: &dyn Fn(&Refund) -> i64| -> i64 { own().map(of).sum() };
        // Parcels that were given up are in the account without a refund of their own.
        assert!(sum(&|refund| refund.breakdown.gross.minor) <= account.gross.minor, "{account:?}");
        assert_eq!(sum(&|refund| refund.breakdown.withheld().minor), account.withheld.minor);
        assert_eq!(sum(&|refund| refund.waiting.minor), account.waiting.minor, "{account:?}");
        let order = orders.iter().find(|order| order.order_id == account.order_id);
        let due = order.map(|order| order.fulfilled_amount);
        assert!(due.is_some_and(|due| account.gross <= due), "{account:?}: {due:?}");
    }
}

/// Numbers have no gaps, and each belongs to the refund that bears it.
fn credit_notes(items: &Items) {
    let refunds = items.all::<Refund>();
    let notes = items.all::<CreditNote>();
    let last = items.all::<CreditNoteCounter>().first().map_or(0, |counter| counter.last);
    let numbers: BTreeSet<u64> = notes.iter().map(|note| note.number).collect();
    assert_eq!(numbers, (1..=last).collect());
    for note in &notes {
        let refund = refunds.iter().find(|refund| refund.refund_id == note.refund_id);
        assert_eq!(refund.and_then(|refund| refund.credit_note), Some(note.number), "{note:?}");
    }
}

/// What refunds of an order have given back: to where the money came from, as store credit, or to what comes instead.
pub fn paid_back(items: &Items, order_id: &OrderId) -> i64 {
    let refunds = items.all::<Refund>();
    let own = refunds.iter().filter(|refund| refund.order_id == *order_id);
    own.map(|refund| refund.paid().minor).sum()
}

//! What paid for an exchange in place of the buyer's money is backed: by what was taken for the old goods, or by a hold.
use crate::Items;
use domain::{
    payment::{Payment, Provider},
    refunds::Refund,
    returns::{InsteadKind, InsteadState, Return},
};
use primitives::PaymentId;
use std::collections::BTreeSet;

/// Payments that hold money for goods that left first.
pub fn holds(items: &Items) -> BTreeSet<PaymentId> {
    let advances = items.all::<Return>().into_iter().filter_map(|one| one.instead?.advance);
    advances.filter_map(|advance| advance.payment_id).collect()
}

/// True once everything has come to rest: of a hold that ended nothing is held but what was to be taken, and nothing
/// waits for ever.
pub fn at_rest(items: &Items) {
    let payments = items.all::<Payment>();
    for one in items.all::<Return>() {
        let Some(instead) = one.instead else { continue };
        let moving = matches!(instead.state, InsteadState::Holding | InsteadState::Placing);
        assert!(!moving, "on its way for ever: {instead:?}");
        let Some(advance) = &instead.advance else { continue };
        let payment =
            payments.iter().find(|own| Some(&own.payment_id) == advance.payment_id.as_ref());
        let (Some(payment), Some(ended)) = (payment, advance.ended) else { continue };
        assert_eq!(super::kept(payment), ended.captured.minor, "{instead:?} {payment:?}");
        assert_eq!(payment.buckets.captured.settled, ended.captured.minor, "{payment:?}");
    }
}

/// True at every instant: no card pays for an exchange what nobody paid, and a hold that ended took exactly what
/// the old goods did not pay.
pub fn backed(items: &Items) {
    let (refunds, payments) = (items.all::<Refund>(), items.all::<Payment>());
    for one in items.all::<Return>() {
        let Some(instead) = one.instead.filter(|own| own.kind == InsteadKind::Exchange) else {
            continue;
        };
        let own = refunds.iter().filter(|own| own.return_id.as_ref() == Some(&one.return_id));
        let credits = own.filter_map(|refund| refund.credit.as_ref());
        let given: i64 =
            credits.filter(|credit| credit.given).map(|credit| credit.amount.minor).sum();
        assert!(given <= instead.pays().minor, "{instead:?}");
        let cards: i64 = payments
            .iter()
            .filter(|payment| payment.order_id == instead.order_id)
            .filter(|payment| payment.provider == Provider::GiftCard)
            // What was cancelled of the new order later was paid by them all the same.
            .map(|payment| payment.buckets.authorised.settled)
            .sum();
        let ended = instead.advance.as_ref().and_then(|advance| advance.ended);
        let taken = ended.map_or(0, |ended| ended.captured.minor);
        let hold = instead.hold().map_or(0, |_| instead.pays().minor);
        match instead.state {
            InsteadState::Done => assert_eq!(cards, given + taken, "{instead:?}"),
            InsteadState::Placed => assert!(cards <= hold.max(given), "{instead:?}"),
            _ => {}
        }
    }
}

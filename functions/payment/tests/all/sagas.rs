//! Payments of checkouts that are closed and orders that are cancelled; and every race between the
//! answer, the webhook, a crash and a second delivery. The provider's books decide.
#![allow(clippy::unwrap_used)]
use crate::shop::{asked, books, challenge, gbp, later, only, paid, shop, state, told, view};
use domain::sandbox::Standing;
use events::{
    checkout::{CheckoutClosedV1, CloseReason},
    order::LinesCancelledV1,
};
use primitives::{Example, PaymentId};
use runtime::Done;
use testkit::{Broken, Delivery, Injected, Shop};

async fn close(shop: &Shop, payment: &PaymentId) {
    let event = CheckoutClosedV1 {
        payment_ids: vec![payment.clone()],
        reason: CloseReason::Expired,
        ..CheckoutClosedV1::example()
    };
    shop.seed(Done::new(()).publish(&event.checkout_id, 9, &event)).await;
}

pub async fn owe_less(shop: &Shop, payments: &[&PaymentId], minor: i64) {
    let event = LinesCancelledV1 {
        refund: gbp(minor),
        payment_ids: payments.iter().map(|id| (*id).clone()).collect(),
        ..LinesCancelledV1::example()
    };
    shop.seed(Done::new(()).publish(&event.order_id, 9, &event)).await;
    shop.settle().await;
}

#[tokio::test]
async fn a_closed_checkout_lets_go_of_what_was_authorised() {
    let shop = shop().delivering(Delivery::TwiceAndBackwards);
    let payment = paid(&shop, "tok_visa").await;
    close(&shop, &payment).await;
    shop.settle().await;
    assert_eq!(state(&shop, &payment).await, "cancelled");
    assert_eq!(only(books(&shop, &payment).await).standing, Standing::Cancelled);
    assert_eq!(told(&shop, "PaymentCancelled"), 1);
}

#[tokio::test]
async fn a_closed_checkout_lets_go_of_what_is_authorised_later() {
    let shop = shop();
    let payment = asked(&shop, "tok_visa").await;
    close(&shop, &payment).await;
    shop.settle().await;
    later(&shop, 121).await;
    assert_eq!(state(&shop, &payment).await, "cancelled");
    assert_eq!(only(books(&shop, &payment).await).cancelled, gbp(1_000));
}

#[tokio::test]
async fn a_closed_checkout_gives_up_an_open_challenge() {
    for token in ["tok_3ds", "tok_late_webhook"] {
        let shop = shop();
        let payment = paid(&shop, token).await;
        close(&shop, &payment).await;
        shop.settle().await;
        later(&shop, 20).await;
        assert_eq!(state(&shop, &payment).await, "cancelled");
        assert_eq!(only(books(&shop, &payment).await).standing, Standing::Cancelled);
        assert_eq!(view(&shop, &payment).await.pending_since, None, "the saga ended");
    }
}

#[tokio::test]
async fn a_challenge_passed_while_the_checkout_closes_leaves_no_money_behind() {
    let shop = shop();
    let payment = paid(&shop, "tok_3ds").await;
    challenge(&shop, &payment, "pass").await;
    close(&shop, &payment).await;
    shop.settle().await;
    assert_eq!(state(&shop, &payment).await, "cancelled");
    let books = only(books(&shop, &payment).await);
    assert_eq!((books.standing, books.captured), (Standing::Cancelled, gbp(0)));
}

#[tokio::test]
async fn a_cancelled_line_voids_the_exact_amount_once() {
    let shop = shop().delivering(Delivery::TwiceAndBackwards);
    let payment = paid(&shop, "tok_visa").await;
    owe_less(&shop, &[&payment], 333).await;
    // The same cancellation, told by another event.
    owe_less(&shop, &[&payment], 333).await;
    assert_eq!(view(&shop, &payment).await.cancelled.settled, gbp(333));
    assert_eq!(only(books(&shop, &payment).await).cancelled, gbp(333));
}

#[tokio::test]
async fn a_cancelled_line_is_refunded_where_the_money_was_taken() {
    use testkit::Request;
    let shop = shop();
    let payment = paid(&shop, "tok_visa").await;
    let body = serde_json::json!({ "amount": gbp(800) });
    let capture = Request::post(format!("/payments/{payment}/captures")).key("1").json(&body);
    shop.call(capture.staff(contract::Role::Finance)).await.expect(200);
    owe_less(&shop, &[&payment], 333).await;
    let books = only(books(&shop, &payment).await);
    assert_eq!((books.cancelled, books.refunded), (gbp(200), gbp(133)));
}

#[tokio::test]
async fn a_cancelled_line_is_spread_over_the_payments_of_the_order() {
    let shop = shop();
    let (declined, one) = (paid(&shop, "tok_declined").await, paid(&shop, "tok_visa").await);
    let two = paid(&shop, "tok_visa").await;
    owe_less(&shop, &[&declined, &one, &two], 1_200).await;
    assert_eq!(view(&shop, &one).await.cancelled.settled, gbp(1_000));
    assert_eq!(view(&shop, &two).await.cancelled.settled, gbp(200));
    assert_eq!(view(&shop, &declined).await.log.len(), 2);
}

#[tokio::test]
async fn a_good_card_is_authorised_once_whatever_crashes() {
    whatever_crashes("tok_visa").await;
}

#[tokio::test]
async fn a_challenged_card_is_authorised_once_whatever_crashes() {
    whatever_crashes("tok_3ds").await;
}

#[tokio::test]
async fn a_silent_card_is_authorised_once_whatever_crashes() {
    whatever_crashes("tok_timeout").await;
}

#[tokio::test]
async fn a_failing_card_is_authorised_once_whatever_crashes() {
    whatever_crashes("tok_error").await;
}

#[tokio::test]
async fn a_late_card_is_authorised_once_whatever_crashes() {
    whatever_crashes("tok_late_webhook").await;
}

/// A crash before or after each commit, of the shop's and of the provider's, with events once or
/// twice and backwards, with or without the provider's answers: one authorisation, told once.
async fn whatever_crashes(token: &str) {
    for fault in [Injected::CommitThenSilence, Injected::Throttle] {
        for (at, delivery) in (0..6).zip(
            [Delivery::Once, Delivery::TwiceAndBackwards, Delivery::TwiceAndBackwards]
                .into_iter()
                .cycle(),
        ) {
            one_authorisation(token, delivery, fault, at).await;
        }
    }
}

async fn one_authorisation(token: &str, delivery: Delivery, fault: Injected, at: usize) {
    let case = format!("{token} {delivery:?} {fault:?} {at}");
    let shop = shop().delivering(delivery);
    let payment = asked(&shop, token).await;
    shop.database.inject((0..at).map(|_| Injected::None).chain([fault]));
    if at % 2 == 1 {
        shop.web.inject([Broken::No, Broken::Answer]);
    }
    shop.settle().await;
    if token == "tok_3ds" {
        challenge_until_heard(&shop, &payment).await;
    }
    later(&shop, 121).await;
    later(&shop, 121).await;
    assert_eq!(state(&shop, &payment).await, "authorised", "{case}");
    let books = books(&shop, &payment).await;
    assert_eq!(books.len(), 1, "{case}: {books:?}");
    assert_eq!(told(&shop, "PaymentAuthorised"), 1, "{case}");
    assert_eq!(view(&shop, &payment).await.pending_since, None, "{case}");
}

/// A shopper whose click is lost clicks again, as long as there is something to click.
async fn challenge_until_heard(shop: &Shop, payment: &PaymentId) {
    for _ in 0..5 {
        match state(shop, payment).await.as_str() {
            "action_required" => {
                challenge(shop, payment, "pass").await;
                shop.settle().await;
            }
            "requested" => later(shop, 121).await,
            _ => return,
        }
    }
}

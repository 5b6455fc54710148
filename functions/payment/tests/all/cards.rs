//! Every magic card, from the shop's side and in the provider's books.
#![allow(clippy::unwrap_used)]
use crate::shop::{
    asked, asked_by, books, challenge, gbp, later, only, paid, shop, state, told, view,
};
use domain::{
    payment::{Method, Provider},
    sandbox::Standing,
};
use testkit::{Broken, Delivery};

#[tokio::test]
async fn a_good_card_is_authorised_once() {
    let shop = shop();
    let payment = paid(&shop, "tok_visa").await;
    let seen = view(&shop, &payment).await;
    assert_eq!(seen.authorised.settled, gbp(1_000));
    assert_eq!(seen.pending_since, None);
    assert_eq!(only(books(&shop, &payment).await).standing, Standing::Authorised);
    assert_eq!(told(&shop, "PaymentAuthorised"), 1);
}

#[tokio::test]
async fn a_card_without_money_is_declined_for_good() {
    let shop = shop();
    let payment = paid(&shop, "tok_declined").await;
    let seen = view(&shop, &payment).await;
    assert_eq!(state(&shop, &payment).await, "declined");
    assert_eq!(seen.failure.as_deref(), Some("insufficient_funds"));
    assert_eq!(seen.authorised.pending, gbp(0));
    later(&shop, 600).await;
    assert_eq!(told(&shop, "PaymentDeclined"), 1);
    assert_eq!(books(&shop, &payment).await.len(), 1);
}

#[tokio::test]
async fn a_card_nobody_knows_is_declined() {
    let shop = shop();
    let payment = paid(&shop, "tok_nobody").await;
    assert_eq!(view(&shop, &payment).await.failure.as_deref(), Some("invalid_method"));
}

#[tokio::test]
async fn a_challenge_that_is_passed_authorises_by_webhook() {
    let shop = shop();
    let payment = paid(&shop, "tok_3ds").await;
    assert_eq!(state(&shop, &payment).await, "action_required");
    assert_eq!(view(&shop, &payment).await.authorised.pending, gbp(1_000));
    assert_eq!(challenge(&shop, &payment, "pass").await, 200);
    shop.settle().await;
    let seen = view(&shop, &payment).await;
    assert_eq!((state(&shop, &payment).await.as_str(), seen.challenge_url), ("authorised", None));
    assert_eq!(told(&shop, "PaymentActionRequired"), 1);
    assert_eq!(told(&shop, "PaymentAuthorised"), 1);
    assert_eq!(books(&shop, &payment).await.len(), 1);
}

#[tokio::test]
async fn a_challenge_that_is_failed_declines_by_webhook() {
    let shop = shop();
    let payment = paid(&shop, "tok_3ds").await;
    challenge(&shop, &payment, "fail").await;
    shop.settle().await;
    assert_eq!(state(&shop, &payment).await, "declined");
    assert_eq!(view(&shop, &payment).await.failure.as_deref(), Some("challenge_failed"));
    assert_eq!(told(&shop, "PaymentDeclined"), 1);
}

#[tokio::test]
async fn a_time_out_after_success_ends_in_one_authorisation() {
    let shop = shop();
    let payment = paid(&shop, "tok_timeout").await;
    assert_eq!(state(&shop, &payment).await, "authorised");
    let tries = shop.web.calls();
    let tries = tries.iter().filter(|call| *call == "POST /sandbox/v1/authorisations").count();
    assert_eq!(tries, 2, "the first answer was lost");
    assert_eq!(books(&shop, &payment).await.len(), 1);
    assert_eq!(told(&shop, "PaymentAuthorised"), 1);
}

#[tokio::test]
async fn a_late_card_is_pending_until_the_webhook() {
    let shop = shop();
    let payment = paid(&shop, "tok_late_webhook").await;
    assert_eq!(state(&shop, &payment).await, "requested");
    assert_eq!(view(&shop, &payment).await.authorised.pending, gbp(1_000));
    shop.source.advance(11);
    shop.tick("deliver-notices").await;
    assert_eq!(state(&shop, &payment).await, "authorised");
    assert_eq!(books(&shop, &payment).await.len(), 1);
}

#[tokio::test]
async fn a_late_card_whose_webhook_never_comes_is_asked_about() {
    let shop = shop();
    let payment = paid(&shop, "tok_late_webhook").await;
    shop.source.advance(119);
    shop.tick("reconcile-payments").await;
    assert_eq!(state(&shop, &payment).await, "requested", "not overdue yet");
    shop.source.advance(1);
    shop.tick("reconcile-payments").await;
    assert_eq!(state(&shop, &payment).await, "authorised");
}

#[tokio::test]
async fn a_dispute_is_noted_with_amount_reason_and_due_date() {
    let shop = shop();
    let payment = paid(&shop, "tok_dispute").await;
    later(&shop, 11).await;
    let seen = view(&shop, &payment).await;
    assert_eq!(seen.disputes.len(), 1);
    let dispute = seen.disputes.first().unwrap();
    assert_eq!((dispute.amount, dispute.reason.as_ref()), (gbp(1_000), "fraudulent"));
    assert!(dispute.due_at > shop.now());
    assert_eq!(told(&shop, "PaymentDisputed"), 1, "the webhook came twice");
}

#[tokio::test]
async fn a_provider_in_trouble_is_asked_again_with_the_same_key() {
    let shop = shop();
    let payment = paid(&shop, "tok_error").await;
    assert_eq!(state(&shop, &payment).await, "authorised");
    assert_eq!(books(&shop, &payment).await.len(), 1);
}

#[tokio::test]
async fn a_provider_that_is_away_is_found_again_by_the_clock() {
    let shop = shop();
    let payment = asked(&shop, "tok_visa").await;
    // Nobody ever heard of the event.
    shop.database.take_stream();
    shop.web.inject([Broken::Request; 2]);
    later(&shop, 121).await;
    assert_eq!(state(&shop, &payment).await, "requested");
    later(&shop, 121).await;
    assert_eq!(state(&shop, &payment).await, "authorised");
    assert_eq!(books(&shop, &payment).await.len(), 1);
}

#[tokio::test]
async fn manual_payments_are_captured_at_birth_and_told_once() {
    let shop = shop().delivering(Delivery::TwiceAndBackwards);
    let payment = asked_by(&shop, Method { provider: Provider::Manual, method: None }).await;
    assert_eq!(state(&shop, &payment).await, "captured");
    shop.settle().await;
    assert_eq!((told(&shop, "PaymentAuthorised"), told(&shop, "PaymentCaptured")), (1, 1));
    assert!(shop.web.calls().is_empty());
}

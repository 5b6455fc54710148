//! Authorise, capture, cancel and refund, whatever Stripe answers or does not.
use crate::kit::{asked, deliver, gbp, later, paid, shop, state, told, transact, view};
use primitives::{Currency, Money};
use stripe::Fault;

#[tokio::test]
async fn a_card_is_authorised_and_captured_as_parcels_leave() {
    let (shop, stripe) = shop();
    let payment = paid(&shop, "pm_card_several").await;
    assert_eq!(state(&shop, &payment).await, "authorised");
    stripe.books(|books| {
        let intent = &books.intents[0];
        assert_eq!((intent.amount, intent.currency.as_str(), intent.held()), (1_000, "gbp", 1_000));
        assert_eq!(intent.metadata["payment_id"], payment.to_string());
    });
    transact(&shop, &payment, "captures", 300, "1").await.expect(200);
    transact(&shop, &payment, "captures", 200, "2").await.expect(200);
    stripe.books(|books| {
        assert_eq!((books.intents[0].received, books.intents[0].held()), (500, 500));
    });
    let seen = view(&shop, &payment).await;
    assert_eq!((seen.captured.settled, seen.captured.pending), (gbp(500), gbp(0)));
    transact(&shop, &payment, "cancellations", 500, "3").await.expect(200);
    stripe
        .books(|books| assert_eq!((books.intents[0].received, books.intents[0].held()), (500, 0)));
    transact(&shop, &payment, "refunds", 120, "4").await.expect(200);
    stripe.books(|books| assert_eq!(books.refunds[0].amount, 120));
    deliver(&shop, &stripe).await;
    let seen = view(&shop, &payment).await;
    assert_eq!((seen.cancelled.settled, seen.refunded.settled), (gbp(500), gbp(120)));
    assert_eq!((told(&shop, "PaymentCaptured"), told(&shop, "PaymentRefunded")), (2, 1));
}

#[tokio::test]
async fn a_card_that_is_captured_once_is_captured_when_nothing_is_open_any_more() {
    let (shop, stripe) = shop();
    let payment = paid(&shop, "pm_card_visa").await;
    transact(&shop, &payment, "captures", 300, "1").await.expect(200);
    transact(&shop, &payment, "captures", 200, "2").await.expect(200);
    let seen = view(&shop, &payment).await;
    assert_eq!((seen.captured.pending, seen.captured.settled), (gbp(500), gbp(0)), "they wait");
    stripe.books(|books| assert_eq!(books.intents[0].held(), 1_000));
    // The last line is cancelled: what waits is all there will be, and the rest is let go.
    transact(&shop, &payment, "cancellations", 500, "3").await.expect(200);
    stripe
        .books(|books| assert_eq!((books.intents[0].received, books.intents[0].held()), (500, 0)));
    for _ in 0..3 {
        later(&shop, &stripe, 7 * 3_600).await;
    }
    let seen = view(&shop, &payment).await;
    assert_eq!((seen.captured.pending, seen.captured.settled), (gbp(0), gbp(500)));
    assert_eq!((seen.cancelled.settled, seen.pending_since), (gbp(500), None));
    assert_eq!(told(&shop, "PaymentCaptured"), 2, "one for each parcel");
}

#[tokio::test]
async fn the_last_parcel_captures_what_waits() {
    let (shop, stripe) = shop();
    let payment = paid(&shop, "pm_card_visa").await;
    transact(&shop, &payment, "captures", 300, "1").await.expect(200);
    stripe.inject([Fault::None, Fault::AnswerLost]);
    transact(&shop, &payment, "captures", 700, "2").await.expect(200);
    stripe.books(|books| assert_eq!(books.intents[0].received, 1_000));
    later(&shop, &stripe, 7 * 3_600).await;
    let seen = view(&shop, &payment).await;
    assert_eq!((seen.captured.settled, seen.pending_since), (gbp(1_000), None));
}

#[tokio::test]
async fn what_waits_is_captured_before_the_authorisation_ends_and_no_more() {
    let (shop, stripe) = shop();
    let payment = paid(&shop, "pm_card_visa").await;
    transact(&shop, &payment, "captures", 300, "1").await.expect(200);
    transact(&shop, &payment, "captures", 100, "2").await.expect(200);
    for _ in 0..24 {
        later(&shop, &stripe, 6 * 3_600 + 60).await;
    }
    stripe
        .books(|books| assert_eq!((books.intents[0].received, books.intents[0].held()), (400, 0)));
    assert_eq!(view(&shop, &payment).await.captured.settled, gbp(400));
    // The rest was let go; whoever wants it is told, and so is everybody who listens.
    let late = transact(&shop, &payment, "captures", 600, "3").await;
    assert_eq!(late.refused(409), "payment.refused_by_provider");
    assert!(late.text.contains("authorisation_used_up"), "{}", late.text);
    shop.settle().await;
    assert_eq!((told(&shop, "PaymentCaptured"), told(&shop, "PaymentRefused")), (2, 1));
}

#[tokio::test]
async fn more_than_was_authorised_is_never_asked_for() {
    let (shop, stripe) = shop();
    let payment = paid(&shop, "pm_card_several").await;
    let before = stripe.calls().len();
    let reply = transact(&shop, &payment, "captures", 1_001, "1").await;
    assert_eq!(reply.refused(409), "payment.too_much");
    assert_eq!(transact(&shop, &payment, "refunds", 1, "2").await.refused(409), "payment.too_much");
    assert_eq!(stripe.calls().len(), before);
}

#[tokio::test]
async fn a_declined_card_says_why_and_its_intent_is_over_for_good() {
    let (shop, stripe) = shop();
    let payment = paid(&shop, "pm_card_declined").await;
    let seen = view(&shop, &payment).await;
    assert_eq!(seen.failure.as_deref(), Some("insufficient_funds"));
    assert_eq!(state(&shop, &payment).await, "declined");
    stripe.books(|books| assert_eq!(books.intents[0].status, "canceled"));
    deliver(&shop, &stripe).await;
    assert_eq!(
        (state(&shop, &payment).await.as_str(), told(&shop, "PaymentDeclined")),
        ("declined", 1)
    );
    let payment = paid(&shop, "pm_of_somebody_else").await;
    assert_eq!(view(&shop, &payment).await.failure.as_deref(), Some("resource_missing"));
}

#[tokio::test]
async fn a_challenge_sends_the_shopper_to_the_bank() {
    for pass in [true, false] {
        let (shop, stripe) = shop();
        let payment = paid(&shop, "pm_card_3ds").await;
        assert_eq!(state(&shop, &payment).await, "action_required");
        let url = view(&shop, &payment).await.challenge_url.unwrap();
        assert!(url.starts_with("https://hooks.stripe.test/pi_"), "{url}");
        let id = stripe.books(|books| books.intents[0].id.clone());
        stripe.books(|books| books.challenge(&id, pass));
        deliver(&shop, &stripe).await;
        let wanted = if pass { "authorised" } else { "declined" };
        assert_eq!(state(&shop, &payment).await, wanted);
        stripe.books(|books| assert_eq!(books.intents[0].held(), if pass { 1_000 } else { 0 }));
        deliver(&shop, &stripe).await;
        assert_eq!(state(&shop, &payment).await, wanted);
    }
}

#[tokio::test]
async fn a_challenge_without_a_page_to_come_back_to_is_given_up() {
    let (shop, stripe) = shop();
    let shop = shop.settings(|settings| settings.return_url = String::new());
    let payment = paid(&shop, "pm_card_3ds").await;
    let failure = view(&shop, &payment).await.failure;
    assert_eq!(failure.as_deref(), Some("challenge_needs_return_url"));
    stripe.books(|books| assert_eq!(books.intents[0].status, "canceled"));
}

#[tokio::test]
async fn whatever_becomes_of_the_answers_there_is_one_of_each() {
    let faults = [
        Fault::RequestLost,
        Fault::AnswerLost,
        Fault::Nonsense,
        Fault::Status(409),
        Fault::Status(429),
        Fault::Status(500),
        Fault::Status(503),
    ];
    for fault in faults {
        for at in 0..4 {
            let (shop, stripe) = shop();
            stripe.inject((0..at).map(|_| Fault::None).chain([fault, fault, fault]));
            let payment = paid(&shop, "pm_card_several").await;
            for (key, what, minor) in
                [("1", "captures", 400), ("2", "captures", 600), ("3", "refunds", 250)]
            {
                let mut tries = 0;
                while transact(&shop, &payment, what, minor, key).await.status != 200 {
                    later(&shop, &stripe, 121).await;
                    tries += 1;
                    assert!(tries < 6, "{fault:?} {at} {what}");
                }
            }
            later(&shop, &stripe, 121).await;
            let seen = view(&shop, &payment).await;
            assert_eq!(seen.pending_since, None, "{fault:?} {at}");
            assert_eq!((seen.captured.settled, seen.refunded.settled), (gbp(1_000), gbp(250)));
            stripe.books(|books| {
                assert_eq!((books.intents.len(), books.refunds.len()), (1, 1), "{fault:?} {at}");
                assert_eq!((books.intents[0].received, books.refunds[0].amount), (1_000, 250));
            });
        }
    }
}

#[tokio::test]
async fn what_stripe_did_and_forgot_is_found_in_its_books() {
    let (shop, stripe) = shop();
    stripe.inject([Fault::AnswerLost; 2]);
    let payment = asked(&shop, "pm_card_several", gbp(1_000)).await;
    // Nobody came by for more than a day, and Stripe forgot the key.
    shop.database.take_stream();
    later(&shop, &stripe, 121).await;
    stripe.forget_keys();
    assert_eq!(state(&shop, &payment).await, "requested");
    later(&shop, &stripe, 25 * 3_600).await;
    later(&shop, &stripe, 7 * 3_600).await;
    assert_eq!(state(&shop, &payment).await, "authorised");
    stripe.books(|books| assert_eq!(books.intents.len(), 1));
    for (key, what) in [("1", "captures"), ("2", "refunds")] {
        // The PaymentIntent is looked at before it is captured; a refund is sent at once.
        let looks = usize::from(what == "captures");
        for _ in 0..2 {
            stripe.inject((0..looks).map(|_| Fault::None).chain([Fault::AnswerLost]));
        }
        assert_eq!(transact(&shop, &payment, what, 400, key).await.status, 503, "{what}");
        stripe.heal();
        stripe.forget_keys();
        later(&shop, &stripe, 25 * 3_600).await;
        transact(&shop, &payment, what, 400, key).await.expect(200);
    }
    stripe.books(|books| {
        assert_eq!((books.intents[0].received, books.refunds.len()), (400, 1));
    });
}

#[tokio::test]
async fn a_key_that_was_changed_is_read_anew() {
    let (shop, stripe) = shop();
    stripe.change_key("sk_test_new");
    shop.secrets.set("/tests/stripe_key", "sk_test_new");
    let payment = paid(&shop, "pm_card_visa").await;
    assert_eq!(state(&shop, &payment).await, "authorised");
    // A key that is wrong altogether says nothing about the payment: it waits for the right one.
    stripe.change_key("sk_test_another");
    let payment = asked(&shop, "pm_card_visa", gbp(500)).await;
    shop.database.take_stream();
    later(&shop, &stripe, 121).await;
    assert_eq!(state(&shop, &payment).await, "requested");
    shop.secrets.set("/tests/stripe_key", "sk_test_another");
    later(&shop, &stripe, 121).await;
    assert_eq!(state(&shop, &payment).await, "authorised");
}

#[tokio::test]
async fn amounts_are_said_as_stripe_counts_them() {
    for (code, minor, stripes) in
        [("JPY", 500, Some(500)), ("ISK", 5, Some(500)), ("KWD", 5_124, None)]
    {
        let (shop, stripe) = shop();
        let amount = Money::new(minor, Currency::parse(code).unwrap());
        let payment = asked(&shop, "pm_card_visa", amount).await;
        shop.settle().await;
        let made = stripe.books(|books| books.intents.first().map(|intent| intent.amount));
        assert_eq!(made, stripes, "{code}");
        if stripes.is_none() {
            let failure = view(&shop, &payment).await.failure;
            assert_eq!(failure.as_deref(), Some("currency_not_expressible"));
        }
    }
}

#[tokio::test]
async fn a_slow_payment_is_asked_about() {
    let (shop, stripe) = shop();
    let payment = paid(&shop, "pm_card_slow").await;
    assert_eq!(state(&shop, &payment).await, "requested");
    stripe.books(|books| books.intents[0].status = "requires_capture");
    later(&shop, &stripe, 121).await;
    assert_eq!(state(&shop, &payment).await, "authorised");
}

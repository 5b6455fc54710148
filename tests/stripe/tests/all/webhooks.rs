//! Webhooks of Stripe: believed by their signature, dealt with once, in whatever order they come.
use crate::kit::{
    deliver, gbp, later, paid, shop, shop_and_files, state, told, transact, view, webhook,
};
use domain::payment::{DisputeOutcome, signature};
use serde_json::{Value, json};
use stripe::{Fault, WEBHOOK_SECRET};
use testkit::Request;

fn event(kind: &str, id: &str) -> Value {
    json!({ "id": "evt_1", "type": kind, "data": { "object": { "id": id } } })
}

#[tokio::test]
async fn a_forged_stale_or_nonsensical_message_is_refused_and_changes_nothing() {
    let (shop, stripe) = shop();
    let payment = paid(&shop, "pm_card_3ds").await;
    let id = stripe.books(|books| books.intents[0].id.clone());
    stripe.books(|books| books.challenge(&id, true));
    let body = event("payment_intent.amount_capturable_updated", &id).to_string();
    let before = stripe.calls().len();
    let post = |body: &str, signed: String| {
        Request::post("/webhooks/stripe").text(body).header("stripe-signature", signed)
    };
    let sign = |secret: &str, off: i64| {
        signature::sign(secret, body.as_bytes(), shop.now().plus_seconds(off))
    };
    for request in [
        post(&body, sign("whsec_of_somebody", 0)),
        post(&body, sign(WEBHOOK_SECRET, -301)),
        post(&body, sign(WEBHOOK_SECRET, 301)),
        post(&body.replace("evt_1", "evt_2"), sign(WEBHOOK_SECRET, 0)),
        post(&body, String::new()),
        Request::post("/webhooks/stripe").text(body.clone()),
    ] {
        assert_eq!(shop.answer(request).await.refused(401), "webhook.signature");
    }
    let long = "x".repeat(70_000);
    let signed = signature::sign(WEBHOOK_SECRET, long.as_bytes(), shop.now());
    assert_eq!(shop.answer(post(&long, signed)).await.refused(413), "request.too_large");
    assert_eq!(shop.answer(webhook(&shop, &json!([1]))).await.refused(400), "request.malformed");
    assert_eq!(stripe.calls().len(), before, "Stripe is not asked for every forger");
    assert_eq!(state(&shop, &payment).await, "action_required");
    shop.answer(post(&body, sign(WEBHOOK_SECRET, -299))).await.expect(200);
    assert_eq!(state(&shop, &payment).await, "authorised");
}

#[tokio::test]
async fn a_secret_that_was_changed_is_read_anew_and_two_signatures_are_one_too_many_for_nobody() {
    let (shop, stripe) = shop();
    let payment = paid(&shop, "pm_card_3ds").await;
    let id = stripe.books(|books| books.intents[0].id.clone());
    stripe.books(|books| books.challenge(&id, true));
    shop.secrets.set("/tests/stripe_webhook", "whsec_new");
    let body = event("payment_intent.amount_capturable_updated", &id).to_string();
    let old = signature::sign("whsec_expired", body.as_bytes(), shop.now());
    let new = signature::sign("whsec_new", body.as_bytes(), shop.now());
    let tag = new.split_once(',').unwrap().1;
    let request = Request::post("/webhooks/stripe").text(body);
    shop.answer(request.header("stripe-signature", format!("{old},{tag}"))).await.expect(200);
    assert_eq!(state(&shop, &payment).await, "authorised");
}

#[tokio::test]
async fn what_is_not_the_shops_is_let_pass_and_what_it_should_know_is_not() {
    let (shop, stripe) = shop();
    for kind in ["customer.created", "invoice.paid", "a word that Stripe learns some day"] {
        shop.answer(webhook(&shop, &event(kind, "cus_1"))).await.expect(200);
    }
    shop.answer(webhook(&shop, &event("payment_intent.created", "../charges"))).await.expect(200);
    assert!(stripe.calls().is_empty());
    // A PaymentIntent that somebody made at Stripe itself.
    paid(&shop, "pm_card_visa").await;
    let id = stripe.books(|books| {
        books.intents[0].metadata.clear();
        books.intents[0].id.clone()
    });
    let kind = "payment_intent.amount_capturable_updated";
    shop.answer(webhook(&shop, &event(kind, &id))).await.expect(200);
    // One that says it is of a payment that is not there.
    stripe.books(|books| {
        let metadata = &mut books.intents[0].metadata;
        metadata.insert("payment_id".into(), "pay_nobody".into());
        metadata.insert("transaction_id".into(), "txn_nobody".into());
    });
    assert_eq!(
        shop.answer(webhook(&shop, &event(kind, &id))).await.refused(404),
        "payment.unknown"
    );
}

#[tokio::test]
async fn a_shop_without_stripe_believes_nobody() {
    let shop = testkit::Shop::of(vec![payment::app(), outbox::app()]);
    let reply = shop.answer(webhook(&shop, &event("payment_intent.succeeded", "pi_1"))).await;
    assert_eq!(reply.refused(401), "webhook.signature");
}

#[tokio::test]
async fn an_old_message_is_not_believed_but_stripe_is_asked() {
    let (shop, stripe) = shop();
    let payment = paid(&shop, "pm_card_3ds").await;
    let id = stripe.books(|books| books.intents[0].id.clone());
    let events = stripe.take_events();
    stripe.books(|books| books.challenge(&id, true));
    // The news of the challenge comes after it was met.
    shop.answer(webhook(&shop, &events[0])).await.expect(200);
    assert_eq!(state(&shop, &payment).await, "authorised");
    stripe.inject([Fault::Status(500)]);
    let news = stripe.take_events();
    assert_eq!(shop.answer(webhook(&shop, &news[0])).await.refused(503), "outside.failed");
    shop.answer(webhook(&shop, &news[0])).await.expect(200);
    assert_eq!(told(&shop, "PaymentAuthorised"), 0, "it has not been carried yet");
    shop.settle().await;
    assert_eq!(told(&shop, "PaymentAuthorised"), 1);
}

#[tokio::test]
async fn refunds_made_at_stripe_itself_are_written_down_once() {
    let (shop, stripe) = shop();
    let payment = paid(&shop, "pm_card_several").await;
    transact(&shop, &payment, "captures", 1_000, "1").await.expect(200);
    transact(&shop, &payment, "refunds", 100, "2").await.expect(200);
    let id = stripe.books(|books| books.intents[0].id.clone());
    for amount in ["200", "300"] {
        let form = [("payment_intent", id.as_str()), ("amount", amount)];
        let form = form.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
        stripe.books(|books| books.refund(&form).unwrap());
    }
    deliver(&shop, &stripe).await;
    let seen = view(&shop, &payment).await;
    assert_eq!((seen.refunded.settled, seen.refunded.pending), (gbp(600), gbp(0)));
    assert_eq!(told(&shop, "PaymentRefunded"), 3);
    assert_eq!(
        transact(&shop, &payment, "refunds", 401, "3").await.refused(409),
        "payment.too_much"
    );
    // One comes back from the bank, days later.
    let (own, other) = stripe.books(|b| (b.refunds[0].id.clone(), b.refunds[2].id.clone()));
    stripe.books(|books| [own, other].iter().for_each(|id| books.bounce(id)));
    deliver(&shop, &stripe).await;
    let seen = view(&shop, &payment).await;
    assert_eq!(seen.refunded.settled, gbp(200));
    assert_eq!(told(&shop, "PaymentRefused"), 2, "somebody has to find another way");
    transact(&shop, &payment, "refunds", 800, "4").await.expect(200);
    assert_eq!(state(&shop, &payment).await, "refunded");
}

#[tokio::test]
async fn an_authorisation_that_lapsed_is_let_go_of_in_the_books_too() {
    let (shop, stripe) = shop();
    let payment = paid(&shop, "pm_card_visa").await;
    let id = stripe.books(|books| books.intents[0].id.clone());
    stripe.books(|books| books.lapse(&id));
    deliver(&shop, &stripe).await;
    assert_eq!(state(&shop, &payment).await, "cancelled");
    assert_eq!(
        (view(&shop, &payment).await.cancelled.settled, told(&shop, "PaymentCancelled")),
        (gbp(1_000), 1)
    );
}

#[tokio::test]
async fn a_capture_that_waited_for_too_long_is_refused_visibly() {
    let (shop, stripe) = shop();
    let payment = paid(&shop, "pm_card_visa").await;
    transact(&shop, &payment, "captures", 300, "1").await.expect(200);
    let id = stripe.books(|books| books.intents[0].id.clone());
    stripe.books(|books| books.lapse(&id));
    deliver(&shop, &stripe).await;
    later(&shop, &stripe, 7 * 3_600).await;
    later(&shop, &stripe, 7 * 3_600).await;
    let seen = view(&shop, &payment).await;
    assert_eq!((seen.captured.pending, seen.captured.settled), (gbp(0), gbp(0)));
    let failures: Vec<_> = seen.log.iter().filter_map(|entry| entry.failure.clone()).collect();
    assert_eq!(failures, ["authorisation_lapsed"]);
    assert_eq!(told(&shop, "PaymentRefused"), 1);
}

#[tokio::test]
async fn a_dispute_is_followed_to_its_end() {
    for (status, outcome) in [
        ("won", DisputeOutcome::Won),
        ("lost", DisputeOutcome::Lost),
        ("warning_closed", DisputeOutcome::Withdrawn),
    ] {
        let (shop, stripe) = shop();
        let payment = paid(&shop, "pm_card_several").await;
        transact(&shop, &payment, "captures", 1_000, "1").await.expect(200);
        let id = stripe.books(|books| books.intents[0].id.clone());
        stripe.books(|books| books.dispute(&id, "needs_response"));
        deliver(&shop, &stripe).await;
        let seen = view(&shop, &payment).await;
        assert_eq!((seen.disputes[0].amount, seen.disputes[0].outcome), (gbp(1_000), None));
        assert_eq!(seen.disputes[0].reason.as_ref(), "fraudulent");
        stripe.books(|books| books.dispute(&id, status));
        deliver(&shop, &stripe).await;
        let seen = view(&shop, &payment).await;
        assert_eq!((seen.disputes.len(), seen.disputes[0].outcome), (1, Some(outcome)));
        assert_eq!((told(&shop, "PaymentDisputed"), told(&shop, "PaymentDisputeClosed")), (1, 1));
    }
}

#[tokio::test]
async fn evidence_is_submitted_once_in_the_providers_words() {
    let (shop, stripe, files) = shop_and_files();
    let payment = paid(&shop, "pm_card_several").await;
    transact(&shop, &payment, "captures", 1_000, "1").await.expect(200);
    let id = stripe.books(|books| books.intents[0].id.clone());
    stripe.books(|books| books.dispute(&id, "needs_response"));
    deliver(&shop, &stripe).await;
    let name = view(&shop, &payment).await.disputes[0].reference.to_string();
    let path = format!("/payments/{payment}/disputes/{name}/files");
    let pages = b"%PDF-1.7 signed for".to_vec();
    let ask = testkit::Request::post(path).staff(contract::Role::Finance).key("f");
    let ask = ask.json(&serde_json::json!({ "bytes": pages.len() }));
    let upload = shop.call(ask).await.expect(201);
    files.upload(upload["url"].as_str().unwrap(), pages);
    let path = format!("/payments/{payment}/disputes/{name}/evidence");
    let body = serde_json::json!({ "file": "pdf", "statement": "It was signed for.", "tracking": "H-1", "sent_on": "2026-11-01" });
    let answer = || {
        let request = testkit::Request::post(path.clone()).staff(contract::Role::Finance).key("e");
        shop.call(request.json(&body))
    };
    for _ in 0..2 {
        assert_eq!(answer().await.expect(200)["state"], "under_review");
    }
    let said = stripe.books(|books| books.disputes[&name]["evidence"].clone());
    let sent = stripe.books(|books| books.files.clone());
    let [sent] = sent.as_slice() else { panic!("{sent:?}") };
    for part in
        ["dispute_evidence", "Content-Type: application/pdf\r\n\r\n%PDF-1.7 signed for\r\n--"]
    {
        assert!(sent.contains(part), "{sent}");
    }
    let expected = serde_json::json!({ "uncategorized_file": "file_1", "uncategorized_text": "It was signed for.",
        "shipping_tracking_number": "H-1", "shipping_date": "2026-11-01" });
    assert_eq!(said, expected);
    stripe.books(|books| books.dispute(&id, "lost"));
    deliver(&shop, &stripe).await;
    let seen = view(&shop, &payment).await;
    assert_eq!((seen.disputed.settled, seen.disputed.pending), (gbp(1_000), gbp(0)));
}

#[tokio::test]
async fn an_enquiry_has_not_taken_the_money() {
    let (shop, stripe) = shop();
    let payment = paid(&shop, "pm_card_several").await;
    transact(&shop, &payment, "captures", 1_000, "1").await.expect(200);
    let id = stripe.books(|books| books.intents[0].id.clone());
    stripe.books(|books| books.dispute(&id, "warning_needs_response"));
    deliver(&shop, &stripe).await;
    let seen = view(&shop, &payment).await;
    assert_eq!((seen.disputes[0].enquiry, seen.disputed.pending), (true, gbp(0)));
    stripe.books(|books| books.dispute(&id, "needs_response"));
    deliver(&shop, &stripe).await;
    let seen = view(&shop, &payment).await;
    assert_eq!((seen.disputes[0].enquiry, seen.disputed.pending), (false, gbp(1_000)));
}

//! Granted, paid out, numbered; to cards, gift cards and store credit; and what is refused.
use crate::sold::*;
use contract::Role;
use domain::payment::{Recorded, Verdict, record};
use events::payment::PaymentRefusedV1;
use primitives::{Code, PaymentId, TransactionId};
use runtime::Done;
use serde_json::json;
use table::keys;
use testkit::{Delivery, Injected, Request};

#[tokio::test]
async fn units_go_back_to_the_penny_with_their_tax_and_a_credit_note() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop().delivering(delivery);
        let order = sold(&shop, "a", None, 100_000).await;
        let first = shop.call(ask(&order, "1", &wish(&json!([line("a", 0, 1)])))).await.expect(201);
        assert_eq!(first["breakdown"]["payout"], gbp(101));
        assert_eq!(first["breakdown"]["lines"][0]["tax"], gbp(17), "{first}");
        shop.settle().await;
        let done = now(&shop, &order, &first).await;
        assert_eq!(
            (&done["state"], &done["paid"]),
            (&json!("refunded"), &gbp(101)),
            "{delivery:?}"
        );
        let rest = json!([line("a", 0, 2), line("a", 1, 3)]);
        let mut body = wish(&rest);
        body["refund"]["shipping"] = gbp(499);
        shop.call(ask(&order, "2", &body)).await.expect(201);
        shop.settle().await;
        let total = order.totals.total.minor;
        assert_eq!(money(&shop, &order).await, (total, total, 0), "{delivery:?}");
        assert_eq!(told(&shop, "refunds.RefundCompleted.v1"), 2);

        let note = Request::get("/credit-notes/1").staff(Role::Finance);
        let note = shop.call(note).await.expect(200);
        assert_eq!((&note["number"], &note["net"]), (&json!(1), &gbp(84)), "{note}");
        assert_eq!(note["lines"][0]["title"], "A lantern");
        let path = format!("/orders/{}/refundable", order.order_id);
        let left = shop.call(Request::get(path).staff(Role::Service)).await.expect(200);
        assert_eq!((&left["lines"], &left["total"]), (&json!([]), &gbp(0)));
        let again = shop.call(ask(&order, "3", &wish(&json!([line("a", 0, 1)])))).await;
        assert_eq!(again.refused(409), "refund.more_than_left");
    }
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer_and_pays_nothing_more() {
    let shop = shop();
    let order = sold(&shop, "r", None, 100_000).await;
    let body = wish(&json!([line("r", 0, 1)]));
    let first = shop.call(ask(&order, "1", &body)).await;
    let again = shop.call(ask(&order, "1", &body)).await;
    assert_eq!((first.status, &first.text), (201, &again.text));
    shop.settle().await;
    assert_eq!(money(&shop, &order).await.1, 101);
}

#[tokio::test]
async fn what_is_wrong_is_refused_with_a_code_and_changes_nothing() {
    let shop = shop();
    let order = sold(&shop, "w", None, 100_000).await;
    let mut odd = wish(&json!([line("w", 0, 1)]));
    odd["refund"]["fees"] = json!([{ "kind": "restocking", "amount": gbp(102) }]);
    let goodwill = |minor: i64| json!({ "refund": { "goodwill": gbp(minor) }, "reason": "late" });
    let dollars =
        json!({ "refund": { "goodwill": { "minor": 1, "currency": "USD" } }, "reason": "x" });
    for (body, status, code) in [
        (wish(&json!([])), 422, "refund.nothing"),
        (wish(&json!([line("w", 0, 4)])), 409, "refund.more_than_left"),
        (wish(&json!([line("x", 0, 1)])), 422, "refund.unknown_line"),
        (wish(&json!([line("w", 0, 1), line("w", 0, 1)])), 422, "refund.repeated_line"),
        (odd, 422, "refund.fees_above"),
        (goodwill(0), 422, "refund.not_positive"),
        (goodwill(order.totals.total.minor + 1), 409, "refund.more_than_paid"),
        (dollars, 422, "refund.currency"),
    ] {
        let reply = shop.call(ask(&order, code, &body)).await;
        assert_eq!(reply.refused(status), code);
    }
    let credit = json!({ "refund": { "goodwill": gbp(5) }, "to": "store_credit", "reason": "x" });
    let reply = shop.call(ask(&order, "guest", &credit)).await;
    assert_eq!(reply.refused(409), "refund.no_customer");
    shop.settle().await;
    assert_eq!(money(&shop, &order).await.1, 0);
    let path = format!("/orders/{}/refunds", order.order_id);
    let list = shop.call(Request::get(path).staff(Role::Service)).await.expect(200);
    assert_eq!(list["items"], json!([]));
}

#[tokio::test]
async fn fees_are_withheld_and_goodwill_counts_against_what_was_paid() {
    let shop = shop();
    let order = sold(&shop, "f", None, 100_000).await;
    let mut body = wish(&json!([line("f", 0, 3)]));
    body["refund"]["fees"] = json!([{ "kind": "return_shipping", "amount": gbp(50) }]);
    let one = shop.call(ask(&order, "1", &body)).await.expect(201);
    assert_eq!((&one["breakdown"]["gross"], &one["breakdown"]["payout"]), (&gbp(303), &gbp(253)));
    let goodwill = json!({ "refund": { "goodwill": gbp(100) }, "reason": "scratched" });
    shop.call(ask(&order, "2", &goodwill)).await.expect(201);
    let mut rest = wish(&json!([line("f", 1, 3)]));
    rest["refund"]["shipping"] = gbp(499);
    let last = shop.call(ask(&order, "3", &rest)).await.expect(201);
    let total = order.totals.total.minor;
    assert_eq!(last["breakdown"]["given_before"], gbp(100));
    assert_eq!(last["breakdown"]["payout"], gbp(total - 303 - 100), "{last}");
    shop.settle().await;
    assert_eq!(money(&shop, &order).await.1, total - 50);
}

#[tokio::test]
async fn the_buyers_own_money_comes_back_before_a_gift_card_and_each_gets_at_most_what_it_paid() {
    let shop = shop();
    let order = sold(&shop, "g", None, 300).await;
    let card = paid_by_card(&shop, &order, 200).await;
    // Of the goods two payments by card paid all; the gift card stands for a third payment, beside them.
    let whole = json!([line("g", 0, 3), line("g", 1, 3)]);
    let refund = shop.call(ask(&order, "1", &wish(&whole))).await.expect(201);
    shop.settle().await;
    let done = now(&shop, &order, &refund).await;
    assert_eq!(done["state"], "refunded", "{done}");
    let parts = done["parts"].as_array().unwrap();
    assert_eq!((parts.len(), &parts[0]["amount"], &parts[1]["amount"]), (2, &gbp(300), &gbp(309)));
    let held = shop.table().load(&keys::giftcards::card(&card.card_id)).await.unwrap();
    assert_eq!(held.balance.minor, 0, "nobody is given a voucher for cash");
}

#[tokio::test]
async fn store_credit_is_given_at_once_and_the_payments_can_give_that_back_no_more() {
    let shop = shop();
    let order = sold(&shop, "s", Some("ada"), 100_000).await;
    let mut body = wish(&json!([line("s", 0, 3)]));
    body["to"] = json!("store_credit");
    let refund = shop.call(ask(&order, "1", &body)).await.expect(201);
    shop.settle().await;
    let done = now(&shop, &order, &refund).await;
    assert_eq!((&done["state"], &done["paid"]), (&json!("refunded"), &gbp(303)), "{done}");
    let card = done["store_credit"][0].as_str().unwrap();
    let card = primitives::GiftCardId::parse(card).unwrap();
    let held = shop.table().load(&keys::giftcards::card(&card)).await.unwrap();
    assert_eq!(held.balance.minor, 303);
    let total = order.totals.total.minor;
    assert_eq!(money(&shop, &order).await, (total, 0, 303));
    let payment = &order.payment_ids[0];
    let back = Request::post(format!("/payments/{payment}/refunds")).staff(Role::Finance).key("b");
    let more = json!({ "amount": gbp(total - 302), "reason": "by hand" });
    assert_eq!(shop.call(back.json(&more)).await.refused(409), "payment.too_much");
}

#[tokio::test]
async fn what_the_bank_sends_back_is_told_and_tried_again_elsewhere() {
    let shop = shop();
    let order = sold(&shop, "b", Some("ada"), 100_000).await;
    let refund = shop.call(ask(&order, "1", &wish(&json!([line("b", 0, 3)])))).await.expect(201);
    shop.settle().await;
    let done = now(&shop, &order, &refund).await;
    let early = act(&shop, &order, &refund, "retry", Role::Finance, "early").await;
    assert_eq!(early.refused(409), "refund.state");
    sent_back(&shop, &done).await;
    let back = now(&shop, &order, &refund).await;
    assert_eq!((&back["state"], &back["paid"]), (&json!("reversed"), &gbp(0)), "{back}");
    let list = Request::get("/refunds?state=reversed").staff(Role::Service);
    let list = shop.call(list).await.expect(200);
    assert_eq!(list["items"][0]["refund_id"], refund["refund_id"]);

    let path = format!(
        "/orders/{}/refunds/{}/retry",
        order.order_id,
        refund["refund_id"].as_str().unwrap()
    );
    let retry =
        Request::post(path).staff(Role::Finance).key("2").json(&json!({ "to": "store_credit" }));
    shop.call(retry).await.expect(200);
    shop.settle().await;
    let last = now(&shop, &order, &refund).await;
    assert_eq!((&last["state"], &last["paid"]), (&json!("refunded"), &gbp(303)), "{last}");
    assert_eq!(last["credit_note"], 1, "one refund, one number");
    assert_eq!(money(&shop, &order).await, (order.totals.total.minor, 0, 303));
}

/// The bank that took a refund sends it back days later.
async fn sent_back(shop: &testkit::Shop, refund: &serde_json::Value) {
    let part = &refund["parts"][0];
    let payment = PaymentId::parse(part["payment_id"].as_str().unwrap()).unwrap();
    let id = TransactionId::parse(part["transaction_id"].as_str().unwrap()).unwrap();
    let held = shop.table().load(&keys::payment::payment(&payment)).await.unwrap();
    let verdict = Verdict::Failed { code: "account_closed".into() };
    let Ok(Recorded::Changed(next, _)) = record(&held, &id, verdict, shop.now()) else { panic!() };
    let event = PaymentRefusedV1 {
        payment_id: payment.clone(),
        order_id: held.order_id.clone(),
        transaction_id: id,
        kind: Code::parse("refund").unwrap(),
        amount: held.amount,
        failure: Code::parse("account_closed").unwrap(),
    };
    let done = Done::new(()).replace(&held, &*next).publish(&payment, 9, &event);
    shop.seed(done).await;
    shop.settle().await;
}

#[tokio::test]
async fn a_crash_anywhere_pays_once() {
    for at in 0..6 {
        for fault in [Injected::CommitThenSilence, Injected::Conflict, Injected::Throttle] {
            let shop = shop();
            let order = sold(&shop, "c", None, 100_000).await;
            shop.database.inject((0..at).map(|_| Injected::None).chain([fault]));
            let body = wish(&json!([line("c", 0, 2)]));
            let first = shop.call(ask(&order, "1", &body)).await;
            if first.status != 201 {
                shop.call(ask(&order, "1", &body)).await.expect(201);
            }
            shop.settle().await;
            assert_eq!(money(&shop, &order).await.1, 202, "{at} {fault:?}");
        }
    }
}

#[tokio::test]
async fn a_buyer_sees_their_own_refunds_and_strangers_see_nothing() {
    let shop = shop();
    let order = sold(&shop, "o", Some("ada"), 100_000).await;
    shop.call(ask(&order, "1", &wish(&json!([line("o", 0, 1)])))).await.expect(201);
    let list = || Request::get(format!("/orders/{}/refunds", order.order_id));
    let own = shop.call(list().customer("ada")).await.expect(200);
    assert_eq!(own["items"][0]["breakdown"]["payout"], gbp(101));
    assert_eq!(own["items"][0]["reason"], json!(null), "the staff's words are the staff's");
    assert_eq!(shop.call(list().customer("eve")).await.refused(404), "not_found");
    let by = ask(&order, "2", &wish(&json!([]))).customer("ada");
    assert_eq!(shop.call(by).await.status, 403);
}

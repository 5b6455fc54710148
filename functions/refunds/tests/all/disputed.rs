//! What a bank has taken back is granted to nobody, until the shop has it again; and what staff gave back by hand counts.
use crate::sold::*;
use contract::Role;
use domain::payment::{DisputeOutcome, DisputeReport, dispute};
use primitives::Money;
use runtime::Done;
use serde_json::json;
use table::keys;
use testkit::{Request, Shop};

/// Banks take back all that was paid for an order, or say how that ended.
async fn bank(shop: &Shop, order: &domain::order::Order, outcome: Option<DisputeOutcome>) {
    for payment in &order.payment_ids {
        let held = shop.table().load(&keys::payment::payment(payment)).await.unwrap();
        let report = DisputeReport {
            reference: "dp_1".into(),
            amount: held.amount,
            reason: "fraudulent".into(),
            due_at: shop.now().plus_seconds(86_400),
            outcome,
            enquiry: false,
            answered: false,
        };
        let (next, _) = dispute(&held, report, shop.now()).unwrap();
        shop.seed(Done::new(()).replace(&held, &next)).await;
    }
}

#[tokio::test]
async fn nothing_is_granted_of_what_a_bank_has() {
    for (outcome, status) in
        [(None, 409), (Some(DisputeOutcome::Lost), 409), (Some(DisputeOutcome::Won), 201)]
    {
        let shop = shop();
        let order = sold(&shop, "d", None, 100_000).await;
        bank(&shop, &order, None).await;
        if outcome.is_some() {
            bank(&shop, &order, outcome).await;
        }
        let reply = shop.call(ask(&order, "1", &wish(&json!([line("d", 0, 1)])))).await;
        assert_eq!(reply.status, status, "{outcome:?} {}", reply.text);
        if status == 409 {
            assert_eq!(reply.refused(409), "refund.more_than_captured");
        }
    }
}

#[tokio::test]
async fn a_refund_that_was_granted_before_the_dispute_waits_for_its_end() {
    let shop = shop();
    let order = sold(&shop, "w", None, 100_000).await;
    let body = wish(&json!([line("w", 0, 1)]));
    let asked = shop.answer(ask(&order, "1", &body)).await.expect(201);
    bank(&shop, &order, None).await;
    shop.settle().await;
    assert_eq!(now(&shop, &order, &asked).await["state"], "failed");
    bank(&shop, &order, Some(DisputeOutcome::Won)).await;
    let id = asked["refund_id"].as_str().unwrap();
    let retry = Request::post(format!("/orders/{}/refunds/{id}/retry", order.order_id));
    shop.call(retry.staff(Role::Finance).key("2").json(&json!({}))).await.expect(200);
    shop.settle().await;
    assert_eq!(now(&shop, &order, &asked).await["state"], "refunded");
}

#[tokio::test]
async fn what_staff_gave_back_by_hand_is_taken_off_what_lines_come_to() {
    let shop = shop();
    let order = sold(&shop, "m", None, 100_000).await;
    let total = order.totals.total.minor;
    let by_hand = Request::post(format!("/payments/{}/refunds", order.payment_ids[0]))
        .staff(Role::Finance)
        .key("h")
        .json(&json!({ "amount": gbp(300), "reason": "late" }));
    shop.call(by_hand).await.expect(200);
    shop.settle().await;
    let mut body = wish(&json!([line("m", 0, 3), line("m", 1, 3)]));
    body["refund"]["shipping"] = gbp(499);
    let asked = shop.call(ask(&order, "1", &body)).await.expect(201);
    let left = Money::new(total - 300, order.currency);
    assert_eq!(asked["breakdown"]["payout"], json!(left), "{asked}");
    shop.settle().await;
    assert_eq!(money(&shop, &order).await, (total, total, 0));
}

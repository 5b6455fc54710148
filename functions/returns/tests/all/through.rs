//! From the request to the refund: stock, money and the order's lines agree.
use crate::delivered::*;
use contract::Role;
use domain::returns::{Condition, Payer, ReturnRule};
use primitives::{Currency, Money};
use serde_json::json;
use testkit::{Delivery, Injected, Items, Request, invariants};

#[tokio::test]
async fn units_come_in_parts_are_inspected_and_given_back_to_the_penny() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop().delivering(delivery);
        let order = delivered(&shop, "a", Some("ada")).await;
        let body = json!({ "lines": [line("a", 0, 3, "style"), line("a", 1, 1, "too_large")] });
        let asked = shop.call(ask(&order, "1", &body).customer("ada")).await.expect(201);
        let early = act(&shop, &order, &asked, "receipts", &json!({ "lines": [] })).await;
        assert!(early.status == 422 || early.status == 409, "{}", early.text);
        act(&shop, &order, &asked, "approval", &json!({})).await.expect(200);
        let two = json!({ "lines": [{ "line_id": "line_a-0", "quantity": 2 }] });
        let part = act(&shop, &order, &asked, "receipts", &two).await.expect(200);
        assert_eq!(part["state"], "part_received");
        let many = inspection(&json!([found("a", 0, 3, "restock")]));
        let refused = act(&shop, &order, &asked, "inspections", &many).await;
        assert_eq!(refused.refused(409), "return.more_than_left");
        let mixed = inspection(&json!([found("a", 0, 1, "restock"), found("a", 0, 1, "scrap")]));
        act(&shop, &order, &asked, "inspections", &mixed).await.expect(200);
        shop.settle().await;
        assert_eq!(given_back(&shop, &order).await, (202, 0), "{delivery:?}");
        assert_eq!(stock(&shop, "SKU-0").await, (1, 0), "{delivery:?}");

        let rest = json!({ "lines": [
            { "line_id": "line_a-0", "quantity": 1 }, { "line_id": "line_a-1", "quantity": 1 },
        ] });
        act(&shop, &order, &asked, "receipts", &rest).await.expect(200);
        let last =
            inspection(&json!([found("a", 0, 1, "quarantine"), found("a", 1, 1, "refurbish")]));
        act(&shop, &order, &asked, "inspections", &last).await.expect(200);
        shop.settle().await;
        let done = now(&shop, &order, &asked).await;
        assert_eq!(
            (&done["state"], done["refunds"].as_array().unwrap().len()),
            (&json!("closed"), 2)
        );
        assert_eq!(given_back(&shop, &order).await, (303 + 102, 0), "{delivery:?}");
        assert_eq!((stock(&shop, "SKU-0").await, stock(&shop, "SKU-1").await), ((1, 1), (0, 1)));
        let page = table::keys::order::line_page(&order.order_id, &0);
        let page = shop.table().load(&page).await.unwrap();
        assert_eq!((page.lines[0].returned, page.lines[1].returned), (3, 1));
        invariants::stock(&Items::of(&shop));
    }
}

#[tokio::test]
async fn the_rules_fees_are_withheld_and_the_one_for_sending_only_once() {
    let shop = shop();
    let order = delivered(&shop, "f", Some("ada")).await;
    let fee = Money::new(50, Currency::GBP);
    let rules = ReturnRule {
        label_paid_by: Payer::Buyer,
        return_shipping: vec![fee],
        restocking_per_mille: 100,
        auto_approve: true,
        ..ReturnRule::default()
    };
    rule(&shop, rules).await;
    let body = json!({ "lines": [line("f", 0, 3, "changed_mind")] });
    let asked = shop.call(ask(&order, "1", &body).customer("ada")).await.expect(201);
    let all = json!({ "lines": [{ "line_id": "line_f-0", "quantity": 3 }] });
    act(&shop, &order, &asked, "receipts", &all).await.expect(200);
    let one = inspection(&json!([found("f", 0, 1, "restock")]));
    act(&shop, &order, &asked, "inspections", &one).await.expect(200);
    shop.settle().await;
    assert_eq!(given_back(&shop, &order).await.0, 101 - 10 - 50);
    let rest = inspection(&json!([found("f", 0, 1, "restock"), found("f", 0, 1, "reject")]));
    act(&shop, &order, &asked, "inspections", &rest).await.expect(200);
    shop.settle().await;
    assert_eq!(given_back(&shop, &order).await.0, 101 - 10 - 50 + 101 - 10);
    assert_eq!(stock(&shop, "SKU-0").await, (2, 0), "what is rejected is the buyer's");
}

#[tokio::test]
async fn what_came_back_used_gives_back_less_than_what_was_not() {
    let shop = shop();
    let order = delivered(&shop, "u", Some("ada")).await;
    let rules = ReturnRule {
        condition: Condition::Unused,
        worse_per_mille: 250,
        auto_approve: true,
        ..ReturnRule::default()
    };
    rule(&shop, rules).await;
    let body = json!({ "lines": [line("u", 0, 3, "changed_mind")] });
    let asked = shop.call(ask(&order, "1", &body).customer("ada")).await.expect(201);
    assert_eq!(asked["lines"][0]["condition"], "unused", "{asked}");
    let all = json!({ "lines": [{ "line_id": "line_u-0", "quantity": 3 }] });
    act(&shop, &order, &asked, "receipts", &all).await.expect(200);
    let (good, mut worn) = (found("u", 0, 1, "restock"), found("u", 0, 2, "refurbish"));
    worn["condition"] = json!("used");
    act(&shop, &order, &asked, "inspections", &inspection(&json!([worn, good]))).await.expect(200);
    shop.settle().await;
    // Three units for 303: a quarter of two of them is withheld, in whole pennies.
    assert_eq!(given_back(&shop, &order).await.0, 303 - 50);
}

#[tokio::test]
async fn a_claim_is_settled_without_anything_coming_back() {
    let shop = shop();
    let order = delivered(&shop, "c", Some("ada")).await;
    let body = json!({ "kind": "claim", "lines": [line("c", 1, 3, "missing")] });
    let asked = shop.call(ask(&order, "1", &body).customer("ada")).await.expect(201);
    act(&shop, &order, &asked, "settlement", &json!({ "with_shipping": true })).await.expect(200);
    shop.settle().await;
    assert_eq!(given_back(&shop, &order).await, (306 + 499, 0));
    assert_eq!(now(&shop, &order, &asked).await["state"], "closed");
    let twice = act(&shop, &order, &asked, "settlement", &json!({})).await;
    assert_eq!(twice.refused(409), "return.state");
}

#[tokio::test]
async fn a_gift_goes_back_for_credit_to_whoever_got_it_and_the_buyer_keeps_the_secret() {
    let shop = shop();
    let order = delivered(&shop, "p", Some("ada")).await;
    let body = json!({ "number": order.number, "lines": [line("p", 0, 1, "style")] });
    let gift = Request::post("/gift-returns").key("1").customer("bob").json(&body);
    let asked = shop.call(gift).await.expect(201);
    assert_eq!((&asked["order_id"], &asked["kind"]), (&json!(null), &json!("gift")));
    act(&shop, &order, &asked, "approval", &json!({})).await.expect(200);
    let one = json!({ "lines": [{ "line_id": "line_p-0", "quantity": 1 }] });
    act(&shop, &order, &asked, "receipts", &one).await.expect(200);
    let good = inspection(&json!([found("p", 0, 1, "restock")]));
    act(&shop, &order, &asked, "inspections", &good).await.expect(200);
    shop.settle().await;
    assert_eq!(given_back(&shop, &order).await, (0, 101));
    let bob = primitives::CustomerId::parse("cus_bob").unwrap();
    let list = table::keys::giftcards::store_credit(&bob);
    let cards = shop.table().list(&list, 10, None).await.unwrap().items;
    assert_eq!((cards.len(), cards[0].balance.minor), (1, 101));
}

#[tokio::test]
async fn what_was_refunded_by_hand_is_not_refunded_again_by_a_return() {
    let shop = shop();
    let order = delivered(&shop, "h", Some("ada")).await;
    let body = json!({ "lines": [line("h", 0, 3, "style")] });
    let asked = shop.call(ask(&order, "1", &body).customer("ada")).await.expect(201);
    act(&shop, &order, &asked, "approval", &json!({})).await.expect(200);
    let hand = json!({ "refund": { "lines": [{ "line_id": "line_h-0", "quantity": 2 }] }, "reason": "now" });
    let path = format!("/orders/{}/refunds", order.order_id);
    shop.call(Request::post(path).staff(Role::Service).key("h").json(&hand)).await.expect(201);
    let all = json!({ "lines": [{ "line_id": "line_h-0", "quantity": 3 }] });
    act(&shop, &order, &asked, "receipts", &all).await.expect(200);
    let good = inspection(&json!([found("h", 0, 3, "restock")]));
    act(&shop, &order, &asked, "inspections", &good).await.expect(200);
    shop.settle().await;
    let told = now(&shop, &order, &asked).await;
    assert_eq!(
        (&told["state"], &told["refund_problem"]),
        (&json!("inspected"), &json!("refund.more_than_left"))
    );
    assert_eq!(given_back(&shop, &order).await.0, 202);
    assert_eq!(stock(&shop, "SKU-0").await, (3, 0), "the goods are here all the same");
    assert_eq!(
        act(&shop, &order, &asked, "close", &json!({})).await.expect(200)["state"],
        "closed"
    );
}

#[tokio::test]
async fn a_crash_anywhere_gives_back_and_takes_in_once() {
    for at in 0..8 {
        let shop = shop();
        let order = delivered(&shop, "x", Some("ada")).await;
        let body = json!({ "kind": "return", "lines": [line("x", 0, 2, "style")] });
        let asked = shop.call(ask(&order, "1", &body).customer("ada")).await.expect(201);
        act(&shop, &order, &asked, "approval", &json!({})).await.expect(200);
        let two = json!({ "lines": [{ "line_id": "line_x-0", "quantity": 2 }] });
        act(&shop, &order, &asked, "receipts", &two).await.expect(200);
        shop.settle().await;
        shop.database.inject((0..at).map(|_| Injected::None).chain([Injected::CommitThenSilence]));
        let good = inspection(&json!([found("x", 0, 2, "restock")]));
        let first = act(&shop, &order, &asked, "inspections", &good).await;
        if first.status != 200 {
            act(&shop, &order, &asked, "inspections", &good).await.expect(200);
        }
        shop.settle().await;
        assert_eq!(given_back(&shop, &order).await.0, 202, "{at}");
        assert_eq!(stock(&shop, "SKU-0").await, (2, 0), "{at}");
    }
}

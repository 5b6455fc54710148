//! Orders that gift cards pay for, from the first look to the last refund.
use contract::Role;
use journeys::{deliver, open_cart, parcels, shop, skus, stock};
use serde_json::{Value, json};
use testkit::{Delivery, HeldCart, Items, Request, Shop, invariants, steps};

const BOTH: [Delivery; 2] = [Delivery::Once, Delivery::TwiceAndBackwards];

fn gbp(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "GBP" })
}

/// A card with so much on it: where it is, and its code.
async fn card(shop: &Shop, minor: i64) -> (String, String) {
    let body = json!({ "worth": gbp(minor) });
    let issue = Request::post("/gift-cards").staff(Role::Finance).key("issue").json(&body);
    let id = shop.call(issue).await.expect(201)["card_id"].as_str().unwrap().to_owned();
    let path = format!("/gift-cards/{id}");
    let make = Request::post(format!("{path}/codes")).staff(Role::Finance);
    let made = shop.call(make).await.expect(200);
    (path, made["code"].as_str().unwrap().to_owned())
}

async fn left(shop: &Shop, path: &str) -> i64 {
    let card = shop.call(Request::get(path).staff(Role::Service)).await.expect(200);
    card["balance"]["minor"].as_i64().unwrap()
}

/// A cart that is bought with a card, and with another method where the card does not reach.
async fn bought(shop: &Shop, lines: &[(String, u32)], code: &str) -> String {
    let cart: HeldCart = open_cart(shop, "ada").await;
    shop.call(cart.add("add", lines)).await.expect(200);
    let mut body = steps::completion("tok_visa");
    let payment = body.as_object_mut().unwrap().remove("payment").unwrap();
    body["cart_id"] = json!(cart.cart_id);
    let opened = shop.call(cart.post("/checkouts", "open").json(&body)).await.expect(201);
    let path = format!("/checkouts/{}", opened["checkout_id"].as_str().unwrap());
    let code = json!({ "code": code });
    let put_on = cart.post(format!("{path}/gift-cards"), "card").json(&code);
    let shown = shop.call(put_on).await.expect(200);
    let body =
        if shown["to_pay"]["minor"] == 0 { json!({}) } else { json!({ "payment": payment }) };
    let placed =
        shop.call(cart.post(format!("{path}/complete"), "k").json(&body)).await.expect(201);
    shop.settle().await;
    placed["order_id"].as_str().unwrap().to_owned()
}

async fn order(shop: &Shop, order_id: &str) -> Value {
    shop.call(Request::get(format!("/orders/{order_id}")).staff(Role::Service)).await.expect(200)
}

/// The payment of a provider.
async fn payment(shop: &Shop, order_id: &str, provider: &str) -> Value {
    let list = Request::get(format!("/orders/{order_id}/payments")).staff(Role::Finance);
    let all = shop.call(list).await.expect(200);
    let mut items = all["items"].as_array().unwrap().iter();
    items.find(|payment| payment["provider"] == provider).unwrap().clone()
}

fn settled(payment: &Value, what: &str) -> i64 {
    assert_eq!(payment[what]["pending"]["minor"], 0, "{payment}");
    payment[what]["settled"]["minor"].as_i64().unwrap()
}

async fn cancel(shop: &Shop, order_id: &str) {
    let cancel = Request::post(format!("/orders/{order_id}/cancel")).key("c").staff(Role::Service);
    shop.call(cancel.json(&json!({ "reason": "enough" }))).await.expect(200);
    shop.settle().await;
}

/// Some units of a SKU lie elsewhere, so that there are two parcels.
async fn second_location(shop: &Shop, sku: &str, units: u32) {
    let body = json!({ "title": "Shop in York", "country": "GB" });
    let put = Request::put("/locations/loc_york").staff(Role::Fulfilment).json(&body);
    shop.call(put).await.expect(200);
    let body = json!({ "location_id": "loc_york", "lines": [{ "sku": sku, "quantity": units }] });
    let receipt = Request::post("/stock/receipts").staff(Role::Fulfilment).key("york").json(&body);
    shop.call(receipt).await.expect(201);
    shop.settle().await;
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_order_puts_everything_back_on_the_card_once() {
    for delivery in BOTH {
        let shop = shop().delivering(delivery);
        let skus = skus(1);
        stock(&shop, &skus, 9, 1_000).await;
        let (path, code) = card(&shop, 60_00).await;
        let order_id = bought(&shop, &[(skus[0].clone(), 5)], &code).await;
        assert_eq!(left(&shop, &path).await, 10_00);
        assert_eq!(order(&shop, &order_id).await["payment_status"], "authorised");
        cancel(&shop, &order_id).await;
        assert_eq!(left(&shop, &path).await, 60_00, "{delivery:?}");
        assert_eq!(order(&shop, &order_id).await["payment_status"], "voided");
        let back = payment(&shop, &order_id, "gift_card").await;
        assert_eq!((settled(&back, "cancelled"), &back["state"]), (50_00, &json!("cancelled")));
        let entries = Request::get(format!("{path}/entries")).staff(Role::Service);
        let entries = shop.call(entries).await.expect(200);
        let kinds = entries["items"].as_array().unwrap().iter();
        let kinds: Vec<&str> =
            kinds.map(|entry| entry["cause"]["kind"].as_str().unwrap()).collect();
        assert_eq!(kinds, ["refunded", "spent", "issued"]);
        invariants::at_rest(&Items::of(&shop));
        invariants::orders_at_rest(&Items::of(&shop));
    }
}

#[tokio::test(start_paused = true)]
async fn parcels_take_of_the_card_first_and_what_is_not_sent_is_let_go_of_the_other_first() {
    for delivery in BOTH {
        let shop = shop().delivering(delivery);
        let skus = skus(1);
        stock(&shop, &skus, 3, 1_000).await;
        second_location(&shop, &skus[0], 2).await;
        let (path, code) = card(&shop, 20_00).await;
        let order_id = bought(&shop, &[(skus[0].clone(), 5)], &code).await;
        let all = parcels(&shop, &order_id).await;
        let sent = deliver(&shop, &all[0]).await;
        let sent = sent.view["amount"]["minor"].as_i64().unwrap();
        assert!((20_00..50_00).contains(&sent), "one of two parcels: {sent}");
        let (by_card, other) = (
            payment(&shop, &order_id, "gift_card").await,
            payment(&shop, &order_id, "sandbox").await,
        );
        let captured = (settled(&by_card, "captured"), settled(&other, "captured"));
        assert_eq!(captured, (20_00, sent - 20_00));
        cancel(&shop, &order_id).await;
        let (by_card, other) = (
            payment(&shop, &order_id, "gift_card").await,
            payment(&shop, &order_id, "sandbox").await,
        );
        let let_go = (settled(&by_card, "cancelled"), settled(&other, "cancelled"));
        assert_eq!(let_go, (0, 50_00 - sent));
        assert_eq!(left(&shop, &path).await, 0, "{delivery:?}");
        assert_eq!(order(&shop, &order_id).await["payment_status"], "paid");
        invariants::at_rest(&Items::of(&shop));
        invariants::orders_at_rest(&Items::of(&shop));
    }
}

#[tokio::test(start_paused = true)]
async fn a_refund_goes_back_to_the_card_and_is_never_more_than_it_paid() {
    let shop = shop();
    let skus = skus(1);
    stock(&shop, &skus, 9, 1_000).await;
    let (path, code) = card(&shop, 25_00).await;
    let order_id = bought(&shop, &[(skus[0].clone(), 2)], &code).await;
    for parcel in parcels(&shop, &order_id).await {
        deliver(&shop, &parcel).await;
    }
    assert_eq!(order(&shop, &order_id).await["payment_status"], "paid");
    let payment_id = payment(&shop, &order_id, "gift_card").await["payment_id"].clone();
    let refund = |key: &str, minor: i64| {
        let body = json!({ "amount": gbp(minor), "reason": "a scratch" });
        let path = format!("/payments/{}/refunds", payment_id.as_str().unwrap());
        Request::post(path).staff(Role::Finance).key(key).json(&body)
    };
    for key in ["a", "a", "b"] {
        shop.call(refund(key, 6_00)).await.expect(200);
    }
    assert_eq!(shop.call(refund("c", 8_01)).await.refused(409), "payment.too_much");
    shop.settle().await;
    assert_eq!(left(&shop, &path).await, 17_00);
    assert_eq!(order(&shop, &order_id).await["payment_status"], "part_refunded");
    invariants::at_rest(&Items::of(&shop));
}

async fn edit(shop: &Shop, order_id: &str, key: &str, changes: Value) -> Value {
    let path = format!("/orders/{order_id}/edits");
    let preview = Request::post(format!("{path}/preview")).staff(Role::Service);
    let seen = shop.call(preview.json(&changes)).await.expect(200);
    let body = json!({ "changes": changes, "preview": seen["preview"], "reason": "a call" });
    shop.call(Request::post(path).staff(Role::Service).key(key).json(&body)).await.expect(200);
    shop.settle().await;
    seen
}

/// The ledger of a card, its balance and the payments of its orders agree.
async fn agrees(shop: &Shop, path: &str, held: i64) {
    let entries = Request::get(format!("{path}/entries")).staff(Role::Service);
    let entries = shop.call(entries).await.expect(200);
    let moved = entries["items"].as_array().unwrap().iter();
    let sum: i64 = moved.map(|entry| entry["amount"]["minor"].as_i64().unwrap()).sum();
    assert_eq!(left(shop, path).await, sum, "{entries}");
    assert_eq!(sum + held, 60_00, "what was on it is on it or in the order");
    let items = Items::of(shop);
    invariants::at_rest(&items);
    invariants::orders_at_rest(&items);
}

#[tokio::test(start_paused = true)]
async fn an_edit_that_makes_an_order_cheaper_puts_the_difference_back_on_the_card() {
    for delivery in BOTH {
        let shop = shop().delivering(delivery);
        let skus = skus(2);
        stock(&shop, &skus, 9, 1_000).await;
        let (path, code) = card(&shop, 60_00).await;
        let lines = [(skus[0].clone(), 3), (skus[1].clone(), 2)];
        let order_id = bought(&shop, &lines, &code).await;
        agrees(&shop, &path, 50_00).await;
        let on = Request::get(format!("/orders/{order_id}/lines")).staff(Role::Service);
        let on = shop.call(on).await.expect(200);
        let line = |at: usize| on["items"][at]["line_id"].clone();

        let remove = json!({ "remove": [{ "line_id": line(0), "quantity": 2 }] });
        let seen = edit(&shop, &order_id, "cheaper", remove).await;
        assert_eq!(seen["refund"]["minor"], 20_00);
        assert_eq!(left(&shop, &path).await, 30_00, "{delivery:?}");
        let paid = payment(&shop, &order_id, "gift_card").await;
        assert_eq!(settled(&paid, "cancelled"), 20_00, "{paid}");
        agrees(&shop, &path, 30_00).await;

        // One thing for another that costs less, which the staff price.
        let swap = json!({ "remove": [{ "line_id": line(1), "quantity": 1 }],
            "add": [{ "sku": skus[0], "quantity": 1, "unit_price": gbp(3_33) }] });
        let seen = edit(&shop, &order_id, "swap", swap).await;
        assert_eq!(seen["refund"]["minor"], 6_67);
        agrees(&shop, &path, 23_33).await;

        // What has left is taken; what an edit takes off afterwards comes back all the same.
        for parcel in parcels(&shop, &order_id).await {
            deliver(&shop, &parcel).await;
        }
        let now = order(&shop, &order_id).await;
        assert_eq!(
            now["totals"]["total"]["minor"].as_i64().unwrap()
                - now["cancelled_amount"]["minor"].as_i64().unwrap(),
            23_33
        );
        let paid = payment(&shop, &order_id, "gift_card").await;
        assert_eq!(settled(&paid, "captured"), 23_33, "{paid}");
        agrees(&shop, &path, 23_33).await;
    }
}

#[tokio::test(start_paused = true)]
async fn of_two_ways_to_pay_the_buyers_own_money_comes_back_first_when_an_edit_makes_it_cheaper() {
    for delivery in BOTH {
        let shop = shop().delivering(delivery);
        let skus = skus(1);
        stock(&shop, &skus, 9, 1_000).await;
        let (path, code) = card(&shop, 60_00).await;
        let order_id = bought(&shop, &[(skus[0].clone(), 8)], &code).await;
        let on = Request::get(format!("/orders/{order_id}/lines")).staff(Role::Service);
        let on = shop.call(on).await.expect(200);
        let off = |units: u32| json!({ "remove": [{ "line_id": on["items"][0]["line_id"], "quantity": units }] });
        edit(&shop, &order_id, "one", off(1)).await;
        agrees(&shop, &path, 60_00).await;
        edit(&shop, &order_id, "three", off(3)).await;
        let own = payment(&shop, &order_id, "sandbox").await;
        assert_eq!(settled(&own, "cancelled"), 20_00, "{own}");
        agrees(&shop, &path, 40_00).await;
    }
}

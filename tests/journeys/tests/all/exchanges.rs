//! Bought, delivered and exchanged, before or after the old goods are back; and claims that are answered with the same
//! once more.
use contract::Role;
use journeys::{buy, deliver, open_cart, parcels, shop, skus, stock};
use serde_json::{Value, json};
use testkit::{Delivery, Injected, Items, Reply, Request, Shop, invariants, steps};

const BOTH: [Delivery; 2] = [Delivery::Once, Delivery::TwiceAndBackwards];

/// An order of three of the first SKU at £3.33, with the buyer; its line. The second SKU is there at `price`.
async fn delivered(shop: &Shop, price: i64) -> (String, Value) {
    let skus = skus(2);
    stock(shop, &skus[..1], 10, 333).await;
    stock(shop, &skus[1..], 2, price).await;
    let (_, reply) = buy(shop, "ada", &[(skus[0].clone(), 3)]).await;
    let order_id = reply.expect(201)["order_id"].as_str().unwrap().to_owned();
    shop.settle().await;
    let parcel = parcels(shop, &order_id).await.remove(0);
    assert_eq!(deliver(shop, &parcel).await.state(), "delivered");
    (order_id, parcel.view["positions"][0]["line_id"].clone())
}

/// Two of the line against so many of the second SKU.
async fn asked(shop: &Shop, order_id: &str, line: &Value, units: u32, more: &Value) -> Reply {
    let mut body = json!({
        "lines": [{ "line_id": line, "quantity": 2, "reason": "too_small" }],
        "instead": [{ "sku": skus(2)[1], "quantity": units }],
    });
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    let ask = Request::post(format!("/orders/{order_id}/exchanges")).staff(Role::Service);
    shop.call(ask.key(format!("exchange{units}{more}")).json(&body)).await
}

async fn act(shop: &Shop, one: &Value, what: &str, by: Role, body: &Value) -> Reply {
    let (order, id) = (one["order_id"].as_str().unwrap(), one["return_id"].as_str().unwrap());
    let request = Request::post(format!("/orders/{order}/returns/{id}/{what}"));
    shop.call(request.staff(by).key(format!("{what}{id}")).json(body)).await
}

async fn approved(shop: &Shop, one: &Value) {
    act(shop, one, "approval", Role::Service, &json!({})).await.expect(200);
    shop.settle().await;
}

/// So many units come and are found to be so.
async fn came(shop: &Shop, one: &Value, units: u32, disposition: &str) {
    let line = &one["lines"][0]["line_id"];
    let came = json!({ "lines": [{ "line_id": line, "quantity": units }] });
    act(shop, one, "receipts", Role::Fulfilment, &came).await.expect(200);
    let found = json!({ "location_id": "loc_main", "lines": [
        { "line_id": line, "quantity": units, "disposition": disposition },
    ] });
    act(shop, one, "inspections", Role::Fulfilment, &found).await.expect(200);
    shop.settle().await;
}

async fn now(shop: &Shop, one: &Value) -> Value {
    let (order, id) = (one["order_id"].as_str().unwrap(), one["return_id"].as_str().unwrap());
    let path = format!("/orders/{order}/returns/{id}");
    shop.call(Request::get(path).staff(Role::Service)).await.expect(200)
}

async fn order(shop: &Shop, order_id: &str) -> Value {
    shop.call(Request::get(format!("/orders/{order_id}")).staff(Role::Service)).await.expect(200)
}

/// Settled sums of an order's payments by other than cards of the shop: captured, refunded, converted.
async fn money(shop: &Shop, order_id: &str) -> (i64, i64, i64) {
    let list = Request::get(format!("/orders/{order_id}/payments")).staff(Role::Finance);
    let all = shop.call(list).await.expect(200);
    let sum = |bucket: &str| {
        let items = all["items"].as_array().unwrap().iter();
        let own = items.filter(|one| one["provider"] != "gift_card");
        own.map(|one| one[bucket]["settled"]["minor"].as_i64().unwrap()).sum()
    };
    (sum("captured"), sum("refunded"), sum("converted"))
}

async fn on_hand(shop: &Shop, sku: &str) -> Value {
    shop.call(steps::stock(sku)).await.expect(200)["total"]["on_hand"].take()
}

fn instead(one: &Value) -> (String, String) {
    let word = |name: &str| one["instead"][name].as_str().unwrap().to_owned();
    (word("state"), word("order_id"))
}

/// Sends what came instead, and looks whether everything adds up.
async fn sent(shop: &Shop, order_id: &str) {
    for parcel in parcels(shop, order_id).await {
        assert_eq!(deliver(shop, &parcel).await.state(), "delivered");
    }
    invariants::always(&Items::of(shop));
    invariants::stock(&Items::of(shop));
}

#[tokio::test(start_paused = true)]
async fn what_goes_back_pays_for_what_comes_and_the_difference_is_charged_or_given_back() {
    // Two of £3.33 against one of so much: what is charged, given back and converted then.
    for (price, charge, refund) in [(900, 234, 0), (500, 0, 166), (666, 0, 0)] {
        for delivery in BOTH {
            let shop = shop().delivering(delivery);
            let (old, line) = delivered(&shop, price).await;
            let one = asked(&shop, &old, &line, 1, &json!({})).await.expect(201);
            let quoted = |name: &str| one["instead"][name]["minor"].as_i64().unwrap();
            assert_eq!((quoted("charge"), quoted("refund")), (charge, refund));
            approved(&shop, &one).await;
            assert_eq!(instead(&now(&shop, &one).await).0, "waiting");
            came(&shop, &one, 2, "restock").await;
            let (state, new) = instead(&now(&shop, &one).await);
            assert_eq!(state, "done", "{delivery:?} {}", now(&shop, &one).await);
            assert_eq!(now(&shop, &one).await["state"], "closed");
            assert_eq!(order(&shop, &new).await["instead_of"]["order_id"], json!(old));
            sent(&shop, &new).await;
            let kept = 666 - refund;
            assert_eq!(money(&shop, &old).await, (999, refund, kept), "{delivery:?}");
            assert_eq!(money(&shop, &new).await, (charge, 0, 0), "{delivery:?}");
            assert_eq!(on_hand(&shop, &skus(2)[0]).await, json!(9));
            assert_eq!(on_hand(&shop, &skus(2)[1]).await, json!(1));
            let again = asked(&shop, &old, &line, 1, &json!({ "comment": "again" })).await;
            assert_eq!(again.refused(409), "return.more_than_delivered");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn an_exchange_that_cannot_be_is_a_return_and_everything_is_given_back_once() {
    for delivery in BOTH {
        for (disposition, why) in [("restock", "stockshort"), ("reject", "nothing_given")] {
            let shop = shop().delivering(delivery);
            let (old, line) = delivered(&shop, 500).await;
            let one = asked(&shop, &old, &line, 1, &json!({})).await.expect(201);
            approved(&shop, &one).await;
            let (_, reply) = buy(&shop, "eve", &[(skus(2)[1].clone(), 2)]).await;
            reply.expect(201);
            came(&shop, &one, 2, disposition).await;
            let told = now(&shop, &one).await;
            assert_eq!(told["instead"]["failure"], why, "{told}");
            assert_eq!(told["state"], "closed", "{told}");
            let back = if disposition == "reject" { 0 } else { 666 };
            assert_eq!(money(&shop, &old).await, (999, back, 0), "{delivery:?} {why}");
            invariants::always(&Items::of(&shop));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_card_that_does_not_pay_the_difference_gets_everything_back() {
    let shop = shop();
    let (old, line) = delivered(&shop, 900).await;
    let payment = json!({ "payment": { "provider": "sandbox", "method": "tok_declined" } });
    let one = asked(&shop, &old, &line, 1, &payment).await.expect(201);
    approved(&shop, &one).await;
    came(&shop, &one, 2, "restock").await;
    let told = now(&shop, &one).await;
    assert_eq!((&told["instead"]["state"], &told["state"]), (&json!("failed"), &json!("closed")));
    assert_eq!(money(&shop, &old).await, (999, 666, 0));
    invariants::always(&Items::of(&shop));
}

#[tokio::test(start_paused = true)]
async fn new_goods_leave_first_and_the_hold_ends_once() {
    // Good, of which one is rejected, and nothing comes back at all: what of the hold is taken.
    for (back, rejected, taken) in [(2, 0, 0), (2, 1, 333), (0, 0, 666)] {
        for delivery in BOTH {
            let shop = shop().delivering(delivery);
            let (old, line) = delivered(&shop, 900).await;
            let one = asked(&shop, &old, &line, 1, &json!({ "advance": true })).await.expect(201);
            approved(&shop, &one).await;
            let told = now(&shop, &one).await;
            let (state, new) = instead(&told);
            assert_eq!(state, "placed", "{delivery:?} {told}");
            sent(&shop, &new).await;
            assert_eq!(money(&shop, &new).await, (234, 0, 0));
            if back == 2 && rejected == 0 {
                came(&shop, &one, 2, "restock").await;
            } else if back == 2 {
                let came = json!({ "lines": [{ "line_id": line, "quantity": 2 }] });
                act(&shop, &one, "receipts", Role::Fulfilment, &came).await.expect(200);
                let found = json!({ "location_id": "loc_main", "lines": [
                    { "line_id": line, "quantity": 1, "disposition": "restock" },
                    { "line_id": line, "quantity": 1, "disposition": "reject" },
                ] });
                act(&shop, &one, "inspections", Role::Fulfilment, &found).await.expect(200);
                shop.settle().await;
            }
            shop.tick("collect-advances").await;
            shop.settle().await;
            if back == 0 {
                assert_eq!(now(&shop, &one).await["instead"]["state"], "placed");
                shop.source.advance(6 * 86_400);
            }
            for _ in 0..2 {
                shop.tick("collect-advances").await;
                shop.settle().await;
            }
            let told = now(&shop, &one).await;
            assert_eq!(
                (&told["instead"]["state"], &told["state"]),
                (&json!("done"), &json!("closed")),
                "{told}"
            );
            assert_eq!(told["instead"]["advance"]["ended"]["captured"]["minor"], taken, "{told}");
            // The hold stands among the old order's payments.
            let converted = 666 - taken;
            assert_eq!(money(&shop, &old).await, (999 + taken, 0, converted), "{delivery:?}");
            invariants::always(&Items::of(&shop));
            invariants::stock(&Items::of(&shop));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_card_that_holds_nothing_makes_it_an_exchange_after_inspection() {
    let shop = shop();
    let (old, line) = delivered(&shop, 500).await;
    let card = json!({ "provider": "sandbox", "method": "tok_declined" });
    let more = json!({ "advance": true, "payment": card });
    let one = asked(&shop, &old, &line, 1, &more).await.expect(201);
    approved(&shop, &one).await;
    assert_eq!(instead(&now(&shop, &one).await).0, "waiting");
    came(&shop, &one, 2, "restock").await;
    assert_eq!(instead(&now(&shop, &one).await).0, "done");
    assert_eq!(money(&shop, &old).await, (999, 166, 500));
}

#[tokio::test(start_paused = true)]
async fn a_claim_is_answered_with_the_same_once_more_for_nothing_and_never_twice() {
    for delivery in BOTH {
        for goods_come_back in [false, true] {
            let shop = shop().delivering(delivery);
            let (old, line) = delivered(&shop, 500).await;
            let lines = json!([{ "line_id": line, "quantity": 2, "reason": "damaged" }]);
            let body = json!({ "kind": "claim", "lines": lines });
            let ask = Request::post(format!("/orders/{old}/returns")).staff(Role::Service);
            let one = shop.call(ask.key("c").json(&body)).await.expect(201);
            let body = json!({ "goods_come_back": goods_come_back });
            act(&shop, &one, "replacement", Role::Service, &body).await.expect(200);
            shop.settle().await;
            let told = now(&shop, &one).await;
            let (state, new) = instead(&told);
            assert_eq!(state, "done", "{told}");
            let path = format!("/orders/{old}/returns/{}", one["return_id"].as_str().unwrap());
            let twice = Request::post(format!("{path}/replacement")).staff(Role::Service);
            let twice = shop.call(twice.key("twice").json(&json!({}))).await;
            assert_eq!(twice.refused(409), "return.state");
            let paid = Request::post(format!("{path}/settlement")).staff(Role::Service);
            let paid = shop.call(paid.key("paid").json(&json!({}))).await;
            assert_eq!(paid.refused(409), "return.state");
            let new_order = order(&shop, &new).await;
            assert_eq!(
                (&new_order["totals"]["total"]["minor"], &new_order["units"]),
                (&json!(0), &json!(2))
            );
            sent(&shop, &new).await;
            if goods_come_back {
                came(&shop, &one, 2, "scrap").await;
            }
            assert_eq!(now(&shop, &one).await["state"], "closed");
            assert_eq!(money(&shop, &old).await, (999, 0, 0), "{delivery:?}");
            assert_eq!(on_hand(&shop, &skus(2)[0]).await, json!(5));
        }
    }
}

/// Asks for a return or claim of one unit.
async fn one_unit(shop: &Shop, order_id: &str, line: &Value, kind: &str, reason: &str) -> Reply {
    let lines = json!([{ "line_id": line, "quantity": 1, "reason": reason }]);
    let ask = Request::post(format!("/orders/{order_id}/returns")).staff(Role::Service);
    let ask = ask.key(format!("{kind}{reason}{}", shop.now()));
    shop.call(ask.json(&json!({ "kind": kind, "lines": lines }))).await
}

#[tokio::test(start_paused = true)]
async fn exchanged_returned_claimed_and_edited_in_one_order_never_more_goes_back_than_was_paid() {
    for delivery in BOTH {
        let shop = shop().delivering(delivery);
        let (old, line) = delivered(&shop, 500).await;
        // One unit is returned, one replaced, one exchanged in advance, all at once.
        let plain = one_unit(&shop, &old, &line, "return", "style").await.expect(201);
        let claim = one_unit(&shop, &old, &line, "claim", "damaged").await.expect(201);
        let body = json!({
            "lines": [{ "line_id": line, "quantity": 1, "reason": "too_large" }],
            "instead": [{ "sku": skus(2)[1], "quantity": 1 }],
            "advance": true,
        });
        let ask = Request::post(format!("/orders/{old}/exchanges")).staff(Role::Service);
        let swap = shop.call(ask.key("swap").json(&body)).await.expect(201);
        let more = one_unit(&shop, &old, &line, "claim", "defective").await;
        assert_eq!(more.refused(409), "return.more_than_delivered");
        act(&shop, &claim, "replacement", Role::Service, &json!({})).await.expect(200);
        approved(&shop, &plain).await;
        approved(&shop, &swap).await;
        let (state, new) = instead(&now(&shop, &swap).await);
        assert_eq!(state, "placed");
        // What comes instead is edited before it leaves; the old order is over, and is not.
        let change = json!({ "add": [{ "sku": skus(2)[0], "quantity": 1, "unit_price":
            { "minor": 100, "currency": "GBP" } }] });
        let edit = |path: &str, body: &Value| {
            Request::post(format!("/orders/{new}/{path}")).staff(Role::Service).key(path).json(body)
        };
        let seen = shop.call(edit("edits/preview", &change)).await.expect(200);
        let confirm = json!({ "changes": change, "preview": seen["preview"], "reason": "one more",
            "payment": { "provider": "sandbox", "method": "tok_visa" } });
        shop.call(edit("edits", &confirm)).await.expect(200);
        shop.settle().await;
        came(&shop, &swap, 1, "restock").await;
        came(&shop, &plain, 1, "restock").await;
        sent(&shop, &new).await;
        let (_, replaced) = instead(&now(&shop, &claim).await);
        sent(&shop, &replaced).await;
        for one in [&plain, &claim, &swap] {
            assert_eq!(now(&shop, one).await["state"], "closed", "{delivery:?}");
        }
        assert_eq!(money(&shop, &old).await, (999, 333, 333), "{delivery:?}");
        assert_eq!(money(&shop, &new).await, (167 + 100, 0, 0), "{delivery:?}");
        let left = Request::get(format!("/orders/{old}/refundable")).staff(Role::Finance);
        let left = shop.call(left).await.expect(200);
        assert_eq!(left["total"]["minor"], 333, "of the unit that was replaced, by hand: {left}");
        invariants::at_rest(&Items::of(&shop));
    }
}

#[tokio::test(start_paused = true)]
async fn a_crash_anywhere_neither_loses_nor_doubles_an_exchange() {
    for advance in [false, true] {
        for at in 0..8 {
            let shop = shop();
            let (old, line) = delivered(&shop, 900).await;
            let more = json!({ "advance": advance });
            let one = asked(&shop, &old, &line, 1, &more).await.expect(201);
            let crash = (0..at).map(|_| Injected::None).chain([Injected::CommitThenSilence]);
            if advance {
                shop.database.inject(crash);
                let first = act(&shop, &one, "approval", Role::Service, &json!({})).await;
                if first.status != 200 {
                    act(&shop, &one, "approval", Role::Service, &json!({})).await.expect(200);
                }
                shop.settle().await;
                came(&shop, &one, 2, "restock").await;
            } else {
                approved(&shop, &one).await;
                let came = json!({ "lines": [{ "line_id": line, "quantity": 2 }] });
                act(&shop, &one, "receipts", Role::Fulfilment, &came).await.expect(200);
                shop.database.inject(crash);
                let found = json!({ "location_id": "loc_main", "lines": [
                    { "line_id": line, "quantity": 2, "disposition": "restock" },
                ] });
                let first = act(&shop, &one, "inspections", Role::Fulfilment, &found).await;
                if first.status != 200 {
                    act(&shop, &one, "inspections", Role::Fulfilment, &found).await.expect(200);
                }
                shop.settle().await;
            }
            let told = now(&shop, &one).await;
            let (state, new) = instead(&told);
            assert_eq!((state.as_str(), &told["state"]), ("done", &json!("closed")), "{at} {told}");
            sent(&shop, &new).await;
            assert_eq!(money(&shop, &new).await, (234, 0, 0), "{advance} {at}");
            assert_eq!(money(&shop, &old).await, (999, 0, 666), "{advance} {at}");
            invariants::at_rest(&Items::of(&shop));
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_customer_exchanges_their_own_and_what_is_cancelled_of_it_is_their_credit() {
    for delivery in BOTH {
        let shop = shop().delivering(delivery);
        let skus = skus(2);
        stock(&shop, &skus, 10, 333).await;
        let me = shop.call(Request::get("/me").customer("ada")).await.expect(200);
        let cart = open_cart(&shop, "ada").await;
        let claim = cart.post(format!("/carts/{}/claim", cart.cart_id), "mine").customer("ada");
        shop.call(claim).await.expect(200);
        shop.call(cart.add("add", &[(skus[0].clone(), 2)])).await.expect(200);
        let bought = shop.call(cart.complete("buy", "tok_visa")).await.expect(201);
        let old = bought["order_id"].as_str().unwrap().to_owned();
        shop.settle().await;
        let parcel = parcels(&shop, &old).await.remove(0);
        assert_eq!(deliver(&shop, &parcel).await.state(), "delivered");
        let line = &parcel.view["positions"][0]["line_id"];
        let body = json!({
            "lines": [{ "line_id": line, "quantity": 2, "reason": "style" }],
            "instead": [{ "sku": skus[1], "quantity": 3 }],
        });
        let ask = |name: &str| {
            let ask = Request::post(format!("/orders/{old}/exchanges")).customer(name);
            ask.key(format!("swap{name}")).json(&body)
        };
        assert_eq!(shop.call(ask("eve")).await.refused(404), "not_found");
        let one = shop.call(ask("ada")).await.expect(201);
        assert_eq!(one["instead"]["charge"]["minor"], 333);
        let again = shop.call(ask("ada")).await.expect(201);
        assert_eq!(again["instead"]["order_id"], one["instead"]["order_id"], "one draft");
        approved(&shop, &one).await;
        came(&shop, &one, 2, "restock").await;
        let (state, new) = instead(&now(&shop, &one).await);
        assert_eq!(state, "done");
        // It is the customer's order now, and they change their mind before it leaves.
        let own = Request::get(format!("/orders/{new}")).customer("ada");
        assert_eq!(shop.call(own).await.expect(200)["totals"]["total"]["minor"], 999);
        let cancel = Request::post(format!("/orders/{new}/cancel")).staff(Role::Service);
        let cancel = cancel.key("cancel").json(&json!({ "reason": "not wanted" }));
        shop.call(cancel).await.expect(200);
        shop.settle().await;
        let credit = format!("/customers/{}/store-credit", me["customer_id"].as_str().unwrap());
        let credit = Request::get(credit).staff(Role::Service);
        let credit = shop.call(credit).await.expect(200);
        assert_eq!(credit["items"][0]["balance"]["minor"], 666, "{credit}");
        assert_eq!(money(&shop, &new).await, (0, 0, 0), "{delivery:?}");
        invariants::at_rest(&Items::of(&shop));
    }
}

#[tokio::test(start_paused = true)]
async fn a_guest_exchanges_by_number_and_address_and_pays_by_a_card_that_they_name() {
    for delivery in BOTH {
        let shop = shop().delivering(delivery);
        let (old, line) = delivered(&shop, 900).await;
        let number = order(&shop, &old).await["number"].clone();
        let body = json!({
            "number": number, "email": "BUYER@example.com",
            "lines": [{ "line_id": line, "quantity": 2, "reason": "style" }],
            "instead": [{ "sku": skus(2)[1], "quantity": 1 }],
            "payment": { "provider": "sandbox", "method": "tok_visa" },
        });
        let ask = || Request::post("/guest-exchanges").key("guest").json(&body);
        let (first, second) = (shop.call(ask()).await, shop.call(ask()).await);
        let one = first.expect(201);
        assert_eq!(second.expect(201)["return_id"], one["return_id"], "asked once");
        assert_eq!(one["instead"]["charge"]["minor"], 234, "three of £3.33 were paid");
        approved(&shop, &one).await;
        came(&shop, &one, 2, "restock").await;
        let told = now(&shop, &one).await;
        let (state, new) = instead(&told);
        assert_eq!((state.as_str(), &told["state"]), ("done", &json!("closed")), "{told}");
        sent(&shop, &new).await;
        assert_eq!(money(&shop, &new).await, (234, 0, 0), "{delivery:?}");
        assert_eq!(money(&shop, &old).await, (999, 0, 666), "{delivery:?}");
        // It is a guest's order as the first was, found by the same address.
        let placed = order(&shop, &new).await;
        assert_eq!((&placed["customer_id"], &placed["state"]), (&Value::Null, &json!("fulfilled")));
        invariants::at_rest(&Items::of(&shop));
        invariants::orders_at_rest(&Items::of(&shop));
    }
}

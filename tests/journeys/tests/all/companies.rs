//! People who buy for a company: never more than they may by themselves, nor than the company may owe.
use contract::Role;
use domain::customers::CompanyDebt;
use journeys::{deliver, parcels, shop, skus, stock};
use serde_json::{Value, json};
use testkit::{Delivery, HeldCart, Injected, Items, Reply, Request, Shop, invariants, steps};

fn gbp(minor: i64) -> Value {
    json!({ "minor": minor, "currency": "GBP" })
}

/// A company that may owe 100 pounds; Ada may spend 60 in one order, Bob what he likes.
async fn company(delivery: Delivery) -> (Shop, String) {
    let shop = shop().delivering(delivery);
    let sku = skus(1).remove(0);
    stock(&shop, std::slice::from_ref(&sku), 100, 1_000).await;
    let put = |path: &str, body: &Value| Request::put(path).staff(Role::Service).json(body);
    let acme = json!({ "name": "Acme", "credit_limit": gbp(10_000) });
    shop.call(put("/companies/acme", &acme)).await.expect(200);
    for (who, seat) in [
        ("ada", json!({ "role": "buyer", "spending_limit": gbp(6_000) })),
        ("bob", json!({ "role": "approver" })),
    ] {
        shop.call(Request::get("/me").customer(who)).await.expect(200);
        shop.settle().await;
        let path = format!("/companies/acme/members/cus_{who}");
        shop.call(put(&path, &seat)).await.expect(200);
    }
    (shop, sku)
}

async fn cart(shop: &Shop, who: &str, key: &str, sku: &str, units: u32) -> HeldCart {
    let open = Request::post("/me/cart").customer(who).key(key).json(&json!({}));
    let cart = HeldCart::of(&shop.call(open).await.expect(200));
    // A cart whose order was refused has its lines still.
    let path = format!("/carts/{}/lines", cart.cart_id);
    let set = json!({ "lines": [{ "sku": sku, "quantity": units }] });
    shop.call(Request::patch(path).cart(&cart.token).json(&set)).await.expect(200);
    cart
}

/// Somebody orders so many for 10 pounds each.
async fn order(shop: &Shop, who: &str, key: &str, sku: &str, units: u32) -> Reply {
    let cart = cart(shop, who, key, sku, units).await;
    let reply = shop.call(cart.complete(key, "tok_visa")).await;
    shop.settle().await;
    invariants::always(&Items::of(shop));
    reply
}

fn owed(shop: &Shop) -> i64 {
    Items::of(shop).all::<CompanyDebt>().iter().flat_map(|debt| debt.owed.values()).sum()
}

async fn cancel(shop: &Shop, order: &Value, key: &str) {
    let path = format!("/orders/{}/cancel", order["order_id"].as_str().unwrap());
    let cancel = Request::post(path).staff(Role::Service).key(key);
    shop.call(cancel.json(&json!({ "reason": "not needed" }))).await.expect(200);
    shop.settle().await;
}

#[tokio::test(start_paused = true)]
async fn limits_hold_and_what_is_cancelled_or_paid_is_free_again() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let (shop, sku) = company(delivery).await;
        let much = order(&shop, "ada", "much", &sku, 7).await;
        assert_eq!(much.refused(409), "company.spending_limit");
        let stocked = shop.call(steps::stock(&sku)).await.expect(200);
        assert_eq!(stocked["total"]["reserved"], 0, "nothing is put aside for it");
        let first = order(&shop, "ada", "first", &sku, 6).await.expect(201);
        assert_eq!(owed(&shop), 6_000);
        let more = order(&shop, "bob", "more", &sku, 5).await;
        assert_eq!(more.refused(409), "company.credit_limit");
        let second = order(&shop, "bob", "second", &sku, 4).await.expect(201);
        assert_eq!(owed(&shop), 10_000);
        assert_eq!(order(&shop, "ada", "last", &sku, 1).await.refused(409), "company.credit_limit");

        cancel(&shop, &first, "c1").await;
        assert_eq!(owed(&shop), 4_000, "{delivery:?}");
        for parcel in parcels(&shop, second["order_id"].as_str().unwrap()).await {
            deliver(&shop, &parcel).await;
        }
        assert_eq!(owed(&shop), 0, "what was taken is owed no more: {delivery:?}");
        order(&shop, "ada", "again", &sku, 6).await.expect(201);
        assert_eq!(owed(&shop), 6_000);
        // What was paid and is given back is no debt.
        let path = format!("/orders/{}/payments", second["order_id"].as_str().unwrap());
        let all = shop.call(Request::get(path).staff(Role::Finance)).await.expect(200);
        let path = format!("/payments/{}/refunds", all["items"][0]["payment_id"].as_str().unwrap());
        let body = json!({ "amount": gbp(4_000), "reason": "broken" });
        let refund = Request::post(path).staff(Role::Finance).key("back").json(&body);
        shop.call(refund).await.expect(200);
        shop.settle().await;
        assert_eq!(owed(&shop), 6_000, "{delivery:?}");
        invariants::at_rest(&Items::of(&shop));
    }
}

#[tokio::test(start_paused = true)]
async fn of_two_who_take_the_last_of_it_at_once_one_is_refused_and_keeps_their_money() {
    for crash in [None, Some(1), Some(2), Some(3)] {
        let (shop, sku) = company(Delivery::TwiceAndBackwards).await;
        let mut paying = Vec::new();
        for who in ["ada", "bob"] {
            let cart = cart(&shop, who, who, &sku, 6).await;
            let mut body = steps::completion("tok_visa");
            let payment = body.as_object_mut().unwrap().remove("payment").unwrap();
            body["cart_id"] = json!(cart.cart_id);
            let begun = shop.call(cart.post("/checkouts", who).json(&body)).await.expect(201);
            let path = format!("/checkouts/{}/complete", begun["checkout_id"].as_str().unwrap());
            paying.push(cart.post(path, "pay").json(&json!({ "payment": payment })));
        }
        if let Some(at) = crash {
            let faults = (0..at).map(|_| Injected::None).chain([Injected::CommitThenSilence]);
            shop.database.inject(faults);
        }
        let [one, two] = paying.as_slice() else { panic!() };
        tokio::join!(shop.call(one.clone()), shop.call(two.clone()));
        shop.database.heal();
        shop.settle().await;
        let mut statuses = Vec::new();
        for pay in [one, two] {
            let reply = shop.call(pay.clone()).await;
            if reply.status != 201 {
                assert_eq!(reply.refused(409), "company.credit_limit", "{crash:?}");
            }
            statuses.push(reply.status);
        }
        statuses.sort_unstable();
        assert_eq!((statuses, owed(&shop)), (vec![201, 409], 6_000), "{crash:?}");
        shop.settle().await;
        let items = Items::of(&shop);
        invariants::at_rest(&items);
        invariants::orders_at_rest(&items);
        let stocked = shop.call(steps::stock(&sku)).await.expect(200);
        assert_eq!(stocked["total"]["reserved"], 6);
    }
}

#[tokio::test(start_paused = true)]
async fn staff_may_order_more_for_somebody_and_not_more_than_the_company_may_owe() {
    let (shop, sku) = company(Delivery::Once).await;
    let draft = async |key: &str, units: u32, payment: Value| {
        let line =
            json!({ "sku": sku, "title": "A lamp", "quantity": units, "unit_price": gbp(1_000) });
        let body = json!({ "currency": "GBP", "customer_id": "cus_ada", "email": "a@example.com",
                           "lines": [line] });
        let staff = |path: String| Request::post(path).staff(Role::Service).key(key);
        let made = shop.call(staff("/draft-orders".into()).json(&body)).await.expect(201);
        let path = format!("/draft-orders/{}/complete", made["order_id"].as_str().unwrap());
        let reply = shop.call(staff(path).json(&json!({ "payment": payment }))).await;
        shop.settle().await;
        reply
    };
    let card = || json!({ "provider": "sandbox", "method": "tok_visa" });
    draft("eight", 8, card()).await.expect(200);
    assert_eq!(owed(&shop), 8_000);
    let three = draft("three", 3, card()).await;
    assert_eq!(three.status, 409, "{}", three.text);
    assert!(three.text.contains("your company may owe"), "{}", three.text);
    // What is paid already is owed by nobody.
    draft("paid", 3, json!({ "provider": "manual" })).await.expect(200);
    assert_eq!(owed(&shop), 8_000);
    invariants::at_rest(&Items::of(&shop));
}

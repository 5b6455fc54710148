//! From a cart to an order, through the function.
use crate::shop::{
    authorisations, cart, check, code, good_payments, items, open_checkout, orders, price,
    reserved, shop, skus, states, stock,
};
use domain::{
    shop::{CountryTax, Price, Settings, ShippingOption},
    totals::TaxRate,
};
use primitives::{Code, CountryCode, Line};
use runtime::Done;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{Delivery, HeldCart, Request, steps};
use tokio::task::JoinSet;

#[tokio::test(start_paused = true)]
async fn one_call_turns_a_cart_into_an_order() {
    let shop = shop();
    stock(&shop, &skus(2, 10), 1_000).await;
    let holder = cart(&shop, &skus(2, 3), 1_000).await;
    let body = shop.call(holder.complete("k", "tok_visa")).await.expect(201);
    shop.settle().await;
    assert_eq!(body["state"], "placed");
    assert_eq!(body["totals"]["total"], json!(price(6_000)));
    assert_eq!(body["order_number"].as_str().unwrap().len(), 14);
    assert_eq!((orders(&shop), good_payments(&shop), reserved(&shop)), (1, 1, 6));
    assert_eq!(items(&shop, "LinePage").len(), 1);
    assert_eq!(items(&shop, "Cart")[0].pointer("/state/M/kind/S"), Some(&json!("ordered")));
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn the_same_key_gets_the_same_answer_again_byte_for_byte() {
    let shop = shop();
    stock(&shop, &skus(1, 10), 1_000).await;
    let holder = cart(&shop, &skus(1, 1), 1_000).await;
    let first = shop.call(holder.complete("k", "tok_visa")).await;
    let again = shop.call(holder.complete("k", "tok_visa")).await;
    let other = shop.call(holder.complete("another", "tok_visa")).await;
    assert_eq!((first.status, &first.text), (201, &again.text));
    assert_eq!((other.status, &other.text), (201, &first.text));
    assert_eq!((orders(&shop), authorisations(&shop)), (1, 1));
}

#[tokio::test(start_paused = true)]
async fn step_by_step_it_costs_the_same() {
    let shop = shop();
    stock(&shop, &skus(1, 10), 1_000).await;
    let holder = cart(&shop, &skus(1, 2), 1_000).await;
    let opened = shop
        .call(holder.post("/checkouts", "o").json(&json!({ "cart_id": holder.cart_id })))
        .await
        .expect(201);
    let path = format!("/checkouts/{}", opened["checkout_id"].as_str().unwrap());
    let early = holder.post(format!("{path}/complete"), "c0");
    let pay = json!({ "payment": { "provider": "sandbox", "method": "tok_visa" } });
    assert_eq!(shop.call(early.json(&pay)).await.refused(422), "checkout.incomplete");
    let patch = Request::patch(&path).cart(&holder.token);
    let who = json!({ "email": "buyer@example.com", "shipping_address": steps::address() });
    shop.call(patch.json(&who)).await.expect(200);
    let offers = shop.call(holder.get(format!("{path}/shipping-options"))).await.expect(200);
    assert_eq!(offers["options"][0]["shipping_option"], "standard");
    let patch = Request::patch(&path).cart(&holder.token);
    shop.call(patch.json(&json!({ "shipping_option": "standard" }))).await.expect(200);
    let placed = shop.call(holder.post(format!("{path}/complete"), "c1").json(&pay)).await;
    assert_eq!(placed.expect(201)["totals"]["total"], json!(price(2_000)));
    assert_eq!(shop.call(holder.get(&path)).await.expect(200)["state"], "placed");
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn strangers_are_told_that_there_is_nothing() {
    let shop = shop();
    stock(&shop, &skus(1, 10), 1_000).await;
    let holder = cart(&shop, &skus(1, 1), 1_000).await;
    let stranger = cart(&shop, &skus(1, 1), 1_000).await;
    let opened = open_checkout(&shop, &holder).await;
    let path = format!("/checkouts/{}", opened["checkout_id"].as_str().unwrap());
    let thief = HeldCart { cart_id: holder.cart_id.clone(), token: stranger.token.clone() };
    assert_eq!(shop.call(thief.get(&path)).await.refused(404), "not_found");
    assert_eq!(shop.call(thief.complete("k", "tok_visa")).await.refused(404), "not_found");
    let cancel = Request::post(format!("{path}/cancel")).cart(&thief.token).json(&json!({}));
    assert_eq!(shop.call(cancel).await.refused(404), "not_found");
    assert_eq!(shop.call(Request::get(&path)).await.status, 401);
}

#[tokio::test(start_paused = true)]
async fn a_price_that_moved_is_refused_until_the_shopper_agrees_to_the_total() {
    let shop = shop();
    stock(&shop, &skus(1, 10), 1_200).await;
    let holder = cart(&shop, &skus(1, 2), 1_000).await;
    let reply = shop.call(holder.complete("k", "tok_visa")).await;
    assert_eq!(reply.refused(409), "checkout.price_changed");
    let buy = |total: i64| {
        let mut body = steps::completion("tok_visa");
        body["expected_total"] = json!(price(total));
        holder.post(format!("/carts/{}/complete", holder.cart_id), "agreed").json(&body)
    };
    assert_eq!(shop.call(buy(2_000)).await.refused(409), "checkout.price_changed");
    shop.call(buy(2_400)).await.expect(201);
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn a_declined_card_keeps_the_checkout_open_for_another() {
    let shop = shop().delivering(Delivery::TwiceAndBackwards);
    stock(&shop, &skus(1, 1), 1_000).await;
    let holder = cart(&shop, &skus(1, 1), 1_000).await;
    let declined = shop.call(holder.complete("k", "tok_declined")).await;
    assert_eq!(declined.refused(409), "payment.declined");
    assert!(declined.text.contains("insufficient_funds"), "{}", declined.text);
    let again = shop.call(holder.complete("k2", "tok_declined")).await;
    assert_eq!(again.refused(409), "payment.declined");
    assert_eq!((authorisations(&shop), reserved(&shop)), (1, 1), "the stock stays put aside");
    shop.call(holder.complete("k3", "tok_visa")).await.expect(201);
    shop.settle().await;
    assert_eq!((orders(&shop), good_payments(&shop)), (1, 1));
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn a_challenge_is_answered_at_once_and_finished_by_completing_again() {
    for also_by_webhook in [false, true] {
        let shop = shop();
        stock(&shop, &skus(1, 5), 1_000).await;
        let holder = cart(&shop, &skus(1, 1), 1_000).await;
        let body = shop.call(holder.complete("k", "tok_3ds")).await.expect(202);
        assert_eq!(body["state"], "action_required");
        let url = body["challenge_url"].as_str().unwrap();
        shop.call(steps::challenge(url, "pass")).await.expect(200);
        if also_by_webhook {
            shop.settle().await;
            assert_eq!(orders(&shop), 1, "nobody has to come back");
        }
        let done = shop.call(holder.complete("k", "tok_3ds")).await.expect(201);
        shop.settle().await;
        assert_eq!(done["order_id"], body["order_id"]);
        assert_eq!((orders(&shop), authorisations(&shop)), (1, 1));
        check(&shop);
    }
}

#[tokio::test(start_paused = true)]
async fn too_little_stock_names_the_skus_and_leaves_the_cart_as_it_was() {
    let shop = shop();
    let mut shelf = skus(60, 1);
    shelf[55].1 = 0;
    stock(&shop, &shelf, 100).await;
    // The warehouse knows it, and has none.
    crate::shop::offer(&shop, "SKU-0055", 100).await;
    let receipt =
        json!({ "location_id": "loc_main", "lines": [{ "sku": "SKU-0055", "quantity": 1 }] });
    let request = Request::post("/stock/receipts").staff(contract::Role::Fulfilment);
    shop.call(request.key("one").json(&receipt)).await.expect(201);
    let first = cart(&shop, &[("SKU-0055".into(), 1)], 100).await;
    shop.call(first.complete("k", "tok_visa")).await.expect(201);
    let holder = cart(&shop, &skus(60, 1), 100).await;
    let reply = shop.call(holder.complete("k", "tok_visa")).await;
    assert_eq!(reply.refused(409), "stock.insufficient");
    assert!(reply.text.contains("SKU-0055"), "{}", reply.text);
    assert_eq!(reserved(&shop), 1, "earlier pages are given back at once");
    let states: Vec<Value> =
        items(&shop, "Cart").iter().filter_map(|c| c.pointer("/state/M/kind/S").cloned()).collect();
    assert!(states.contains(&json!("active")), "{states:?}");
    shop.settle().await;
    assert_eq!((orders(&shop), reserved(&shop)), (1, 1));
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn a_thousand_lines_are_one_order() {
    let shop = shop();
    stock(&shop, &skus(1_000, 2), 100).await;
    let holder = cart(&shop, &skus(1_000, 2), 100).await;
    let body = shop.call(holder.complete("k", "tok_visa")).await.expect(201);
    assert_eq!(body["totals"]["total"], json!(price(200_000)));
    assert_eq!((orders(&shop), items(&shop, "LinePage").len()), (1, 40));
    assert_eq!(reserved(&shop), 2_000);
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn a_cart_that_costs_nothing_needs_no_card() {
    let shop = shop();
    stock(&shop, &skus(1, 5), 0).await;
    let holder = cart(&shop, &skus(1, 1), 0).await;
    let mut body = steps::completion("tok_visa");
    body.as_object_mut().unwrap().remove("payment");
    let target = format!("/carts/{}/complete", holder.cart_id);
    shop.call(holder.post(target, "k").json(&body)).await.expect(201);
    assert_eq!((orders(&shop), authorisations(&shop)), (1, 0));
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn shoppers_may_not_say_that_they_paid_some_other_way() {
    let shop = shop();
    stock(&shop, &skus(1, 5), 1_000).await;
    let holder = cart(&shop, &skus(1, 1), 1_000).await;
    let mut body = steps::completion("tok_visa");
    body["payment"] = json!({ "provider": "manual" });
    let target = format!("/carts/{}/complete", holder.cart_id);
    let reply = shop.call(holder.post(target, "k").json(&body)).await;
    assert_eq!(reply.refused(403), "payment.manual_is_for_staff");
    assert_eq!((orders(&shop), states(&shop).len()), (0, 0), "nothing was begun");
}

#[tokio::test(start_paused = true)]
async fn one_cart_completed_twenty_times_at_once_is_one_order_and_twenty_equal_answers() {
    for same_key in [true, false] {
        let shop = Arc::new(shop().delivering(Delivery::TwiceAndBackwards));
        stock(&shop, &skus(2, 100), 1_000).await;
        let holder = cart(&shop, &skus(2, 1), 1_000).await;
        let mut calls = JoinSet::new();
        for at in 0..20 {
            let key = if same_key { "k".to_owned() } else { format!("k{at}") };
            let (shop, request) = (shop.clone(), holder.complete(&key, "tok_visa"));
            calls.spawn(async move { shop.call(request).await });
        }
        let replies = calls.join_all().await;
        shop.settle().await;
        for reply in &replies {
            assert_eq!((reply.status, &reply.text), (201, &replies[0].text));
        }
        assert_eq!((orders(&shop), authorisations(&shop), reserved(&shop)), (1, 1, 2));
        check(&shop);
    }
}

#[tokio::test(start_paused = true)]
async fn fifty_units_and_two_hundred_buyers_are_fifty_orders() {
    let shop = Arc::new(shop());
    stock(&shop, &skus(1, 50), 1_000).await;
    let mut calls = JoinSet::new();
    for _ in 0..200 {
        let holder = cart(&shop, &skus(1, 1), 1_000).await;
        let shop = shop.clone();
        calls.spawn(async move { shop.call(holder.complete("k", "tok_visa")).await });
    }
    let replies = calls.join_all().await;
    shop.settle().await;
    let bought = replies.iter().filter(|reply| reply.status == 201).count();
    let refused = replies.iter().filter(|reply| code(reply) == "stock.insufficient").count();
    assert_eq!((bought, refused), (50, 150));
    assert_eq!((orders(&shop), good_payments(&shop), reserved(&shop)), (50, 50, 50));
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn goods_that_go_to_another_country_are_taxed_and_sent_as_there() {
    let shop = shop();
    let rate = |country: &str, rate: &str| CountryTax {
        country: CountryCode::parse(country).unwrap(),
        standard: TaxRate::parse(rate).unwrap(),
        categories: Vec::new(),
    };
    let option = |id: &str, country: &str, minor| ShippingOption {
        option_id: Code::parse(id).unwrap(),
        title: Line::parse(id).unwrap(),
        countries: vec![CountryCode::parse(country).unwrap()],
        prices: vec![Price { price: price(minor), free_above: None }],
        max_weight_grams: None,
    };
    let settings = Settings {
        prices_include_tax: false,
        taxes: vec![rate("GB", "0.2"), rate("DE", "0.19")],
        shipping_options: vec![option("standard", "GB", 0), option("export", "DE", 1_000)],
        ..Settings::default()
    };
    shop.seed(Done::new(()).put(&settings)).await;
    stock(&shop, &skus(30, 5), 100).await;
    let holder = cart(&shop, &skus(30, 1), 100).await;
    let opened = open_checkout(&shop, &holder).await;
    assert_eq!(opened["totals"]["total"], json!(price(3_600)));
    let path = format!("/checkouts/{}", opened["checkout_id"].as_str().unwrap());
    let change = |body: &Value| Request::patch(&path).cart(&holder.token).json(body);
    let mut germany = steps::address();
    germany["country"] = json!("DE");
    let moved = shop.call(change(&json!({ "shipping_address": germany }))).await;
    assert_eq!(moved.expect(200)["totals"]["total"], json!(price(3_570)));
    assert_eq!(moved.json().get("shipping"), None, "that option does not go there");
    let wrong = shop.call(change(&json!({ "shipping_option": "standard" }))).await;
    assert_eq!(wrong.refused(422), "checkout.shipping_not_offered");
    let sent = shop.call(change(&json!({ "shipping_option": "export" })).if_match(2)).await;
    assert_eq!(sent.expect(200)["totals"]["total"], json!(price(4_760)));
    let stale = shop.call(change(&json!({ "email": "eve@example.com" })).if_match(2)).await;
    assert_eq!(stale.refused(412), "version.changed");
    let pay = json!({ "payment": { "provider": "sandbox", "method": "tok_visa" },
                      "expected_total": price(4_760) });
    let placed = shop.call(holder.post(format!("{path}/complete"), "c").json(&pay)).await;
    assert_eq!(placed.expect(201)["totals"]["tax"], json!(price(760)));
    let late = shop.call(change(&json!({ "email": "eve@example.com" }))).await;
    assert_eq!(late.refused(409), "checkout.placed");
    let lines: i64 = items(&shop, "LinePage")
        .iter()
        .flat_map(|page| page["lines"]["L"].as_array().cloned().unwrap())
        .map(|line| {
            line.pointer("/M/amounts/M/total/M/minor/N").unwrap().as_str().unwrap().to_owned()
        })
        .map(|minor| minor.parse::<i64>().unwrap())
        .sum();
    assert_eq!(lines, 3_570, "the lines of the order are taxed as its total is");
    check(&shop);
}

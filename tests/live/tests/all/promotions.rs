//! A code that may be used only so often, raced for over HTTP.
use contract::Role;
use live::{Deployed, fresh};
use serde_json::json;
use std::collections::BTreeSet;
use std::time::Duration;
use testkit::{HeldCart, Reply, Request};
use tokio::task::JoinSet;

/// Uses of the code, and buyers who want one each.
const USES: usize = 50;
const BUYERS: usize = 200;
/// Off by the code.
const OFF: i64 = 100;

/// A pound off by a code that may be used so often; says the code.
async fn code(shop: &Deployed) -> String {
    let body = json!({
        "title": "Raced for", "by_code": true, "limits": { "uses": USES },
        "effect": { "kind": "order", "off": { "kind": "amount",
            "amounts": [{ "minor": OFF, "currency": "GBP" }] } },
    });
    let staff = |request: Request| request.staff(Role::Catalog);
    let create = staff(Request::post("/promotions")).key(fresh("promotion")).json(&body);
    let promotion = shop.command(create).await.expect(201);
    let path = format!("/promotions/{}", promotion["id"].as_str().unwrap());
    let code = fresh("RACE").to_uppercase();
    let add = staff(Request::post(format!("{path}/codes"))).key(fresh("codes"));
    shop.command(add.json(&json!({ "codes": [code] }))).await.expect(201);
    shop.call(staff(Request::post(format!("{path}/start")))).await.expect(200);
    code
}

/// A cart with one unit, and the code entered.
async fn ready(shop: Deployed, sku: String, code: String, buyer: usize) -> HeldCart {
    let cart = shop.cart_with(&sku, &fresh(&format!("buyer{buyer}"))).await;
    let codes = Request::patch(format!("/carts/{}", cart.cart_id)).cart(&cart.token);
    shop.call(codes.json(&json!({ "codes": [code] }))).await.expect(200);
    cart
}

/// Buys with the code, unless it is used up; whoever meets another at it tries again.
async fn buy(shop: Deployed, cart: HeldCart, buyer: usize) -> Option<Reply> {
    for attempt in 1..=100 {
        let reply = shop.complete(&cart, &fresh(&format!("buy{buyer}")), "tok_visa").await;
        if reply.status == 201 {
            return Some(reply);
        }
        let why = reply.json()["code"].as_str().unwrap_or_default().to_owned();
        if why == "checkout.price_changed" {
            return None;
        }
        let again = reply.status == 503 || why == "checkout.promotion_exhausted";
        assert!(again, "{} {why}: {}", reply.status, reply.text);
        // A crowd that comes again at once keeps those at the till from being served.
        tokio::time::sleep(Duration::from_millis(250) * attempt.min(8)).await;
    }
    panic!("buyer {buyer} never came through");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_hundred_buyers_with_a_code_for_fifty_exactly_fifty_buy_by_it() {
    let shop = Deployed::from_environment();
    let sku = shop.stocked(u32::try_from(BUYERS).unwrap()).await;
    let code = code(&shop).await;
    let (mut opening, mut carts) = (JoinSet::new(), Vec::new());
    for buyer in 0..BUYERS {
        // Opening carts is not the race: a few at a time.
        if opening.len() >= 8 {
            carts.extend(opening.join_next().await.map(|opened| opened.unwrap()));
        }
        opening.spawn(ready(shop.clone(), sku.clone(), code.clone(), buyer));
    }
    carts.extend(opening.join_all().await);
    let mut buyers = JoinSet::new();
    for (buyer, cart) in carts.into_iter().enumerate() {
        buyers.spawn(buy(shop.clone(), cart, buyer));
    }
    let replies = buyers.join_all().await;
    let bought: Vec<&Reply> = replies.iter().flatten().collect();
    let orders: BTreeSet<_> =
        bought.iter().map(|reply| reply.json()["order_id"].to_string()).collect();
    assert_eq!((orders.len(), replies.len() - bought.len()), (USES, BUYERS - USES));
    for reply in bought {
        assert_eq!(reply.json()["totals"]["discount"]["minor"], OFF, "{}", reply.text);
    }
}

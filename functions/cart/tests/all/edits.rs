//! Carts and their edits, through the function.
use crate::kit::*;
use domain::{
    cart::freeze,
    catalog::{KitComponent, Offer, State},
};
use primitives::{CartId, CheckoutId, Currency, Money, Quantity};
use serde_json::json;
use table::{Done, keys};
use testkit::{Request, Shop};

#[tokio::test]
async fn a_guest_opens_a_cart_and_the_secret_is_nowhere_in_it() {
    let shop = shop().await;
    let cart = guest(&shop).await;
    let stored = shop.database.everything();
    let item = stored.iter().find(|item| item["pk"]["S"] == format!("CART#{}", cart.id)).unwrap();
    assert!(!item.to_string().contains(&cart.token));
    let view = cart.view(&shop).await;
    assert_eq!(view["state"]["kind"], "active");
    assert_eq!(view["currency"], "GBP");
    assert_eq!(view["totals"]["total"]["minor"], 0);
}

#[tokio::test]
async fn opening_again_with_the_same_key_gives_the_same_cart() {
    let shop = shop().await;
    let open = || Request::post("/carts").key("same").json(&json!({ "country": "GB" }));
    let (first, again) = (shop.call(open()).await, shop.call(open()).await);
    assert_eq!(first.status, 201);
    assert_eq!(first.text, again.text);
}

#[tokio::test]
async fn without_its_secret_a_cart_is_not_there() {
    let shop = shop().await;
    let (cart, other) = (guest(&shop).await, guest(&shop).await);
    let none = shop.call(Request::get(cart.path(""))).await;
    assert_eq!(none.refused(401), "caller.unauthenticated");
    let wrong = shop.call(Request::get(cart.path("")).cart(&other.token)).await;
    let nowhere = shop.call(Request::get("/carts/cart_nowhere").cart(&other.token)).await;
    assert_eq!(wrong.refused(404), nowhere.refused(404));
    let edit = shop.call(Opened { token: other.token, id: cart.id }.add(&[(1, 1)])).await;
    edit.refused(404);
}

#[tokio::test]
async fn a_sku_joins_its_line_and_the_sums_follow() {
    let shop = shop().await;
    let cart = guest(&shop).await;
    shop.call(cart.add(&[(1, 1), (2, 1), (1, 1)])).await.expect(200);
    let reply = shop.call(cart.add(&[(2, 2)])).await;
    let view = reply.expect(200);
    assert_eq!(lines(&view), [("SKU-1".into(), 2), ("SKU-2".into(), 3)]);
    assert_eq!(view["totals"]["total"]["minor"], 2 * 101 + 3 * 102);
    assert_eq!(view["units"], 5);
    assert_eq!(view["weight_grams"], 500);
    assert_eq!(reply.version(), 3);
    assert_eq!(cart.view(&shop).await, view);
}

#[tokio::test]
async fn an_add_sent_again_adds_nothing_even_if_its_answer_was_lost() {
    let shop = shop().await;
    let cart = guest(&shop).await;
    let add = cart.add(&[(1, 2)]);
    shop.database.inject([testkit::Injected::CommitThenSilence]);
    assert!(shop.call(add.clone()).await.status >= 500);
    let again = shop.call(add.clone()).await.expect(200);
    assert_eq!(lines(&again), [("SKU-1".into(), 2)]);
    let other = add.json(&json!({ "lines": [{ "sku": "SKU-1", "quantity": 3 }] }));
    assert_eq!(shop.call(other).await.refused(422), "idempotency.reused");
    assert_eq!(cart.view(&shop).await["units"], 2);
}

#[tokio::test]
async fn an_add_without_a_key_is_refused() {
    let shop = shop().await;
    let cart = guest(&shop).await;
    let mut add = cart.add(&[(1, 1)]);
    add.headers.remove("idempotency-key");
    assert_eq!(shop.call(add).await.refused(400), "idempotency.missing");
}

#[tokio::test]
async fn quantities_are_set_by_sku_or_by_line_and_nothing_removes() {
    let shop = shop().await;
    let cart = guest(&shop).await;
    let view = shop.call(cart.add(&[(1, 1), (2, 2), (3, 3)])).await.expect(200);
    let line = |at: usize| {
        cart.path(&format!("/lines/{}", view["lines"][at]["line_id"].as_str().unwrap()))
    };
    let set =
        json!({ "lines": [{ "sku": "SKU-1", "quantity": 0 }, { "sku": "SKU-4", "quantity": 4 }] });
    let set = Request::patch(cart.path("/lines")).cart(&cart.token).json(&set);
    let after = shop.call(set.clone()).await;
    let again = shop.call(set).await;
    assert_eq!(after.text, again.text);
    assert_eq!(after.version(), again.version(), "an edit that changes nothing is none");
    let change = Request::patch(line(1)).cart(&cart.token).json(&json!({ "quantity": 7 }));
    shop.call(change).await.expect(200);
    let remove = || Request::delete(line(2)).cart(&cart.token);
    shop.call(remove()).await.expect(200);
    let view = shop.call(remove()).await.expect(200);
    assert_eq!(lines(&view), [("SKU-2".into(), 7), ("SKU-4".into(), 4)]);
    let gone = Request::patch(line(2)).cart(&cart.token).json(&json!({ "quantity": 1 }));
    assert_eq!(shop.call(gone).await.refused(404), "cart.no_line");
}

#[tokio::test]
async fn what_nobody_sells_is_refused_and_nothing_is_added() {
    let shop = shop().await;
    let cart = guest(&shop).await;
    assert_eq!(shop.call(cart.add(&[(1, 1), (99, 1)])).await.refused(422), "cart.not_on_sale");
    let mut draft = offer(5);
    draft.state = State::Draft;
    sell(&shop, draft).await;
    assert_eq!(shop.call(cart.add(&[(5, 1)])).await.refused(422), "cart.not_on_sale");
    let mut dear = offer(6);
    dear.prices = vec![Money::new(1, Currency::EUR)];
    sell(&shop, dear).await;
    assert_eq!(shop.call(cart.add(&[(6, 1)])).await.refused(422), "cart.not_in_currency");
    assert_eq!(lines(&cart.view(&shop).await), []);
}

#[tokio::test]
async fn errors_stand_apart_from_warnings() {
    let shop = shop().await;
    let cart = guest(&shop).await;
    shop.call(cart.add(&[(1, 1), (2, 1), (3, 101)])).await.expect(200);
    let mut dearer = offer(1);
    dearer.prices = vec![Money::new(150, Currency::GBP)];
    sell(&shop, dearer).await;
    let mut gone = offer(2);
    gone.state = State::Archived;
    sell(&shop, gone).await;
    let view = cart.view(&shop).await;
    assert_eq!(codes(&view, "errors"), ["line.not_on_sale"]);
    assert_eq!(codes(&view, "warnings"), ["line.price_changed", "line.stock_short"]);
    let changed = &view["warnings"][0];
    assert_eq!((&changed["old"]["minor"], &changed["new"]["minor"]), (&json!(101), &json!(150)));
    assert_eq!(view["warnings"][1]["available"], 100);
    assert_eq!(view["totals"]["total"]["minor"], 150 + 101 * 103, "without what cannot be sold");
    let accepted = shop.call(cart.update(json!({ "accept_prices": true }))).await.expect(200);
    assert_eq!(codes(&accepted, "warnings"), ["line.stock_short"]);
}

#[tokio::test]
async fn what_is_left_out_stays_and_null_empties() {
    let shop = shop().await;
    let cart = guest(&shop).await;
    let address = json!({ "name": "Ada", "line1": "1 High St", "city": "Leeds", "country": "GB" });
    let body =
        json!({ "email": "ada@example.com", "shipping_address": address, "note": "Ring twice" });
    shop.call(cart.update(body)).await.expect(200);
    let view = shop.call(cart.update(json!({ "note": null }))).await.expect(200);
    assert_eq!(view["email"], "ada@example.com");
    assert_eq!(view["shipping_address"]["city"], "Leeds");
    assert!(view["note"].is_null());
    let odd = shop.call(cart.update(json!({ "colour": "red" }))).await;
    assert_eq!(odd.refused(422), "request.invalid");
}

#[tokio::test]
async fn an_edit_based_on_an_old_version_is_told_so() {
    let shop = shop().await;
    let cart = guest(&shop).await;
    let seen = shop.call(Request::get(cart.path("")).cart(&cart.token)).await.version();
    shop.call(cart.add(&[(1, 1)]).if_match(seen)).await.expect(200);
    assert_eq!(shop.call(cart.add(&[(2, 1)]).if_match(seen)).await.refused(412), "version.changed");
    let late = cart.update(json!({ "note": "late" })).if_match(seen);
    assert_eq!(shop.call(late).await.refused(412), "version.changed");
}

async fn frozen(shop: &Shop, cart: &Opened) {
    let key = keys::cart::cart(&CartId::parse(cart.id.clone()).unwrap());
    let held = shop.table().load(&key).await.unwrap();
    let next = freeze(&held, &CheckoutId::parse("chk_1").unwrap(), shop.now()).unwrap();
    shop.seed(Done::new(()).replace(&held, &next)).await;
}

#[tokio::test]
async fn during_checkout_edits_are_refused_and_the_checkout_is_named() {
    let shop = shop().await;
    let cart = guest(&shop).await;
    shop.call(cart.add(&[(1, 1)])).await.expect(200);
    frozen(&shop, &cart).await;
    let refused = shop.call(cart.add(&[(1, 1)])).await;
    assert_eq!(refused.refused(409), "cart.frozen");
    assert!(refused.text.contains("chk_1"));
    assert_eq!(shop.call(cart.update(json!({ "note": "x" }))).await.refused(409), "cart.frozen");
    let view = cart.view(&shop).await;
    assert_eq!(view["state"], json!({ "kind": "frozen", "checkout_id": "chk_1" }));
}

#[tokio::test]
async fn a_cart_left_alone_expires_by_the_clock_and_tells_once() {
    let shop = shop().await;
    let (cart, held, kept) = (guest(&shop).await, guest(&shop).await, guest(&shop).await);
    shop.call(cart.add(&[(1, 1)])).await.expect(200);
    shop.call(held.add(&[(1, 1)])).await.expect(200);
    frozen(&shop, &held).await;
    shop.source.advance(29 * 86_400);
    shop.call(kept.add(&[(1, 1)])).await.expect(200);
    shop.source.advance(86_400 - 1);
    assert_eq!(cart.view(&shop).await["state"]["kind"], "active");
    shop.source.advance(1);
    // The sweeper has not been here yet, and still nobody can edit it.
    assert_eq!(cart.view(&shop).await["state"]["kind"], "expired");
    assert_eq!(shop.call(cart.add(&[(2, 1)])).await.refused(409), "cart.expired");
    shop.source.advance(2 * 86_400);
    shop.tick("expire-carts").await;
    shop.tick("expire-carts").await;
    assert_eq!(shop.sent_names(), ["cart.CartExpired.v1"]);
    assert_eq!(held.view(&shop).await["state"]["kind"], "frozen");
    assert_eq!(kept.view(&shop).await["state"]["kind"], "active");
}

#[tokio::test]
async fn many_carts_expire_in_one_go() {
    let shop = Shop::of(vec![cart::app(), outbox::app()]);
    for _ in 0..60 {
        guest(&shop).await;
    }
    shop.source.advance(32 * 86_400);
    shop.tick("expire-carts").await;
    assert_eq!(shop.sent_names().len(), 60);
}

#[tokio::test]
async fn a_thousand_lines_fit_and_one_more_does_not() {
    let shop = Shop::of(vec![cart::app(), outbox::app()]);
    for n in 0..1_001 {
        sell(&shop, offer(n)).await;
    }
    let cart = guest(&shop).await;
    let all: Vec<(i64, u32)> = (0..1_000).map(|n| (n, 1)).collect();
    let view = shop.call(cart.add(&all)).await.expect(200);
    assert_eq!(view["lines"].as_array().unwrap().len(), 1_000);
    assert_eq!(shop.call(cart.add(&[(1_000, 1)])).await.refused(409), "cart.too_many_lines");
}

#[tokio::test]
async fn an_edit_of_a_small_cart_is_a_read_two_batches_and_one_plain_write() {
    let shop = shop().await;
    let cart = guest(&shop).await;
    shop.call(cart.add(&[(1, 1)])).await.expect(200);
    let before = shop.table().meter().read();
    shop.call(cart.add(&[(2, 1)])).await.expect(200);
    let after = shop.table().meter().read();
    assert_eq!(after.calls - before.calls, 4);
    // One item of less than a kilobyte, by a put: not the double price of a transaction.
    assert_eq!(after.write_milli - before.write_milli, 1_000);
}

#[tokio::test]
async fn a_kit_can_be_had_as_often_as_its_scarcest_part() {
    let shop = shop().await;
    let part = |n, units| KitComponent {
        sku: sku(n),
        quantity: Quantity::parse(units).unwrap(),
        share: None,
    };
    let mut set = offer(900);
    set.kit = vec![part(1, 3), part(2, 1)];
    set.weight_grams = 0;
    sell(&shop, set.clone()).await;
    let cart = guest(&shop).await;
    let view = shop.call(cart.add(&[(900, 33)])).await.expect(200);
    assert!(view["warnings"].as_array().unwrap().is_empty(), "{view}");
    assert_eq!(view["totals"]["total"]["minor"], 33 * 1_000);
    assert_eq!(view["weight_grams"], 33 * 400, "what its parts weigh");
    let view = shop.call(cart.add(&[(900, 1)])).await.expect(200);
    assert_eq!(view["warnings"][0]["code"], "line.stock_short");
    assert_eq!(view["warnings"][0]["available"], 33, "three of a hundred, thirty-three times");
    // What it is made of is not sold any more.
    sell(&shop, Offer { state: State::Archived, ..offer(2) }).await;
    let view = cart.view(&shop).await;
    assert_eq!(view["errors"][0]["code"], "line.not_on_sale");
}

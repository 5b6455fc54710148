//! Who may ask for what, and what is refused.
use crate::delivered::*;
use contract::Role;
use domain::returns::ReturnRule;
use serde_json::json;
use testkit::{Request, steps};

#[tokio::test]
async fn a_buyer_returns_what_was_delivered_within_the_rules_and_strangers_find_nothing() {
    let shop = shop();
    let order = delivered(&shop, "a", Some("ada")).await;
    let body = json!({ "lines": [line("a", 0, 2, "too_small")], "comment": "a size up, please" });
    assert_eq!(shop.call(ask(&order, "1", &body).customer("eve")).await.refused(404), "not_found");
    let asked = shop.call(ask(&order, "1", &body).customer("ada")).await.expect(201);
    assert_eq!((&asked["state"], &asked["lines"][0]["quantity"]), (&json!("requested"), &json!(2)));
    let again = shop.call(ask(&order, "1", &body).customer("ada")).await.expect(201);
    assert_eq!(again["return_id"], asked["return_id"]);
    let more = shop.call(ask(&order, "2", &body).customer("ada")).await;
    assert_eq!(more.refused(409), "return.more_than_delivered");
    for (lines, status, code) in [
        (json!([line("x", 0, 1, "style")]), 422, "return.unknown_line"),
        (json!([line("a", 1, 1, "style"), line("a", 1, 1, "style")]), 422, "return.repeated_line"),
        (json!([line("a", 1, 4, "style")]), 409, "return.more_than_delivered"),
    ] {
        let reply = shop.call(ask(&order, code, &json!({ "lines": lines })).customer("ada")).await;
        assert_eq!(reply.refused(status), code);
    }
    let beyond = json!({ "lines": [line("a", 1, 1, "style")], "beyond_rules": true });
    assert_eq!(shop.call(ask(&order, "b", &beyond).customer("ada")).await.status, 403);

    shop.source.advance(31 * 86_400);
    let late = json!({ "lines": [line("a", 1, 1, "style")] });
    let reply = shop.call(ask(&order, "late", &late).customer("ada")).await;
    assert_eq!(reply.refused(409), "return.too_late");
    shop.call(ask(&order, "kind", &beyond).staff(Role::Service)).await.expect(201);
    let list = Request::get("/returns?state=requested").staff(Role::Service);
    assert_eq!(shop.call(list).await.expect(200)["items"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_rules_may_approve_by_themselves_and_what_is_final_stays_sold() {
    let shop = shop();
    let order = delivered(&shop, "r", Some("ada")).await;
    rule(&shop, ReturnRule { auto_approve: true, ..ReturnRule::default() }).await;
    let body = json!({ "lines": [line("r", 0, 1, "style")] });
    let asked = shop.call(ask(&order, "1", &body).customer("ada")).await.expect(201);
    assert_eq!(asked["state"], "approved");
    rule(&shop, ReturnRule { returnable: false, ..ReturnRule::default() }).await;
    let reply = shop.call(ask(&order, "2", &body).customer("ada")).await;
    assert_eq!(reply.refused(409), "return.not_returnable");
    let claim = json!({ "kind": "claim", "lines": [line("r", 0, 1, "damaged")] });
    let claim = shop.call(ask(&order, "3", &claim).customer("ada")).await.expect(201);
    assert_eq!(claim["state"], "requested", "somebody looks at a claim");
}

#[tokio::test]
async fn a_guest_needs_number_and_address_and_is_not_told_which_is_wrong() {
    let shop = shop();
    let order = delivered(&shop, "g", None).await;
    let ask = |email: &str, number: &str, key: &str| {
        let lines = json!([line("g", 0, 1, "style")]);
        let body = json!({ "number": number, "email": email, "lines": lines });
        Request::post("/guest-returns").key(key).json(&body)
    };
    let number = order.number.to_string();
    let wrong = shop.call(ask("other@example.com", &number, "1")).await;
    let missing = shop.call(ask("buyer@example.com", "1F5K-7Q2M-9RXC", "2")).await;
    assert_eq!(
        (wrong.status, missing.status),
        (404, if missing.status == 422 { 422 } else { 404 })
    );
    let good = shop.call(ask("buyer@EXAMPLE.com", &number, "3")).await.expect(201);
    assert_eq!(good["state"], "requested");
}

#[tokio::test]
async fn whoever_guesses_numbers_and_addresses_has_to_wait() {
    let shop = shop();
    let order = delivered(&shop, "g", None).await;
    let ask = |email: &str, key: &str| {
        let lines = json!([line("g", 0, 1, "style")]);
        let body = json!({ "number": order.number, "email": email, "lines": lines });
        Request::post("/guest-returns").key(key).json(&body)
    };
    for at in 0..10 {
        let wrong = ask(&format!("guess{at}@example.com"), &at.to_string());
        assert_eq!(shop.call(wrong).await.refused(404), "not_found");
    }
    let reply = shop.call(ask("buyer@example.com", "late")).await;
    assert_eq!(reply.refused(429), "order.too_many_attempts");
    shop.source.advance(3_601);
    shop.call(ask("buyer@example.com", "after")).await.expect(201);
}

#[tokio::test]
async fn buyers_exchange_what_is_theirs_and_in_advance_only_where_the_shop_gives_days() {
    let shop = shop();
    let order = delivered(&shop, "e", Some("ada")).await;
    let ask = |name: &str, advance: bool, sku: &str| {
        let instead = json!([{ "sku": sku, "quantity": 1 }]);
        let lines = json!([line("e", 0, 1, "style")]);
        let body = json!({ "lines": lines, "instead": instead, "advance": advance });
        let request = Request::post(format!("/orders/{}/exchanges", order.order_id));
        request.customer(name).key(format!("{name}{advance}{sku}")).json(&body)
    };
    assert_eq!(shop.call(ask("eve", false, "SKU-1")).await.refused(404), "not_found");
    assert_eq!(shop.call(ask("ada", true, "SKU-1")).await.refused(409), "return.no_advance");
    let unknown = shop.call(ask("ada", false, "NO-SUCH-SKU")).await;
    assert!((400..500).contains(&unknown.status), "{}", unknown.text);
    let list = Request::get(format!("/orders/{}/returns", order.order_id)).customer("ada");
    assert_eq!(shop.call(list).await.expect(200)["items"], json!([]));
}

#[tokio::test]
async fn two_who_ask_for_the_last_unit_at_once_get_it_once() {
    let shop = shop();
    let order = delivered(&shop, "t", Some("ada")).await;
    let body = json!({ "lines": [line("t", 0, 2, "style")] });
    let (one, two) = tokio::join!(
        shop.answer(ask(&order, "1", &body).customer("ada")),
        shop.answer(ask(&order, "2", &body).staff(Role::Service)),
    );
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409], "{} {}", one.text, two.text);
}

#[tokio::test]
async fn what_is_declined_or_called_off_may_be_asked_for_again() {
    let shop = shop();
    let order = delivered(&shop, "d", Some("ada")).await;
    let body = json!({ "lines": [line("d", 0, 3, "style")] });
    let first = shop.call(ask(&order, "1", &body).customer("ada")).await.expect(201);
    let no = act(&shop, &order, &first, "decline", &json!({ "why": "worn" })).await.expect(200);
    assert_eq!((&no["state"], &no["why_declined"]), (&json!("declined"), &json!("worn")));
    let second = shop.call(ask(&order, "2", &body).customer("ada")).await.expect(201);
    act(&shop, &order, &second, "approval", &json!({})).await.expect(200);
    let off = act(&shop, &order, &second, "cancel", &json!({})).await.expect(200);
    assert_eq!(off["state"], "cancelled");
    shop.call(ask(&order, "3", &body).customer("ada")).await.expect(201);
}

#[tokio::test]
async fn anyone_may_read_the_reasons() {
    let shop = shop();
    let tree = shop.call(Request::get("/return-reasons")).await.expect(200);
    assert_eq!(tree["groups"][3]["claim"], true);
}

#[tokio::test]
async fn a_guests_exchange_needs_number_and_address_and_the_orders_card_is_not_asked() {
    let shop = shop_selling();
    let order = delivered(&shop, "h", None).await;
    shop.call(steps::product("SKU-2", 9_900)).await.expect(200);
    shop.settle().await;
    let ask = |email: &str, sku: &str, key: &str| {
        let instead = json!([{ "sku": sku, "quantity": 1 }]);
        let lines = json!([line("h", 0, 1, "style")]);
        let body =
            json!({ "number": order.number, "email": email, "lines": lines, "instead": instead });
        Request::post("/guest-exchanges").key(key).json(&body)
    };
    assert_eq!(shop.call(ask("other@example.com", "SKU-2", "1")).await.refused(404), "not_found");
    let dear = shop.call(ask("buyer@example.com", "SKU-2", "2")).await;
    assert_eq!(dear.refused(422), "return.no_method");
}

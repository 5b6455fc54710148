//! Who sees which orders, and how they are listed.
use crate::seeds::{cart_of, placed, shop};
use contract::Role;
use runtime::Secret;
use testkit::Request;

#[tokio::test]
async fn the_owner_and_the_staff_see_an_order_and_nobody_else_does() {
    let shop = shop();
    placed(&shop, "a", 2, Some("ada")).await;
    for path in ["/orders/ord_a", "/orders/ord_a/lines"] {
        let own = shop.call(Request::get(path).customer("ada")).await;
        assert_eq!(own.status, 200, "{path}: {}", own.text);
        let staff = shop.call(Request::get(path).staff(Role::Service)).await;
        assert_eq!(staff.status, 200, "{path}: {}", staff.text);
        let stranger = shop.call(Request::get(path).customer("eve")).await;
        assert_eq!(stranger.refused(404), "not_found");
        assert_eq!(shop.call(Request::get(path)).await.refused(401), "caller.unauthenticated");
        let catalog = shop.call(Request::get(path).staff(Role::Catalog)).await;
        assert_eq!(catalog.refused(403), "caller.forbidden");
    }
    let timeline = shop.call(Request::get("/orders/ord_a/timeline").customer("ada")).await;
    assert_eq!(timeline.refused(403), "caller.forbidden");
}

#[tokio::test]
async fn lines_come_a_hundred_at_a_time_in_the_order_they_were_entered() {
    let shop = shop();
    placed(&shop, "long", 230, Some("ada")).await;
    let (mut cursor, mut seen, mut sizes) = (String::new(), vec![], vec![]);
    loop {
        let path = format!("/orders/ord_long/lines?{cursor}");
        let page = shop.call(Request::get(path).customer("ada")).await.expect(200);
        let items = page["items"].as_array().unwrap();
        sizes.push(items.len());
        seen.extend(items.iter().map(|line| line["line_id"].as_str().unwrap().to_owned()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("cursor={next}"),
            None => break,
        }
    }
    let wanted: Vec<String> = (0..230).map(|n| format!("line_long-{n}")).collect();
    assert_eq!(seen, wanted);
    assert_eq!(sizes, [100, 100, 30]);
}

#[tokio::test]
async fn lists_by_customer_state_and_day_agree_and_go_on_by_cursor() {
    let shop = shop();
    for name in ["a", "bb", "ccc"] {
        placed(&shop, name, 1, Some("ada")).await;
        shop.source.advance(60);
    }
    placed(&shop, "dddd", 1, None).await;
    let ids = |page: &serde_json::Value| -> Vec<String> {
        let items = page["items"].as_array().unwrap();
        items.iter().map(|order| order["order_id"].as_str().unwrap().to_owned()).collect()
    };
    let mine = shop.call(Request::get("/me/orders?limit=2").customer("ada")).await.expect(200);
    assert_eq!(ids(&mine), ["ord_ccc", "ord_bb"]);
    let next = mine["next"].as_str().unwrap();
    let rest = Request::get(format!("/me/orders?limit=2&cursor={next}")).customer("ada");
    assert_eq!(ids(&shop.call(rest).await.expect(200)), ["ord_a"]);
    let desk = |path: &str| Request::get(path.to_owned()).staff(Role::Service);
    let hers = shop.call(desk("/customers/cus_ada/orders")).await.expect(200);
    assert_eq!(ids(&hers), ["ord_ccc", "ord_bb", "ord_a"]);
    let open = shop.call(desk("/orders?state=placed")).await.expect(200);
    assert_eq!(ids(&open), ["ord_dddd", "ord_ccc", "ord_bb", "ord_a"]);
    let day = shop.call(desk("/orders?day=2026-11-21")).await.expect(200);
    assert_eq!(ids(&day), ["ord_a", "ord_bb", "ord_ccc", "ord_dddd"]);
    assert_eq!(day["items"][0]["total"]["minor"], 3 * 101 + 499);
    let stolen = desk(&format!("/orders?state=placed&cursor={next}"));
    assert_eq!(shop.call(stolen).await.refused(400), "cursor.wrong");
    let nobody = Request::get("/me/orders").customer("eve");
    assert!(ids(&shop.call(nobody).await.expect(200)).is_empty());
}

#[tokio::test]
async fn an_order_is_found_by_its_number_however_it_is_written() {
    let shop = shop();
    let order = placed(&shop, "a", 1, None).await;
    let number = order.number.to_string().to_lowercase().replace('-', "");
    let path = format!("/orders?number={number}");
    let found = shop.call(Request::get(path).staff(Role::Finance)).await.expect(200);
    assert_eq!(found["items"][0]["order_id"], "ord_a");
    let wrong = Request::get("/orders?number=0000-0000-0001").staff(Role::Finance);
    assert_eq!(shop.call(wrong).await.status, 400);
    for path in ["/orders", "/orders?state=placed&day=2026-11-21"] {
        let reply = shop.call(Request::get(path).staff(Role::Finance)).await;
        assert_eq!(reply.refused(422), "order.one_filter");
    }
}

#[tokio::test]
async fn a_guest_sees_the_order_by_the_carts_secret_alone() {
    let shop = shop();
    let order = placed(&shop, "g", 1, None).await;
    let secret = Secret::new([1; 16], [2; 16]);
    cart_of(&shop, &order, &secret).await;
    let right = Request::get("/carts/cart_g/order").cart(secret.reveal());
    assert_eq!(shop.call(right).await.expect(200)["order_id"], "ord_g");
    let wrong = Request::get("/carts/cart_g/order").cart("guessed");
    assert_eq!(shop.call(wrong).await.refused(404), "not_found");
    let none = Request::get("/carts/cart_g/order");
    assert_eq!(shop.call(none).await.status, 401);
    let by_id = Request::get("/orders/ord_g").customer("eve");
    assert_eq!(shop.call(by_id).await.refused(404), "not_found");
}

#[tokio::test]
async fn holding_is_told_to_staff_and_undone_by_releasing() {
    let shop = shop();
    placed(&shop, "h", 1, Some("ada")).await;
    let hold = |key: &str| {
        Request::post("/orders/ord_h/hold")
            .key(key)
            .staff(Role::Service)
            .json(&serde_json::json!({ "reason": "looks odd" }))
    };
    let held = shop.call(hold("1")).await;
    assert_eq!(held.expect(200)["hold"]["reason"], "looks odd");
    assert_eq!(shop.call(hold("1")).await.text, held.text);
    assert_eq!(shop.call(hold("2")).await.refused(409), "order.already_held");
    let own = shop.call(Request::get("/orders/ord_h").customer("ada")).await.expect(200);
    assert_eq!((&own["held"], own.get("hold")), (&serde_json::json!(true), None));
    let release = Request::post("/orders/ord_h/release")
        .key("3")
        .staff(Role::Service)
        .json(&serde_json::json!({}));
    assert_eq!(shop.call(release).await.expect(200)["held"], false);
    shop.settle().await;
    let names = shop.sent_names();
    assert_eq!(names, ["order.OrderPlaced.v1", "order.OrderHeld.v1", "order.OrderReleased.v1"]);
    let timeline = shop.call(Request::get("/orders/ord_h/timeline").staff(Role::Service)).await;
    let mut whats: Vec<String> = timeline.expect(200)["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|entry| entry["what"].as_str().unwrap().to_owned())
        .collect();
    whats.sort();
    assert_eq!(whats, ["held", "placed", "released"]);
}

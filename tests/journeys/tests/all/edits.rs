//! Orders that are changed after they were bought, through every function there is.
use contract::Role;
use journeys::{buy, shop, skus, stock};
use serde_json::{Value, json};
use testkit::{Delivery, Items, Request, Shop, invariants, steps};

async fn get(shop: &Shop, path: &str) -> Value {
    shop.call(Request::get(path.to_owned()).staff(Role::Service)).await.expect(200)
}

async fn reserved(shop: &Shop, sku: &str) -> Value {
    shop.call(steps::stock(sku)).await.expect(200)["total"]["reserved"].take()
}

/// Previews changes, and has them made; the preview and the edit.
async fn edit(shop: &Shop, order: &str, key: &str, changes: Value) -> (Value, Value) {
    let preview = Request::post(format!("{order}/edits/preview")).staff(Role::Service);
    let seen = shop.call(preview.json(&changes)).await.expect(200);
    let body = json!({ "changes": changes, "preview": seen["preview"], "reason": "a call" });
    let request = Request::post(format!("{order}/edits")).staff(Role::Service).key(key);
    let made = shop.call(request.json(&body)).await.expect(200);
    shop.settle().await;
    (seen, made)
}

fn check(shop: &Shop) {
    let items = Items::of(shop);
    invariants::at_rest(&items);
    invariants::orders_at_rest(&items);
}

#[tokio::test(start_paused = true)]
async fn what_a_shopper_bought_is_edited_cancelled_in_part_edited_again_and_given_back() {
    for delivery in [Delivery::Once, Delivery::TwiceAndBackwards] {
        let shop = shop().delivering(delivery);
        let skus = skus(40);
        stock(&shop, &skus, 10, 500).await;
        let bought: Vec<_> = skus.iter().take(30).map(|sku| (sku.clone(), 2)).collect();
        let (cart, reply) = buy(&shop, "ada", &bought).await;
        let order = format!("/orders/{}", reply.expect(201)["order_id"].as_str().unwrap());
        shop.settle().await;
        check(&shop);
        let lines = get(&shop, &format!("{order}/lines")).await;
        let line = |at: usize| lines["items"][at]["line_id"].clone();

        // Dearer: three lines off two pages, and new ones at the catalogue's price.
        let add: Vec<_> =
            skus.iter().skip(10).map(|sku| json!({ "sku": sku, "quantity": 3 })).collect();
        let off: Vec<_> = [0, 1, 28].map(|at| json!({ "line_id": line(at), "quantity": 2 })).into();
        let changes = json!({ "add": add, "remove": off });
        let (seen, made) = edit(&shop, &order, "dearer", changes).await;
        assert_eq!(seen["charge"]["minor"], 30 * 3 * 500 - 6 * 500);
        assert_eq!(made["state"], "done", "{delivery:?}");
        assert_eq!(reserved(&shop, &skus[0]).await, 0);
        assert_eq!(reserved(&shop, &skus[28]).await, 3, "two stay, and one more");
        check(&shop);

        let part = json!({ "reason": "no", "lines": [{ "line_id": line(5), "quantity": 1 }] });
        let cancel = Request::post(format!("{order}/cancel")).staff(Role::Service).key("part");
        shop.call(cancel.json(&part)).await.expect(200);
        shop.settle().await;
        check(&shop);

        // Cheaper: what is given back is spread over both payments, exactly.
        let all = get(&shop, &format!("{order}/lines")).await;
        let off = all["items"].as_array().unwrap().iter().skip(30).take(25);
        let off: Vec<_> =
            off.map(|line| json!({ "line_id": line["line_id"], "quantity": 0 })).collect();
        let (seen, _) = edit(&shop, &order, "cheaper", json!({ "change": off })).await;
        // Of the line that was taken off and added again in one edit, only one unit is new.
        assert_eq!(seen["refund"]["minor"], (24 * 3 + 1) * 500);
        check(&shop);

        let buyer = shop.call(cart.order()).await.expect(200);
        assert_eq!(buyer["line_count"], 60);
        let rest = Request::post(format!("{order}/cancel")).staff(Role::Service).key("rest");
        shop.call(rest.json(&json!({ "reason": "all of it" }))).await.expect(200);
        shop.settle().await;
        let now = get(&shop, &order).await;
        assert_eq!(
            (&now["state"], &now["payment_status"]),
            (&json!("cancelled"), &json!("voided"))
        );
        for sku in &skus {
            assert_eq!(reserved(&shop, sku).await, 0, "{sku}");
        }
        check(&shop);
    }
}

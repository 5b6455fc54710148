//! Products: written by key, read by id, slug and SKU, each change remembered.
use crate::kit::{category, lantern, put, shop, simple, staff, with};
use contract::Role;
use serde_json::json;
use testkit::{Injected, Request};

#[tokio::test]
async fn a_product_is_found_by_id_slug_and_sku() {
    let (shop, _) = shop();
    let made = shop.call(put("erp-1", &lantern())).await.expect(200);
    assert_eq!(made["outcome"], "created");
    let id = made["product"]["product_id"].as_str().unwrap();
    for path in [
        format!("/products/{id}"),
        "/products/by-slug/white-metal-lantern".into(),
        "/products/by-sku/71053".into(),
    ] {
        let shown = shop.call(Request::get(&path)).await;
        assert_eq!(shown.expect(200)["title"], "White Metal Lantern", "{path}");
        assert_eq!(shown.version(), 1);
        assert!(shown.json().get("external_keys").is_none(), "keys are no business of shoppers");
    }
    let missing = shop.call(Request::get("/products/by-sku/NONE")).await;
    assert_eq!(missing.refused(404), "not_found");
}

#[tokio::test]
async fn shoppers_see_what_is_on_sale_and_staff_see_all() {
    let (shop, _) = shop();
    let draft = with(lantern(), json!({ "state": "draft" }));
    let made = shop.call(put("erp-1", &draft)).await.expect(200);
    let id = made["product"]["product_id"].as_str().unwrap().to_owned();
    for state in ["draft", "active", "archived"] {
        shop.call(put("erp-1", &with(lantern(), json!({ "state": state })))).await.expect(200);
        shop.settle().await;
        let open = state == "active";
        let status = if open { 200 } else { 404 };
        for path in [format!("/products/{id}"), "/products/by-sku/71053".into()] {
            assert_eq!(shop.call(Request::get(path)).await.status, status, "{state}");
        }
        let listed = |path: &str, reply: serde_json::Value| {
            let count = reply["items"].as_array().unwrap().len();
            assert_eq!(count, usize::from(open), "{path} {state}");
        };
        for path in ["/products", "/search?q=lantern"] {
            listed(path, shop.call(Request::get(path)).await.expect(200));
        }
        let managed = shop.call(staff(format!("/manage/products/{id}"))).await.expect(200);
        assert_eq!(managed["state"], state);
        let list = shop.call(staff(format!("/manage/products?state={state}"))).await.expect(200);
        assert_eq!(list["items"].as_array().unwrap().len(), 1);
        let found = shop.call(staff("/manage/search?q=lantern")).await.expect(200);
        assert_eq!(found["matches"], 1);
    }
    let refused = shop.call(Request::get("/manage/products").customer("ada")).await;
    assert_eq!(refused.refused(403), "caller.forbidden");
}

#[tokio::test]
async fn writing_a_product_as_it_is_writes_and_tells_nothing() {
    let (shop, _) = shop();
    shop.call(put("erp-1", &lantern())).await.expect(200);
    shop.settle().await;
    let before = shop.database.everything().len();
    let again = shop.call(put("erp-1", &lantern())).await;
    shop.settle().await;
    assert_eq!(again.expect(200)["outcome"], "unchanged");
    assert_eq!(again.version(), 1);
    assert_eq!(shop.database.everything().len(), before);
    assert_eq!(shop.sent_names(), ["catalog.ProductUpserted.v1"]);
}

#[tokio::test]
async fn a_write_based_on_an_old_version_is_refused() {
    let (shop, _) = shop();
    shop.call(put("erp-1", &lantern())).await.expect(200);
    let dearer = with(lantern(), json!({ "title": "Lantern, White" }));
    assert_eq!(shop.call(put("erp-1", &dearer).if_match(1)).await.version(), 2);
    let late = shop.call(put("erp-1", &lantern()).if_match(1)).await;
    assert_eq!(late.refused(412), "version.changed");
    let never = shop.call(put("erp-2", &lantern()).if_match(1)).await;
    assert_eq!(never.refused(412), "version.changed");
}

#[tokio::test]
async fn every_version_says_who_changed_what() {
    let (shop, _) = shop();
    let id = shop.call(put("erp-1", &lantern())).await.expect(200)["product"]["product_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let mut dearer = with(lantern(), json!({ "title": "Tin Lantern" }));
    dearer["variants"][0]["prices"][0]["minor"] = json!(399);
    shop.call(put("erp-1", &dearer)).await.expect(200);
    let history = shop.call(staff(format!("/manage/products/{id}/changes"))).await.expect(200);
    let last = &history["items"][0];
    assert_eq!(last["version"], 2);
    assert_eq!(last["actor"]["id"], "staff-catalog");
    let fields: Vec<_> =
        last["changes"].as_array().unwrap().iter().map(|c| c["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["title", "variants.71053.prices"]);
    assert_eq!(history["items"][1]["version"], 1);
}

#[tokio::test]
async fn a_sku_a_slug_and_a_key_belong_to_one_product() {
    let (shop, _) = shop();
    shop.call(put("erp-1", &with(lantern(), json!({ "other_keys": ["pim-1"] })))).await.expect(200);
    let thief = shop.call(put("erp-2", &simple("Other", "71053", 1))).await;
    assert_eq!(thief.refused(409), "catalog.sku_taken");
    let slug = with(simple("Other", "X", 1), json!({ "slug": "white-metal-lantern" }));
    assert_eq!(shop.call(put("erp-2", &slug)).await.refused(409), "catalog.slug_taken");
    let key = with(simple("Other", "X", 1), json!({ "other_keys": ["pim-1"] }));
    assert_eq!(shop.call(put("erp-2", &key)).await.refused(409), "catalog.key_taken");
    // By its other key it is the same product.
    let same = shop.call(put("pim-1", &lantern())).await.expect(200);
    assert_eq!(same["outcome"], "unchanged");
    // A title is no name: the second product of it gets a word of its own.
    let twin = shop.call(put("erp-2", &simple("White Metal Lantern", "X", 1))).await.expect(200);
    assert_eq!(twin["product"]["slug"], "white-metal-lantern-erp-2");
}

#[tokio::test]
async fn two_who_take_a_sku_at_once_do_not_both_get_it() {
    let (shop, _) = shop();
    let (one, two) = (simple("One", "HOT", 1), simple("Two", "HOT", 1));
    let (one, two) = tokio::join!(shop.answer(put("erp-1", &one)), shop.answer(put("erp-2", &two)));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
    // And one who loses the race inside the transaction decides again.
    shop.database.inject([Injected::Conflict, Injected::CommitThenSilence]);
    let third = simple("Three", "COLD", 1);
    let mut reply = shop.answer(put("erp-3", &third)).await;
    if reply.status == 500 {
        reply = shop.answer(put("erp-3", &third)).await;
    }
    assert_eq!(reply.expect(200)["outcome"], "unchanged");
}

#[tokio::test]
async fn a_sku_that_a_product_lets_go_is_free() {
    let (shop, _) = shop();
    shop.call(put("erp-1", &simple("One", "OLD", 1))).await.expect(200);
    shop.call(put("erp-1", &simple("One", "NEW", 1))).await.expect(200);
    assert_eq!(shop.call(Request::get("/products/by-sku/OLD")).await.status, 404);
    shop.call(put("erp-2", &simple("Two", "OLD", 1))).await.expect(200);
    let found = shop.call(Request::get("/products/by-sku/OLD")).await.expect(200);
    assert_eq!(found["title"], "Two");
}

#[tokio::test]
async fn options_span_variants_and_each_is_an_offer() {
    let (shop, _) = shop();
    let shirt = json!({
        "title": "T-shirt", "state": "active", "tax_category": "clothing",
        "options": [
            { "name": "colour", "values": ["red", "blue"] },
            { "name": "size", "values": ["S", "M", "L"] },
        ],
        "matrix": {
            "sku_prefix": "TS", "prices": [{ "currency": "GBP", "minor": 1500 }],
            "weight_grams": 180, "except": [{ "colour": "blue", "size": "S" }],
        },
    });
    let made = shop.call(put("ts", &shirt)).await.expect(200);
    assert_eq!(made["product"]["variants"].as_array().unwrap().len(), 5);
    assert_eq!(shop.call(put("ts", &shirt)).await.expect(200)["outcome"], "unchanged");
    let sku = primitives::Sku::parse("TS-red-L").unwrap();
    let offer = shop.table().load(&table::keys::catalog::offer(&sku)).await.unwrap();
    assert_eq!(offer.title.to_string(), "T-shirt (red, L)");
    assert_eq!(offer.price(primitives::Currency::GBP).unwrap().minor, 1500);
    assert!(offer.is_active());
    assert_eq!(offer.weight_grams, 180);
}

#[tokio::test]
async fn a_product_with_as_many_variants_as_it_may_have_is_one_transaction() {
    let (shop, _) = shop();
    let values: Vec<String> = (0..80).map(|n| format!("v{n}")).collect();
    let body = json!({
        "title": "Paint", "state": "active", "tax_category": "standard",
        "other_keys": ["a", "b", "c", "d"],
        "options": [{ "name": "colour", "values": values }],
        "matrix": { "sku_prefix": "P", "prices": [{ "currency": "GBP", "minor": 1 }] },
    });
    shop.call(put("paint", &body)).await.expect(200);
    let more = with(
        body,
        json!({ "title": "Oil paint", "slug": "oil-paint",
        "other_keys": ["e", "f", "g"] }),
    );
    // Every SKU changes its title, every key and the slug change: the widest write there is.
    shop.call(put("paint", &more)).await.expect(200);
    let all_new =
        with(more, json!({ "matrix": { "sku_prefix": "Q", "prices": [] }, "state": "draft" }));
    let refused = shop.call(put("paint", &all_new)).await;
    assert_eq!(refused.refused(422), "catalog.too_many_changes");
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_a_reason() {
    let (shop, _) = shop();
    let lamp = json!({ "title": "Lamp", "attributes": [
        { "name": "watt", "title": "Watt", "required": true,
          "rule": { "type": "number", "min": "1", "max": "100" } },
    ] });
    let types = Request::put("/product-types/lamp").staff(Role::Catalog);
    shop.call(types.json(&lamp)).await.expect(200);
    let variant = |fields| json!({ "variants": [with(json!({ "sku": "A" }), fields)] });
    let cases = [
        (json!({ "categories": ["nowhere"] }), "catalog.unknown_category"),
        (json!({ "product_type": "nothing" }), "catalog.unknown_type"),
        (json!({ "product_type": "lamp" }), "catalog.attribute_wrong"),
        (
            json!({ "product_type": "lamp", "attributes": { "watt": "0" } }),
            "catalog.attribute_wrong",
        ),
        (json!({ "attributes": { "watt": "5" } }), "catalog.attribute_wrong"),
        (variant(json!({ "prices": [] })), "catalog.not_sellable"),
        (variant(json!({ "prices": [{ "currency": "GBP", "minor": -1 }] })), "catalog.price_wrong"),
        (variant(json!({ "gtin": "4006381333932" })), "request.invalid"),
        (json!({ "variants": [] }), "catalog.variants_wrong"),
        (json!({ "colour": "red" }), "request.invalid"),
        (json!({ "external_key": "other" }), "catalog.key_differs"),
    ];
    for (fields, code) in cases {
        let reply = shop.call(put("bad", &with(lantern(), fields.clone()))).await;
        assert_eq!(reply.refused(422), code, "{fields}");
    }
    assert_eq!(shop.call(staff("/products/by-key/bad")).await.status, 404);
    let good = with(lantern(), json!({ "product_type": "lamp", "attributes": { "watt": "7.5" } }));
    shop.call(put("good", &good)).await.expect(200);
}

#[tokio::test]
async fn a_caller_gets_the_language_it_likes_best() {
    let (shop, _) = shop();
    let body = with(
        lantern(),
        json!({ "translations": [
        { "locale": "de", "title": "Weiße Laterne", "description": "Aus Metall." },
    ] }),
    );
    shop.call(put("erp-1", &body)).await.expect(200);
    let german =
        Request::get("/products/by-sku/71053").header("accept-language", "fr, de-AT;q=0.9");
    let german = shop.call(german).await.expect(200);
    assert_eq!((&german["title"], &german["language"]), (&json!("Weiße Laterne"), &json!("de")));
    let plain = shop.call(Request::get("/products/by-sku/71053")).await.expect(200);
    assert_eq!(plain["title"], "White Metal Lantern");
    assert!(plain.get("language").is_none());
}

#[tokio::test]
async fn a_product_taken_off_sale_is_told_of_once() {
    let (shop, _) = shop();
    let gone = with(lantern(), json!({ "state": "archived" }));
    shop.call(put("erp-1", &lantern())).await.expect(200);
    shop.call(put("erp-1", &gone)).await.expect(200);
    shop.call(put("erp-1", &with(gone, json!({ "title": "Gone" })))).await.expect(200);
    shop.settle().await;
    let archived = shop.sent_names();
    let archived = archived.iter().filter(|name| *name == "catalog.ProductArchived.v1");
    assert_eq!(archived.count(), 1);
}

#[tokio::test]
async fn categories_are_a_tree() {
    let (shop, _) = shop();
    let home = json!({ "title": "Home" });
    shop.call(category("home", &home)).await.expect(200);
    let lamps = json!({ "title": "Lamps", "parent": "home", "position": 2 });
    shop.call(category("lamps", &lamps)).await.expect(200);
    let rugs = json!({ "title": "Rugs", "parent": "home", "position": 1, "visible": false });
    shop.call(category("rugs", &rugs)).await.expect(200);
    let ring = shop.call(category("home", &json!({ "title": "Home", "parent": "lamps" }))).await;
    assert_eq!(ring.refused(409), "catalog.category_cycle");
    let lost = shop.call(category("x", &json!({ "title": "X", "parent": "y" }))).await;
    assert_eq!(lost.refused(422), "catalog.unknown_category");
    let children = shop.call(Request::get("/categories?parent=home")).await;
    assert_eq!(crate::kit::titles(&children), ["Lamps"]);
    let managed = shop.call(staff("/manage/categories?parent=home")).await;
    assert_eq!(crate::kit::titles(&managed), ["Rugs", "Lamps"]);
    assert_eq!(shop.call(Request::get("/categories/rugs")).await.status, 404);
    assert_eq!(shop.call(Request::get("/categories/rugs/products")).await.status, 404);
}

#[tokio::test]
async fn two_moves_at_once_do_not_close_a_ring() {
    let (shop, _) = shop();
    for slug in ["a", "b"] {
        shop.call(category(slug, &json!({ "title": slug }))).await.expect(200);
    }
    let a_under_b = category("a", &json!({ "title": "a", "parent": "b" }));
    let b_under_a = category("b", &json!({ "title": "b", "parent": "a" }));
    let (one, two) = tokio::join!(shop.answer(a_under_b), shop.answer(b_under_a));
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 409]);
}

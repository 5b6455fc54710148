//! Companies, who buys for them, and at which prices.
use crate::shop::{entered, get, shop};
use contract::Role;
use serde_json::{Value, json};
use testkit::{HeldCart, Request, Shop, steps};

fn put(path: &str, body: &Value) -> Request {
    Request::put(path).staff(Role::Service).json(body)
}

fn delete(path: &str) -> Request {
    Request::delete(path).staff(Role::Service)
}

async fn company(shop: &Shop, code: &str, parent: Option<&str>) -> Value {
    let body = match parent {
        Some(parent) => json!({ "name": code, "parent": parent }),
        None => json!({ "name": code }),
    };
    shop.call(put(&format!("/companies/{code}"), &body)).await.expect(200)
}

fn seat(company: &str, customer: &str) -> String {
    format!("/companies/{company}/members/{}", customer.trim_start_matches("/customers/"))
}

fn names(page: &Value, field: &str) -> Vec<String> {
    let items = page["items"].as_array().unwrap().iter();
    items.map(|one| one[field].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn companies_are_trees_and_stay_while_they_are_needed() {
    let shop = shop();
    let body = json!({ "name": "Acme", "vat_id": "DE136695976", "registration": "HRB 1", "payment_days": 30,
                       "credit_limit": { "minor": 100_000, "currency": "EUR" } });
    let acme = shop.call(put("/companies/acme", &body)).await;
    assert_eq!((acme.version(), acme.expect(200)["level"].as_i64()), (1, Some(1)));
    assert_eq!(shop.call(put("/companies/acme", &body)).await.version(), 1, "the same again");
    for (code, parent) in [("a2", "acme"), ("a3", "a2"), ("a4", "a3"), ("a5", "a4"), ("b2", "acme")]
    {
        company(&shop, code, Some(parent)).await;
    }
    let refused = |path: &'static str, body: Value| shop.call(put(path, &body));
    for (path, body, status, code) in [
        ("/companies/a6", json!({ "name": "x", "parent": "a5" }), 422, "company.too_deep"),
        ("/companies/x", json!({ "name": "x", "parent": "none" }), 422, "company.unknown_parent"),
        ("/companies/x", json!({ "name": "x", "parent": "x" }), 422, "company.own_parent"),
        ("/companies/x", json!({ "name": "x", "payment_days": 367 }), 422, "company.bounds"),
        ("/companies/a2", json!({ "name": "x" }), 409, "company.has_children"),
        ("/companies/acme", json!({ "name": "x", "parent": "a5" }), 422, "company.too_deep"),
    ] {
        assert_eq!(refused(path, body).await.refused(status), code, "{path}");
    }
    assert!(refused("/companies/x", json!({ "name": "x", "vat_id": "DE1" })).await.status >= 400);
    assert_eq!(shop.call(delete("/companies/acme")).await.refused(409), "company.has_children");
    assert_eq!(names(&get(&shop, "/companies/acme/children").await, "company"), ["a2", "b2"]);
    // What nothing belongs to may move.
    company(&shop, "a5", Some("b2")).await;
    assert_eq!(get(&shop, "/companies/a5").await["level"], 3);
    assert_eq!(get(&shop, "/companies/a4").await["children"], 0);
    shop.call(delete("/companies/a4")).await.expect(200);
    assert_eq!(get(&shop, "/companies/a3").await["children"], 0);
    assert_eq!(names(&get(&shop, "/companies").await, "company"), ["a2", "a3", "a5", "acme", "b2"]);
    shop.call(Request::get("/companies/a4").staff(Role::Service)).await.refused(404);
}

#[tokio::test]
async fn somebody_buys_for_one_company_and_leaves_it_when_they_are_erased() {
    let shop = shop();
    let (ada, eve) = (
        entered(&shop, "Ada", "a@example.com").await,
        entered(&shop, "Eve", "e@example.com").await,
    );
    for code in ["acme", "other"] {
        company(&shop, code, None).await;
    }
    let body = json!({ "role": "buyer", "spending_limit": { "minor": 500, "currency": "GBP" } });
    let first = shop.call(put(&seat("acme", &ada), &body)).await.expect(200);
    assert_eq!(shop.call(put(&seat("acme", &ada), &body)).await.expect(200), first);
    let admin = shop.call(put(&seat("acme", &ada), &json!({ "role": "admin" }))).await.expect(200);
    assert_eq!((&admin["since"], admin.get("spending_limit")), (&first["since"], None));
    let wrong = shop.call(put(&seat("other", &ada), &body)).await;
    assert_eq!(wrong.refused(409), "company.member_elsewhere");
    shop.call(put(&seat("none", &ada), &body)).await.refused(404);
    shop.call(put(&seat("acme", "cus_nobody"), &body)).await.refused(404);
    shop.call(put(&seat("acme", &eve), &body)).await.expect(200);
    assert_eq!(get(&shop, "/companies/acme").await["members"], 2);
    assert_eq!(get(&shop, format!("{ada}/company")).await["role"], "admin");
    assert_eq!(shop.call(delete("/companies/acme")).await.refused(409), "company.has_members");
    for _ in 0..2 {
        shop.call(delete(&seat("acme", &eve))).await.expect(200);
        assert_eq!(get(&shop, "/companies/acme").await["members"], 1);
    }
    shop.call(crate::erasing::erase(&ada, "e")).await.expect(200);
    shop.settle().await;
    assert_eq!(get(&shop, "/companies/acme/members").await["items"], json!([]));
    shop.call(delete("/companies/acme")).await.expect(200);
}

#[tokio::test]
async fn who_takes_another_in_buys_for_whom_they_bought_for() {
    let shop = shop();
    let merge = |survivor: &str, merged: &str| {
        let merged = merged.trim_start_matches("/customers/");
        let request = Request::post(format!("{survivor}/merges")).staff(Role::Service);
        request.key(merged).json(&json!({ "merged": merged }))
    };
    let mut all = Vec::new();
    for name in ["a", "b", "c", "d"] {
        all.push(entered(&shop, name, &format!("{name}@example.com")).await);
    }
    let [a, b, c, d] = all.as_slice() else { panic!() };
    company(&shop, "acme", None).await;
    company(&shop, "other", None).await;
    for (company, customer) in [("acme", b), ("acme", c), ("other", d)] {
        let body = json!({ "role": "approver" });
        shop.call(put(&seat(company, customer), &body)).await.expect(200);
    }
    shop.call(merge(a, b)).await.expect(200);
    assert_eq!(get(&shop, format!("{b}/company")).await["company"], "acme");
    let id = |customer: &str| customer.trim_start_matches("/customers/").to_owned();
    let members = async |company: &str| {
        let page = get(&shop, format!("/companies/{company}/members")).await;
        let seen = get(&shop, format!("/companies/{company}")).await["members"].as_u64().unwrap();
        let members = names(&page, "customer_id");
        assert_eq!(members.len() as u64, seen, "{company}");
        members
    };
    let mut both = vec![id(a), id(c)];
    both.sort();
    assert_eq!(members("acme").await, both);
    shop.call(merge(a, c)).await.expect(200);
    assert_eq!(members("acme").await, [id(a)], "they were both of it");
    // For another company: both stay, and staff decide.
    shop.call(merge(a, d)).await.expect(200);
    assert_eq!((members("acme").await, members("other").await), (vec![id(a)], vec![id(d)]));
}

#[tokio::test(start_paused = true)]
async fn prices_of_a_company_are_for_who_buys_for_it() {
    let apps = vec![
        cart::app(),
        catalog::app(),
        customers::app(),
        identity::app(),
        inventory::app(),
        outbox::app(),
        pricing::app(),
    ];
    let shop = Shop::of(apps);
    shop.call(steps::product("SKU", 1_000)).await.expect(200);
    shop.settle().await;
    let staff = |path: &str, body: Value| Request::put(path).staff(Role::Catalog).json(&body);
    shop.call(staff("/price-lists/b2b", json!({ "title": "B2B" }))).await.expect(200);
    let price = json!({ "currency": "GBP", "minor": 800 });
    let row = json!({ "tiers": [{ "from": 1, "price": price }], "scope": { "company": "acme" } });
    let rows = json!({ "skus": [{ "sku": "SKU", "rows": [row] }] });
    shop.call(staff("/price-lists/b2b/rows", rows)).await.expect(200);
    company(&shop, "acme", None).await;
    let me = shop.call(Request::get("/me").customer("ada")).await.expect(200);
    let ada = me["customer_id"].as_str().unwrap();
    let mut opened = 0;
    let mut unit = async || {
        opened += 1;
        let key = format!("k{opened}");
        let open = Request::post("/me/cart").key(&key).customer("ada");
        let cart = HeldCart::of(&shop.call(open).await.expect(200));
        let view = shop.call(cart.add(&key, &[("SKU".into(), 1)])).await.expect(200);
        view["totals"]["subtotal"]["minor"].as_i64().unwrap() / opened
    };
    assert_eq!(unit().await, 1_000);
    shop.call(put(&seat("acme", ada), &json!({ "role": "buyer" }))).await.expect(200);
    assert_eq!(unit().await, 800);
    // Staff's word on groups leaves the company alone.
    let terms = staff(&format!("/customers/{ada}/terms"), json!({ "groups": ["trade"] }));
    assert_eq!(shop.call(terms).await.expect(200)["company"], "acme");
    assert_eq!(unit().await, 800);
}

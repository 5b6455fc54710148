use crate::kit::*;
use contract::Role;
use domain::identity::Customer;
use primitives::CustomerId;
use serde_json::json;
use table::Done;
use testkit::{Request, Shop};

/// The customer of a subject of the user pool.
pub fn id(subject: &str) -> CustomerId {
    CustomerId::parse(format!("cus_{subject}")).unwrap()
}

/// Puts the customer on record.
pub async fn known(shop: &Shop, subject: &str) {
    let customer = Customer {
        customer_id: id(subject),
        external_key: None,
        email: None,
        display_name: None,
        locale: None,
        created_at: shop.now(),
        changed_at: None,
    };
    shop.seed(Done::new(()).put(&customer)).await;
}

#[tokio::test]
async fn a_customers_terms_are_kept_and_a_vat_id_has_to_be_one() {
    let shop = shop().await;
    let target = format!("/customers/{}/terms", id("ada"));
    let nobody = shop.call(Request::get(&target).staff(Role::Service)).await;
    assert_eq!(nobody.refused(404), "not_found");
    known(&shop, "ada").await;
    let none = shop.call(Request::get(&target).staff(Role::Service)).await;
    assert_eq!((none.version(), none.expect(200)["groups"].clone()), (0, json!([])));
    let body = |id: &str| json!({ "groups": ["gold", "trade"], "exemption": { "kind": "vat_id", "id": id } });
    let wrong = put(&shop, &target, body("DE136695977")).await;
    assert!(wrong.status >= 400 && wrong.status < 500, "{}", wrong.text);
    let kept = put(&shop, &target, body("DE 136 695 976")).await;
    assert_eq!((kept.version(), kept.status), (1, 200));
    assert_eq!(kept.json()["exemption"]["id"], json!("DE136695976"));
    assert_eq!(put(&shop, &target, body("DE136695976")).await.version(), 1);
    let groups: Vec<String> = (0..51).map(|n| format!("g{n}")).collect();
    let many = put(&shop, &target, json!({ "groups": groups })).await;
    assert_eq!(many.refused(422), "pricing.too_many");
    let stale = Request::put(&target).staff(Role::Catalog).if_match(0).json(&json!({}));
    assert_eq!(shop.call(stale).await.status, 412);
}

#[tokio::test]
async fn who_is_in_a_group_is_who_has_it_in_their_terms() {
    let shop = shop().await;
    for subject in ["ada", "bob"] {
        known(&shop, subject).await;
    }
    let path = |group: &str, who: &str| format!("/customer-groups/{group}/members/{}", id(who));
    let service = |request: Request| shop.call(request.staff(Role::Service));
    let members = async |group: &str| -> Vec<String> {
        let list = service(Request::get(format!("/customer-groups/{group}/members"))).await;
        let items = list.expect(200)["items"].as_array().unwrap().clone();
        items.iter().map(|one| one["customer_id"].as_str().unwrap().to_owned()).collect()
    };
    let unknown = service(Request::put(path("trade", "eve"))).await;
    assert_eq!(unknown.refused(404), "not_found");
    let first = service(Request::put(path("trade", "ada"))).await.expect(200);
    shop.source.advance(60);
    let again = service(Request::put(path("trade", "ada"))).await.expect(200);
    assert_eq!(first, again, "there since the first time");
    let terms = format!("/customers/{}/terms", id("bob"));
    put(&shop, &terms, json!({ "groups": ["gold", "trade"] })).await.expect(200);
    assert_eq!(members("trade").await, ["cus_ada", "cus_bob"]);
    let left = service(Request::of("DELETE", path("trade", "bob"))).await.expect(200);
    assert_eq!(left["groups"], json!(["gold"]));
    service(Request::of("DELETE", path("trade", "bob"))).await.expect(200);
    assert_eq!((members("trade").await.len(), members("gold").await.len()), (1, 1));
    put(&shop, &terms, json!({ "groups": [] })).await.expect(200);
    assert_eq!(members("gold").await, Vec::<String>::new());
    for n in 0..49 {
        service(Request::put(path(&format!("g{n}"), "ada"))).await.expect(200);
    }
    let many = service(Request::put(path("one-more", "ada"))).await;
    assert_eq!(many.refused(422), "pricing.too_many");
}

#[tokio::test]
async fn zones_tax_by_day_and_channels_reckon_as_they_are_told() {
    let shop = shop().await;
    let standard = |which: &str| json!({ "which": which });
    let target = "/pricing/tax-zones/standard";
    let own = json!({ "country": "DE", "rates": [{ "rate": "0.5", "from": "2025-01-01" }] });
    put(&shop, "/pricing/tax-zones", json!({ "tax_zones": [own] })).await.expect(200);
    let eu = post(&shop, target, standard("eu")).await.expect(200);
    assert_eq!(eu["tax_zones"].as_array().unwrap().len(), 27);
    let us = post(&shop, target, standard("us")).await.expect(200);
    assert_eq!(us["tax_zones"].as_array().unwrap().len(), 27 + 51);
    let same = post(&shop, target, standard("us")).await;
    assert_eq!(same.version(), 3, "every place has a zone");
    assert_eq!(us["tax_zones"][0]["rates"][0]["rate"], json!("0.5"), "what was there stays");
    // 20 % are in the price in France; wholesale prices are without tax.
    let france = |channel: &str| json!({ "country": "FR", "channel": channel });
    let net =
        json!({ "channel": "wholesale", "terms": { "home": "GB", "prices_include_tax": false } });
    put(&shop, "/pricing/terms", json!({ "terms": [net] })).await.expect(200);
    for (channel, total, tax) in [("web", 1_000, 167), ("wholesale", 1_200, 200)] {
        let cart = Opened::guest(&shop, france(channel)).await;
        let view = cart.add(&shop, 0, 1).await;
        assert_eq!(view["totals"]["total"], pounds(total), "{channel}");
        assert_eq!(view["totals"]["tax"], pounds(tax), "{channel}");
    }
    let stale = Request::put("/pricing/terms").staff(Role::Catalog).if_match(3).json(&json!({}));
    assert_eq!(shop.call(stale).await.status, 412);
    let shopper = shop.call(Request::get("/pricing").customer("ada")).await;
    assert_eq!(shopper.status, 403);
}

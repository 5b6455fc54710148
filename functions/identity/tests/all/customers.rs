//! Customers whom staff enter, and what they may see of themselves.
use contract::Role;
use serde_json::json;
use testkit::{Injected, Request, Shop};

fn shop() -> Shop {
    Shop::of(vec![identity::app(), outbox::app()])
}

fn enter(key: &str, external_key: &str) -> Request {
    let body = json!({
        "external_key": external_key, "email": "ada@example.com", "display_name": "Ada",
        "locale": "en-GB",
    });
    Request::post("/customers").staff(Role::Service).key(key).json(&body)
}

#[tokio::test]
async fn staff_enter_a_customer_and_find_them_by_id_and_key() {
    let shop = shop();
    let entered = shop.call(enter("one", "erp-1")).await;
    assert_eq!(entered.expect(201)["display_name"], "Ada");
    let id = entered.json()["customer_id"].as_str().unwrap().to_owned();
    for target in [format!("/customers/{id}"), "/customers/by-key/erp-1".into()] {
        let seen = shop.call(Request::get(target).staff(Role::Service)).await;
        assert_eq!(seen.expect(200), entered.json());
        assert_eq!(seen.version(), 1);
    }
    shop.settle().await;
    assert_eq!(shop.sent_names(), ["identity.CustomerCreated.v1"]);
}

#[tokio::test]
async fn the_same_key_again_is_the_same_customer_and_another_is_refused() {
    let shop = shop();
    let first = shop.call(enter("one", "erp-1")).await;
    let again = shop.call(enter("one", "erp-1")).await;
    assert_eq!((again.status, &again.text), (201, &first.text));
    assert_eq!(shop.call(enter("two", "erp-1")).await.refused(409), "customer.key_taken");
}

#[tokio::test]
async fn of_two_who_claim_one_key_at_once_one_gets_it() {
    let shop = shop();
    shop.database.inject([Injected::Conflict, Injected::Conflict]);
    let (one, two) =
        tokio::join!(shop.call(enter("one", "erp-1")), shop.call(enter("two", "erp-1")),);
    let mut statuses = [one.status, two.status];
    statuses.sort_unstable();
    assert_eq!(statuses, [201, 409]);
}

#[tokio::test]
async fn customers_change_their_own_record_and_forget_parts_of_it() {
    let shop = shop();
    let named = Request::patch("/me").customer("ada").json(&json!({ "display_name": "Ada" }));
    let named = shop.call(named).await;
    assert_eq!(named.expect(200)["display_name"], "Ada");
    let stale = Request::patch("/me").customer("ada").if_match(9).json(&json!({ "locale": "de" }));
    assert_eq!(shop.call(stale).await.refused(412), "version.changed");
    let body = json!({ "display_name": null, "locale": "de-AT" });
    let next = Request::patch("/me").customer("ada").if_match(named.version()).json(&body);
    let next = shop.call(next).await;
    assert_eq!(next.expect(200)["locale"], "de-AT");
    assert!(next.json().get("display_name").is_none());
    assert_eq!(next.version(), 2);
    let mail = Request::patch("/me").customer("ada").json(&json!({ "email": "x@example.com" }));
    assert_eq!(shop.call(mail).await.refused(422), "request.invalid");
}

#[tokio::test]
async fn a_change_that_changes_nothing_keeps_the_version() {
    let shop = shop();
    let id = shop.call(enter("one", "erp-1")).await.json()["customer_id"].clone();
    let same = Request::patch(format!("/customers/{}", id.as_str().unwrap()))
        .staff(Role::Service)
        .json(&json!({ "locale": "en-GB" }));
    assert_eq!(shop.call(same).await.version(), 1);
}

#[tokio::test]
async fn a_stranger_is_told_that_there_is_no_such_customer() {
    let shop = shop();
    shop.call(Request::get("/me").customer("ada")).await.expect(200);
    let own = shop.call(Request::get("/customers/cus_ada").customer("ada")).await;
    assert_eq!(own.expect(200)["customer_id"], "cus_ada");
    let strange = shop.call(Request::get("/customers/cus_ada").customer("bob")).await;
    assert_eq!(strange.refused(404), "not_found");
}

#[tokio::test]
async fn lists_show_the_newest_first_page_by_page_and_nothing_personal() {
    let shop = shop();
    for number in 1..=5 {
        shop.source.advance(1);
        shop.call(enter(&format!("key-{number}"), &format!("erp-{number}"))).await.expect(201);
    }
    let mut found = Vec::new();
    let mut target = "/customers?limit=2".to_owned();
    loop {
        let page = shop.call(Request::get(target).staff(Role::Service)).await.expect(200);
        assert!(!page.to_string().contains("ada@example.com"));
        found.extend(
            page["items"].as_array().unwrap().iter().map(|one| one["external_key"].clone()),
        );
        let Some(next) = page["next"].as_str() else { break };
        target = format!("/customers?limit=2&cursor={next}");
    }
    assert_eq!(found, ["erp-5", "erp-4", "erp-3", "erp-2", "erp-1"]);
    let odd = shop.call(Request::get("/customers?cursor=odd").staff(Role::Service)).await;
    assert_eq!(odd.refused(400), "cursor.wrong");
}

#[tokio::test]
async fn the_shop_serves_its_own_description_to_anyone() {
    let document = shop().call(Request::get("/openapi.json")).await.expect(200);
    assert_eq!(document, contract::openapi::document());
    assert!(document["paths"]["/me"]["get"]["operationId"] == "ViewMe");
}

#[tokio::test]
async fn the_record_of_who_was_erased_says_nothing_and_its_key_is_free() {
    let shop = shop();
    let entered = shop.call(enter("one", "erp-1")).await.expect(201);
    let id = entered["customer_id"].as_str().unwrap();
    let tell = async |id: &str| {
        let customer_id = primitives::CustomerId::parse(id).unwrap();
        let erased_at = primitives::Timestamp::parse("2026-11-21T10:00:00Z").unwrap();
        let event = events::customers::CustomerErasedV1 { customer_id, erased_at };
        shop.seed(table::Done::new(()).publish(id, 2, &event)).await;
        shop.settle().await;
    };
    tell(id).await;
    tell(id).await;
    let seen = shop.call(Request::get(format!("/customers/{id}")).staff(Role::Service)).await;
    let record = seen.expect(200);
    assert_eq!(seen.version(), 2, "heard twice, done once");
    for field in ["external_key", "email", "display_name", "locale"] {
        assert!(record[field].is_null(), "{field}: {record}");
    }
    let names = shop.sent_names();
    let changed = names.iter().filter(|name| *name == "identity.CustomerChanged.v1").count();
    assert_eq!(changed, 1);
    assert!(shop.accounts.has(id.strip_prefix("cus_").unwrap()), "nobody signs in as them");
    shop.call(enter("two", "erp-1")).await.expect(201);
    tell("cus_nobody").await;
}

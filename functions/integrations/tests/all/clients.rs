//! Machines that may call, and what their keys open.
#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use crate::partner::{Partner, Says, get, post, shop};
use contract::Role;
use serde_json::{Value, json};
use std::sync::Arc;
use testkit::{Reply, Request, Shop};

const GRANTED: &str = r#"{"access_token":"a.b.c","token_type":"Bearer","expires_in":900}"#;

fn open_shop() -> (Shop, Arc<Partner>) {
    let (shop, pool) = shop();
    let shop = shop.settings(|settings| {
        settings.token_url = "https://pool.example".into();
        settings.token_client = "exchange".into();
        settings.token_secret = "the-secret-of-the-exchange".into();
    });
    pool.henceforth(Says::Words(GRANTED));
    (shop, pool)
}

async fn client(shop: &Shop, body: Value) -> String {
    let ask = Request::post("/api-clients").staff(Role::Admin).key("client").json(&body);
    shop.call(ask).await.expect(201)["client_id"].as_str().unwrap().to_owned()
}

async fn key(shop: &Shop, id: &str, hours: u32) -> String {
    let ask = Request::post(format!("/api-clients/{id}/keys")).staff(Role::Admin);
    let issued = shop.call(ask.json(&json!({ "overlap_hours": hours }))).await.expect(200);
    issued["key"].as_str().unwrap().to_owned()
}

async fn token(shop: &Shop, key: &str) -> Reply {
    let form = format!("grant_type=client_credentials&client_id=whoever&client_secret={key}");
    shop.call(Request::post("/oauth/token").text(form)).await
}

#[tokio::test]
async fn a_key_gets_a_token_of_its_client_s_roles_and_no_others() {
    let (shop, pool) = open_shop();
    let id = client(&shop, json!({ "title": "ERP", "roles": ["catalog", "fulfilment"] })).await;
    let key = key(&shop, &id, 24).await;
    let granted = token(&shop, &key).await.expect(200);
    assert_eq!(granted["access_token"], "a.b.c");
    assert_eq!(granted["scope"], "kontor/catalog kontor/fulfilment");
    let call = pool.take().remove(0);
    assert_eq!(call.url, "https://pool.example/oauth2/token");
    let form = String::from_utf8(call.body).unwrap();
    assert_eq!(form, "grant_type=client_credentials&scope=kontor%2Fcatalog+kontor%2Ffulfilment");
    // What OAuth libraries do unless told otherwise.
    let basic = domain::integrations::client::basic_header(&id, &key);
    let ask = Request::post("/oauth/token").header("authorization", basic);
    shop.call(ask.text("grant_type=client_credentials")).await.expect(200);
    assert_eq!(get(&shop, &format!("/api-clients/{id}")).await["last_used"], "2026-11-21");
}

#[tokio::test]
async fn what_is_no_key_gets_nothing_and_is_told_nothing() {
    let (shop, pool) = open_shop();
    let id = client(&shop, json!({ "title": "ERP", "roles": ["catalog"] })).await;
    let key = key(&shop, &id, 24).await;
    let mut wrong = key.clone();
    wrong.pop();
    wrong.push(if key.ends_with('A') { 'B' } else { 'A' });
    let stranger = key.replace(&id, "cli_00000000000000000000000000000000");
    let mut told = Vec::new();
    for shown in ["", "kontor_", &wrong, &stranger, &format!("{key}x")] {
        let refused = token(&shop, shown).await;
        assert_eq!(refused.status, 401, "{shown}");
        told.push(refused.json()["detail"].clone());
    }
    told.dedup();
    assert_eq!(told.len(), 1);
    assert!(pool.take().is_empty());
    let form = format!("client_secret={key}");
    let odd = shop.call(Request::post("/oauth/token").text(form)).await;
    assert_eq!(odd.refused(400), "request.malformed");
    let long = "x".repeat(5_000);
    assert_eq!(token(&shop, &long).await.refused(413), "request.too_large");
}

#[tokio::test]
async fn a_key_is_shown_once_and_kept_as_a_digest() {
    let (shop, _) = open_shop();
    let id = client(&shop, json!({ "title": "ERP", "roles": ["catalog"] })).await;
    let key = key(&shop, &id, 24).await;
    let (_, secret) = key.rsplit_once(&id).unwrap();
    for target in ["/api-clients".to_owned(), format!("/api-clients/{id}")] {
        assert!(!get(&shop, &target).await.to_string().contains(secret));
    }
    let all = format!("{:?}", shop.database.everything());
    assert!(all.contains("ApiClient"), "the dump is empty");
    assert!(!all.contains(secret), "the key is in the table");
}

#[tokio::test]
async fn keys_rotate_with_an_overlap_and_a_leaked_one_stops_at_once() {
    let (shop, _) = open_shop();
    let id = client(&shop, json!({ "title": "ERP", "roles": ["service"] })).await;
    let old = key(&shop, &id, 24).await;
    let new = key(&shop, &id, 2).await;
    token(&shop, &old).await.expect(200);
    token(&shop, &new).await.expect(200);
    shop.source.advance(2 * 3_600);
    token(&shop, &old).await.expect(401);
    token(&shop, &new).await.expect(200);
    let keys = get(&shop, &format!("/api-clients/{id}")).await["keys"].clone();
    let leaked = keys[0]["key_id"].as_str().unwrap();
    let target = format!("/api-clients/{id}/keys/{leaked}");
    for _ in 0..2 {
        shop.call(Request::delete(&target).staff(Role::Admin)).await.expect(200);
    }
    token(&shop, &new).await.expect(401);
}

#[tokio::test]
async fn a_client_ends_by_its_date_or_by_staff() {
    let (shop, _) = open_shop();
    let end = shop.now().plus_seconds(3_600);
    let body = json!({ "title": "Fair", "roles": ["catalog"], "expires_at": end });
    let id = client(&shop, body).await;
    let first = key(&shop, &id, 24).await;
    token(&shop, &first).await.expect(200);
    shop.source.advance(3_600);
    token(&shop, &first).await.expect(401);
    let late = post(&shop, &format!("/api-clients/{id}/keys"), "late").await;
    assert_eq!(late.refused(409), "client.ended");
    let gone = Request::delete(format!("/api-clients/{id}")).staff(Role::Admin);
    assert_eq!(shop.call(gone).await.expect(200)["state"], "revoked");
    shop.settle().await;
    assert!(shop.sent_names().contains(&"integrations.ClientRevoked.v1".to_owned()));
}

#[tokio::test]
async fn a_client_without_a_role_or_with_an_unknown_one_is_refused() {
    let (shop, _) = open_shop();
    for (key, roles, code) in [
        ("none", json!([]), "client.roles"),
        ("twice", json!(["catalog", "catalog"]), "client.roles"),
        ("odd", json!(["emperor"]), "request.invalid"),
    ] {
        let body = json!({ "title": "ERP", "roles": roles });
        let ask = Request::post("/api-clients").staff(Role::Admin).key(key).json(&body);
        assert_eq!(shop.call(ask).await.refused(422), code);
    }
}

#[tokio::test]
async fn a_user_pool_in_trouble_is_no_fault_of_the_key() {
    let (shop, pool) = open_shop();
    let id = client(&shop, json!({ "title": "ERP", "roles": ["catalog"] })).await;
    let key = key(&shop, &id, 24).await;
    for says in [Says::Nothing, Says::Status(400), Says::Words("no token")] {
        pool.next([says]);
        assert_eq!(token(&shop, &key).await.refused(503), "outside.failed");
    }
}

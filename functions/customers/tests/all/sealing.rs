//! What is personal stands in no item in clear, and is read all the same.
use crate::shop::{change, entered, get, shop};
use contract::Role;
use serde_json::json;
use testkit::Request;

/// Words that nobody but the customer of these tests says.
const PRIVATE: [&str; 6] =
    ["02079461234", "Frognal", "NW3 6XD", "allergic", "rowing-club", "Augusta King"];

#[tokio::test]
async fn a_profile_and_notes_are_sealed_and_read_all_the_same() {
    let shop = shop();
    let ada = entered(&shop, "Ada", "ada@example.com").await;
    let body = json!({ "label": "Sport", "kind": "text" });
    let define = Request::put("/customer-attributes/sport").staff(Role::Admin);
    shop.call(define.json(&body)).await.expect(200);
    let address = json!({ "name": "Augusta King", "line1": "1 Frognal", "city": "London",
                          "postal_code": "NW3 6XD", "country": "GB" });
    let body = json!({ "phone": "02079461234", "attributes": { "sport": "rowing-club" },
                       "addresses": [{ "address": address }], "add_tags": ["allergic"] });
    let made = shop.call(change(&ada, body)).await.expect(200);
    let note = Request::post(format!("{ada}/notes")).staff(Role::Service).key("note");
    let note = note.json(&json!({ "text": "Augusta King is allergic to nuts" }));
    shop.call(note).await.expect(201);
    shop.settle().await;

    assert_eq!(get(&shop, format!("{ada}/profile")).await, made);
    let notes = get(&shop, format!("{ada}/notes")).await;
    assert_eq!(notes["items"][0]["text"], "Augusta King is allergic to nuts");
    let found = get(&shop, "/customer-search?name=augusta").await;
    assert_eq!(found["customers"].as_array().unwrap().len(), 1);
    for item in shop.database.everything() {
        let text = item.to_string();
        let told = PRIVATE.iter().find(|one| text.to_lowercase().contains(&one.to_lowercase()));
        assert_eq!(told, None, "{text}");
    }
}

#[tokio::test]
async fn without_anything_personal_no_key_is_made() {
    let apps = vec![customers::app(), identity::app(), outbox::app()];
    let shop = testkit::Shop::of(apps);
    let files = shop.keys.clone();
    let create = Request::post("/customers").staff(Role::Service).key("one");
    let made = shop.call(create.json(&json!({ "external_key": "till-1" }))).await.expect(201);
    let ada = format!("/customers/{}", made["customer_id"].as_str().unwrap());
    shop.settle().await;
    assert_eq!(files.keys(), ["index"]);
    shop.call(change(&ada, json!({ "phone": "02079461234" }))).await.expect(200);
    let id = ada.trim_start_matches("/customers/");
    assert_eq!(files.keys(), ["index".to_owned(), format!("subjects/{id}")]);
}

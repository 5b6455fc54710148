//! What is kept of a customer, by staff and by themselves.
use crate::shop::{change, entered, get, shop};
use contract::Role;
use serde_json::{Value, json};
use testkit::{Injected, Request};

fn define(name: &str, body: &Value) -> Request {
    Request::put(format!("/customer-attributes/{name}")).staff(Role::Admin).json(body)
}

fn address(name: &str, phone: Option<&str>) -> Value {
    json!({ "name": name, "line1": "12 St James's Square", "city": "London", "postal_code": "SW1Y 4JH",
            "country": "GB", "phone": phone })
}

#[tokio::test]
async fn attributes_are_typed_and_defined_before_they_are_used() {
    let shop = shop();
    let ada = entered(&shop, "Ada", "ada@example.com").await;
    let size = json!({ "label": "Shoe size", "kind": "number" });
    shop.call(define("shoe-size", &size)).await.expect(200);
    let sport = json!({ "label": "Sport", "kind": "choice", "choices": ["rowing", "chess"] });
    shop.call(define("sport", &sport)).await.expect(200);

    let unknown = change(&ada, json!({ "attributes": { "hat": "top" } }));
    assert_eq!(shop.call(unknown).await.refused(422), "customer.unknown_attribute");
    let wrong = shop.call(change(&ada, json!({ "attributes": { "sport": "polo" } }))).await;
    assert_eq!(wrong.refused(422), "customer.wrong_value");
    assert!(wrong.text.contains("one of rowing, chess"), "{}", wrong.text);

    let both = json!({ "attributes": { "shoe-size": 38, "sport": "chess" }, "add_tags": ["vip"] });
    let made = shop.call(change(&ada, both)).await;
    assert_eq!(made.expect(200)["attributes"]["shoe-size"], 38);
    let gone = json!({ "attributes": { "sport": null }, "remove_tags": ["vip"] });
    let next = shop.call(change(&ada, gone).if_match(made.version())).await.expect(200);
    assert_eq!((&next["attributes"], &next["tags"]), (&json!({ "shoe-size": 38 }), &json!([])));
    let stale = change(&ada, json!({ "add_tags": ["late"] })).if_match(made.version());
    assert_eq!(shop.call(stale).await.refused(412), "version.changed");

    // Taken away, it stays where it is, and nobody gets it any more.
    let retire = Request::delete("/customer-attributes/shoe-size").staff(Role::Admin);
    let book = shop.call(retire.clone()).await.expect(200);
    assert!(book["attributes"].get("shoe-size").is_none());
    shop.call(retire).await.expect(404);
    assert_eq!(get(&shop, format!("{ada}/profile")).await["attributes"]["shoe-size"], 38);
    let again = change(&ada, json!({ "attributes": { "shoe-size": 39 } }));
    assert_eq!(shop.call(again).await.refused(422), "customer.unknown_attribute");
}

#[tokio::test]
async fn customers_keep_addresses_of_their_own_and_nobody_elses() {
    let shop = shop();
    let home = json!({ "label": "Home", "address": address("Ada Lovelace", None), "default_shipping": true });
    let put = |who: &str, addresses: Value| {
        Request::put("/me/addresses").customer(who).json(&json!({ "addresses": addresses }))
    };
    let kept = shop.call(put("ada", json!([home]))).await;
    assert_eq!(kept.expect(200)["addresses"][0]["label"], "Home");
    let two = shop.call(put("ada", json!([home, home]))).await;
    assert_eq!(two.refused(422), "customer.two_defaults");
    let seen = shop.call(Request::get("/me/addresses").customer("ada")).await;
    assert_eq!((seen.expect(200), seen.version()), (kept.json(), kept.version()));
    let other = shop.call(Request::get("/me/addresses").customer("eve")).await.expect(200);
    assert_eq!(other["addresses"], json!([]));
    let stale = put("ada", json!([])).if_match(kept.version() + 1);
    assert_eq!(shop.call(stale).await.refused(412), "version.changed");
}

#[tokio::test]
async fn of_two_who_change_a_profile_at_once_neither_loses_anything() {
    let shop = shop();
    let ada = entered(&shop, "Ada", "ada@example.com").await;
    shop.database.inject([Injected::Conflict, Injected::Conflict]);
    let (one, two) = tokio::join!(
        shop.call(change(&ada, json!({ "add_tags": ["one"] }))),
        shop.call(change(&ada, json!({ "add_tags": ["two"] }))),
    );
    assert_eq!((one.status, two.status), (200, 200));
    assert_eq!(get(&shop, format!("{ada}/profile")).await["tags"], json!(["one", "two"]));
}

#[tokio::test]
async fn notes_are_kept_once_and_stand_in_the_history() {
    let shop = shop();
    let ada = entered(&shop, "Ada", "ada@example.com").await;
    shop.source.advance(1);
    let note = Request::post(format!("{ada}/notes"))
        .staff(Role::Service)
        .key("call")
        .json(&json!({ "text": "Called about a lamp." }));
    let first = shop.call(note.clone()).await;
    assert_eq!(shop.call(note).await.expect(201), first.expect(201));
    let notes = get(&shop, format!("{ada}/notes")).await;
    assert_eq!(notes["items"].as_array().unwrap().len(), 1);
    let history = get(&shop, format!("{ada}/history")).await;
    let what: Vec<_> =
        history["items"].as_array().unwrap().iter().map(|one| one["what"].clone()).collect();
    assert_eq!(what, ["note_written", "record_made"]);
    assert!(!history.to_string().contains("lamp"), "what was written stands in the note alone");
    let nobody = Request::get("/customers/cus_nobody/notes").staff(Role::Service);
    shop.call(nobody).await.expect(404);
}

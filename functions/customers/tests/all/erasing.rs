//! Who is erased is gone: from the table, from a backup of it, from every event. What the law keeps, stays.
use crate::shop::{change, entered, get, ids};
use contract::Role;
use domain::customers::SealedNote;
use events::{
    cart::CartExpiredV1,
    order::{BuyerErasedV1, OrdersErasedV1},
};
use primitives::{CartId, CustomerId, OrderId};
use serde_json::{Value, json};
use table::Done;
use testkit::{Injected, Items, MemoryFiles, Request, Shop};

/// Words that nobody but the customers of these tests says.
const PRIVATE: [&str; 7] =
    ["ada@", "Lovelace", "Augusta", "02079461234", "Frognal", "NW3 6XD", "allergic"];

pub fn shop() -> (Shop, MemoryFiles) {
    let shop = Shop::of(vec![customers::app(), identity::app(), outbox::app()]);
    let keys = shop.keys.clone();
    (shop, keys)
}

/// Somebody of whom everything is known that may be.
async fn known(shop: &Shop, email: &str) -> String {
    let ada = entered(shop, "Ada Lovelace", email).await;
    let address = json!({ "name": "Augusta King", "line1": "1 Frognal", "city": "London",
                          "postal_code": "NW3 6XD", "country": "GB" });
    let body = json!({ "phone": "02079461234", "addresses": [{ "address": address }],
                       "add_tags": ["allergic"] });
    shop.call(change(&ada, body)).await.expect(200);
    let note = Request::post(format!("{ada}/notes")).staff(Role::Service).key(&ada);
    shop.call(note.json(&json!({ "text": "Augusta is allergic" }))).await.expect(201);
    let consent = json!({ "channel": "email", "purpose": "marketing", "granted": true,
                          "wording": "newsletter-1", "source": "till" });
    let consent =
        Request::post(format!("{ada}/consents")).staff(Role::Service).key(&ada).json(&consent);
    shop.call(consent).await.expect(200);
    shop.settle().await;
    ada
}

pub fn erase(customer: &str, key: &str) -> Request {
    Request::post(format!("{customer}/erasure")).staff(Role::Service).key(key)
}

/// Which private words stand in the table, but for the answers to whoever entered customers: `identity` remembers these
/// for a day.
fn told(shop: &Shop) -> Vec<String> {
    let all = shop.database.everything();
    let texts = all.iter().map(|item| (item["t"]["S"] == "Remembered", item.to_string()));
    let texts = texts.filter(|(remembered, text)| !remembered || !text.contains("created_at"));
    let texts: Vec<_> = texts.map(|(_, text)| text.to_lowercase()).collect();
    let told = |word: &&&str| texts.iter().any(|text| text.contains(&word.to_lowercase()));
    PRIVATE.iter().filter(told).map(|word| (*word).to_owned()).collect()
}

#[tokio::test]
async fn after_an_erasure_nothing_personal_is_in_any_item_or_event_and_notes_open_for_nobody() {
    let (shop, files) = shop();
    let ada = known(&shop, "ada@example.com").await;
    assert_eq!(files.keys().len(), 2, "the index's key and Ada's");
    let backup = Items::of(&shop).all::<SealedNote>();
    let before = shop.call(erase(&ada, "once")).await.expect(200);
    shop.settle().await;

    assert_eq!(files.keys(), ["index"], "the key is destroyed, and with it every backup");
    assert_eq!(told(&shop), Vec::<String>::new());
    for event in shop.sent() {
        let text = event.detail.to_lowercase();
        assert!(!PRIVATE.iter().any(|word| text.contains(&word.to_lowercase())), "{text}");
    }
    // What was copied before is in the table still, and says nothing.
    assert_eq!(Items::of(&shop).all::<SealedNote>(), backup);
    assert_eq!(get(&shop, format!("{ada}/notes")).await["items"], json!([]));
    let profile = get(&shop, format!("{ada}/profile")).await;
    assert_eq!((&profile["phone"], &profile["tags"]), (&Value::Null, &json!([])));
    for query in ["email=ada%40example.com", "phone=02079461234", "name=lovelace", "name=augusta"] {
        let found = get(&shop, format!("/customer-search?{query}")).await;
        assert_eq!(ids(&found), Vec::<String>::new(), "{query}");
    }
    // What stays is named, with the law; asked again, nothing is done again.
    let proof = get(&shop, format!("{ada}/consents/statements")).await;
    assert_eq!(proof["items"].as_array().unwrap().len(), 1);
    let kept = before["kept"].as_array().unwrap();
    assert!(kept.iter().any(|one| one["source"].as_str().unwrap().contains("2006/112/EC")));
    assert!(before["completed_at"].is_string());
    shop.source.advance(60);
    let events = shop.sent().len();
    assert_eq!(shop.call(erase(&ada, "twice")).await.expect(200), before);
    assert_eq!(get(&shop, format!("{ada}/erasure")).await, before);
    assert_eq!(shop.sent().len(), events);
}

#[tokio::test]
async fn who_was_erased_is_not_written_about_merged_or_found_anew() {
    let (shop, files) = shop();
    let ada = known(&shop, "ada@example.com").await;
    let eve = entered(&shop, "Eve", "eve@example.com").await;
    let none = Request::get(format!("{eve}/erasure")).staff(Role::Service);
    shop.call(none).await.expect(404);
    shop.call(erase(&ada, "once")).await.expect(200);
    shop.settle().await;
    let again = shop.call(change(&ada, json!({ "phone": "02079461234" }))).await;
    assert_eq!(again.refused(422), "customer.erased");
    let note = Request::post(format!("{ada}/notes")).staff(Role::Service).key("late");
    let note = shop.call(note.json(&json!({ "text": "Augusta called" }))).await;
    assert_eq!(note.refused(422), "customer.erased");
    let merged = ada.trim_start_matches("/customers/");
    let merge = Request::post(format!("{eve}/merges")).staff(Role::Service).key("merge");
    let merge = shop.call(merge.json(&json!({ "merged": merged }))).await;
    assert_eq!(merge.refused(422), "customer.erased");
    let eves = format!("subjects/{}", eve.trim_start_matches("/customers/"));
    assert_eq!(files.keys(), ["index".to_owned(), eves]);
    assert_eq!(told(&shop), Vec::<String>::new());
}

#[tokio::test]
async fn whoever_was_merged_is_erased_with_the_survivor_by_either_id() {
    let (shop, files) = shop();
    let ada = known(&shop, "ada@example.com").await;
    let byron = known(&shop, "ada@byron.example").await;
    let merged = byron.trim_start_matches("/customers/");
    let merge = Request::post(format!("{ada}/merges")).staff(Role::Service).key("merge");
    shop.call(merge.json(&json!({ "merged": merged }))).await.expect(200);
    let view = shop.call(erase(&byron, "once")).await.expect(200);
    assert_eq!(view["all"].as_array().unwrap().len(), 2);
    shop.settle().await;
    assert_eq!(files.keys(), ["index"]);
    assert_eq!(told(&shop), Vec::<String>::new());
}

#[tokio::test]
async fn an_erasure_left_half_done_is_done_by_the_news_of_it() {
    let (shop, files) = shop();
    let ada = known(&shop, "ada@example.com").await;
    files.failing_after(Some(0));
    // Nobody hears the news yet.
    let failed = shop.answer(erase(&ada, "once")).await;
    assert_ne!(failed.status, 200);
    files.failing_after(None);
    let view = get(&shop, format!("{ada}/erasure")).await;
    assert_eq!(view["completed_at"], Value::Null);
    shop.settle().await;
    let view = get(&shop, format!("{ada}/erasure")).await;
    assert!(view["completed_at"].is_string());
    assert_eq!((files.keys(), told(&shop)), (vec!["index".to_owned()], vec![]));
}

#[tokio::test]
async fn of_an_erasure_and_a_note_at_one_moment_nothing_is_left_to_read() {
    let (shop, files) = shop();
    let ada = known(&shop, "ada@example.com").await;
    shop.database.inject([Injected::Conflict, Injected::Conflict]);
    let note = Request::post(format!("{ada}/notes")).staff(Role::Service).key("same moment");
    let note = note.json(&json!({ "text": "Augusta is allergic" }));
    let (erased, _) = tokio::join!(shop.call(erase(&ada, "once")), shop.call(note));
    assert_eq!(erased.status, 200);
    shop.settle().await;
    assert_eq!((files.keys(), told(&shop)), (vec!["index".to_owned()], vec![]));
    assert_eq!(get(&shop, format!("{ada}/notes")).await["items"], json!([]));
}

#[tokio::test]
async fn an_export_holds_all_that_is_known_and_nobody_elses() {
    let (shop, _) = shop();
    let ada = known(&shop, "ada@example.com").await;
    let export = get(&shop, format!("{ada}/export")).await;
    let text = export.to_string().to_lowercase();
    for word in PRIVATE {
        assert!(text.contains(&word.to_lowercase()), "{word} is not in {text}");
    }
    assert_eq!(export["statements"].as_array().unwrap().len(), 1);
    assert_eq!(export["complete"], true);
    let what: Vec<_> =
        export["history"].as_array().unwrap().iter().map(|one| &one["what"]).collect();
    assert_eq!(what.len(), 3, "{what:?}");

    // Who signs in sees their own, and not which of the shop's people wrote it.
    let id = ada.trim_start_matches("/customers/cus_");
    let mine = shop.call(Request::get("/me/export").customer(id)).await.expect(200);
    assert_eq!(mine["notes"][0]["text"], "Augusta is allergic");
    assert_eq!(mine["notes"][0]["actor"], json!({ "kind": "staff" }));
    let other = shop.call(Request::get("/me/export").customer("eve")).await.expect(200);
    assert!(!PRIVATE.iter().any(|word| other.to_string().contains(word)));
    let own = Request::post("/me/erasure").customer(id).key("mine");
    shop.call(own).await.expect(200);
    shop.settle().await;
    let after = shop.call(Request::get("/me/export").customer(id)).await.expect(200);
    assert!(!PRIVATE.iter().any(|word| after.to_string().contains(word)), "{after}");
}

#[tokio::test]
async fn the_record_tells_how_many_orders_were_erased_and_when_that_was_all() {
    let (shop, _) = shop();
    let ada = known(&shop, "ada@example.com").await;
    let tell = async |orders: u64, last: bool| {
        let id = ada.trim_start_matches("/customers/");
        let customer_id = CustomerId::parse(id).unwrap();
        let event = OrdersErasedV1 { customer_id, orders, last, looked_at: shop.now() };
        shop.seed(Done::new(()).publish(id, orders, &event)).await;
        shop.settle().await;
    };
    tell(1, false).await;
    shop.call(erase(&ada, "once")).await.expect(200);
    let view = async || get(&shop, format!("{ada}/erasure")).await["orders"].clone();
    assert_eq!(view().await, json!({}), "who is not erased has no record");
    let id = ada.trim_start_matches("/customers/").to_owned();
    tell(3, true).await;
    tell(2, false).await;
    assert_eq!(view().await, json!({ id: { "orders": 3, "all": true } }), "late news say no less");
}

#[tokio::test]
async fn what_was_sealed_about_an_order_or_a_cart_goes_with_its_key() {
    let (shop, files) = shop();
    let keyring = shop.host().keyring.clone().unwrap();
    for subject in ["ord_gone", "cart_bought", "cart_left", "cart_other"] {
        keyring.own_bits(&format!("subjects/{subject}")).await.unwrap();
    }
    let erased = BuyerErasedV1 {
        order_id: OrderId::parse("ord_gone").unwrap(),
        cart_id: CartId::parse("cart_bought").ok(),
        checkout_id: None,
        erased_at: shop.now(),
    };
    let left = CartExpiredV1 {
        cart_id: CartId::parse("cart_left").unwrap(),
        customer_id: None,
        line_count: 1,
        updated_at: shop.now(),
    };
    let done = Done::new(()).publish("ord_gone", 9, &erased).publish("cart_left", 2, &left);
    shop.seed(done).await;
    shop.settle().await;
    assert_eq!(files.keys(), ["subjects/cart_other"]);
}

#[tokio::test]
async fn whom_invoices_name_is_forgotten_when_their_time_is_over() {
    let (shop, files) = shop();
    let shop = shop.settings(|settings| settings.invoice_years = 10);
    let keyring = shop.host().keyring.clone().unwrap();
    let year = shop.now().day().year();
    for ago in [0, 10, 11, 25] {
        keyring.own_bits(&format!("subjects/invoices-{}", year - ago)).await.unwrap();
    }
    for _ in 0..2 {
        shop.tick("forget-invoices").await;
    }
    let kept = [year - 10, year].map(|year| format!("subjects/invoices-{year}"));
    assert_eq!(files.keys(), kept);
}

//! Staff write rules down.
use crate::shop::{entered, get, looked, members, put, shop, tag, told, written};
use contract::Role;
use serde_json::json;
use testkit::Request;

#[tokio::test(start_paused = true)]
async fn rules_that_make_no_sense_are_refused_and_nothing_is_written() {
    let shop = shop();
    for (rule, code) in [
        (json!({ "orders": {} }), "segment.range"),
        (json!({ "orders": { "least": 3, "most": 2 } }), "segment.range"),
        (json!({ "all": [] }), "segment.empty"),
        (json!({ "rfm": vec!["new"; 10] }), "segment.too_many_values"),
        (json!({ "last_order": { "within": 0 } }), "segment.days"),
        (json!({ "any": [{ "not": { "recency": { "least": 9 } } }] }), "segment.score"),
    ] {
        let refused = shop.call(put("wrong", &rule)).await;
        assert_eq!(
            (refused.status, refused.json()["code"].as_str().unwrap()),
            (422, code),
            "{rule}"
        );
    }
    for rule in [json!({ "shoe_size": 3 }), json!({ "orders": { "least": 1, "mst": 2 } })] {
        assert_eq!(shop.call(put("wrong", &rule)).await.status, 422, "{rule}");
    }
    assert_eq!(get(&shop, "/segments").await, json!({ "segments": {} }));
    shop.call(Request::get("/segments/wrong").staff(Role::Catalog)).await.refused(404);
}

#[tokio::test(start_paused = true)]
async fn a_segment_is_shown_as_it_was_written_and_until_when_everybody_is_looked_at() {
    let shop = shop();
    let rule = json!({ "not": { "tag": ["vip", "press"] } });
    let ada = entered(&shop, "ada").await;
    let made = shop.call(put("others", &rule)).await.expect(200);
    assert_eq!((made["rule"].clone(), made["members"].as_i64()), (rule.clone(), Some(0)));
    assert!(made["looking"]["begins_at"].is_string(), "{made}");
    looked(&shop).await;
    let seen = get(&shop, "/segments/others").await;
    assert_eq!((seen.get("looking"), seen["members"].as_i64()), (None, Some(1)), "{seen}");
    let again = shop.call(put("others", &rule)).await.expect(200);
    assert_eq!(again.get("looking"), None, "the same again has nobody looked at: {again}");
    assert_eq!(members(&shop, "others").await, std::slice::from_ref(&ada));
    tag(&shop, &ada, true, "vip").await;
    assert_eq!(members(&shop, "others").await, Vec::<String>::new());
    assert_eq!(told(&shop, "others"), [(true, ada.clone()), (false, ada)]);
}

#[tokio::test(start_paused = true)]
async fn a_rule_is_tried_and_nothing_comes_of_it() {
    let shop = shop();
    let ada = entered(&shop, "ada").await;
    entered(&shop, "eve").await;
    tag(&shop, &ada, true, "vip").await;
    let attempt = |rule| {
        let body = json!({ "rule": rule });
        Request::post("/segment-trials").staff(Role::Catalog).json(&body)
    };
    let seen = shop.call(attempt(json!({ "tag": ["vip"] }))).await.expect(200);
    assert_eq!(seen, json!({ "looked_at": 2, "customers": [ada] }));
    shop.call(attempt(json!({ "tag": [] }))).await.refused(422);
    assert_eq!(get(&shop, "/segments").await, json!({ "segments": {} }));
    assert_eq!(told(&shop, "tried"), []);
}

#[tokio::test(start_paused = true)]
async fn no_item_says_in_clear_what_staff_call_somebody() {
    let shop = shop();
    let ada = entered(&shop, "ada").await;
    tag(&shop, &ada, true, "allergic").await;
    written(&shop, "careful", &json!({ "tag": ["allergic"] })).await;
    assert_eq!(members(&shop, "careful").await, [ada]);
    for item in shop.database.everything() {
        let text = item.to_string();
        // The rule says what it asks for; of nobody does it say that they are it.
        assert!(!text.contains("allergic") || text.contains("SEGMENTS#"), "{text}");
    }
}

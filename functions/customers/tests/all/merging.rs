//! Two customers who are one person become one, and nothing that was known of either is lost.
use crate::shop::{change, entered, get, ids, shop};
use contract::Role;
use domain::pricing::BuyerTerms;
use primitives::{Code, CustomerId};
use serde_json::{Value, json};
use testkit::{Injected, Request, Shop};

fn merge(survivor: &str, merged: &str) -> Request {
    let merged = merged.trim_start_matches("/customers/");
    Request::post(format!("{survivor}/merges"))
        .staff(Role::Service)
        .key(format!("{survivor}-{merged}"))
        .json(&json!({ "merged": merged }))
}

async fn said(shop: &Shop, customer: &str, granted: bool) {
    let body = json!({ "channel": "email", "purpose": "marketing", "granted": granted,
                       "wording": "newsletter-1", "source": "till" });
    let path = format!("{customer}/consents");
    let key = format!("{customer}-{granted}");
    shop.call(Request::post(path).staff(Role::Service).key(key).json(&body)).await.expect(200);
}

async fn note(shop: &Shop, customer: &str, text: &str) {
    let request = Request::post(format!("{customer}/notes")).staff(Role::Service).key(text);
    shop.call(request.json(&json!({ "text": text }))).await.expect(201);
    shop.source.advance(1);
}

fn texts(notes: &Value) -> Vec<String> {
    let all = notes["items"].as_array().unwrap().iter();
    all.map(|one| one["text"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn whatever_was_known_of_either_is_known_of_the_survivor_by_either_id() {
    let shop = shop();
    let ada = entered(&shop, "Ada Lovelace", "ada@example.com").await;
    let byron = entered(&shop, "Ada Byron", "byron@example.com").await;
    shop.call(change(&ada, json!({ "phone": "020 7946 0018", "add_tags": ["vip"] })))
        .await
        .expect(200);
    shop.call(change(&byron, json!({ "phone": "020 7946 0099", "add_tags": ["press"] })))
        .await
        .expect(200);
    said(&shop, &ada, true).await;
    said(&shop, &byron, false).await;
    for (of, text) in [(&ada, "one"), (&byron, "two"), (&ada, "three"), (&byron, "four")] {
        note(&shop, of, text).await;
    }

    let view = shop.call(merge(&ada, &byron)).await.expect(200);
    let merges = get(&shop, format!("{ada}/merges")).await;
    assert_eq!(merges["merged"][0]["conflicts"], json!({ "phone": "020 7946 0099" }));
    assert!(!view.to_string().contains("0099"), "what is remembered tells nothing personal");
    assert_eq!(shop.call(merge(&ada, &byron)).await.expect(200), view, "sent twice, done once");
    shop.settle().await;
    note(&shop, &byron, "five").await;

    for path in [&ada, &byron] {
        let profile = get(&shop, format!("{path}/profile")).await;
        assert_eq!(profile["tags"], json!(["press", "vip"]));
        let consents = get(&shop, format!("{path}/consents")).await;
        assert_eq!(consents["consents"][0]["granted"], false, "a withdrawal outweighs");
        let proof = get(&shop, format!("{path}/consents/statements")).await;
        assert_eq!(proof["items"].as_array().unwrap().len(), 2);
        // Page by page, newest first, whoever it was written under.
        let mut all = Vec::new();
        let mut next = String::new();
        loop {
            let page = get(&shop, format!("{path}/notes?limit=2{next}")).await;
            all.extend(texts(&page));
            match page["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => break,
            }
        }
        assert_eq!(all, ["five", "four", "three", "two", "one"]);
    }
    for query in ["email=byron%40example.com", "phone=02079460099", "name=byron%20lovelace"] {
        let found = get(&shop, format!("/customer-search?{query}")).await;
        assert_eq!(ids(&found), std::slice::from_ref(&ada), "{query}");
    }
    let wrong = Request::get(format!("{ada}/notes?cursor=nonsense")).staff(Role::Service);
    shop.call(wrong).await.expect(400);
}

#[tokio::test]
async fn nobody_is_merged_with_themselves_or_twice_and_then_nothing_changes() {
    let shop = shop();
    let one = entered(&shop, "Ada", "one@example.com").await;
    let two = entered(&shop, "Ada", "two@example.com").await;
    let three = entered(&shop, "Ada", "three@example.com").await;
    assert_eq!(shop.call(merge(&one, &one)).await.refused(422), "customer.merge_with_itself");
    assert_eq!(get(&shop, format!("{one}/merges")).await["merged"], json!([]));
    shop.call(merge(&one, "/customers/cus_nobody")).await.expect(404);
    shop.call(merge(&two, &one)).await.expect(200);
    assert_eq!(shop.call(merge(&three, &one)).await.refused(422), "customer.merged_already");
    assert_eq!(shop.call(merge(&one, &three)).await.refused(422), "customer.merged_already");
    // Who took somebody in may be merged as well; the first of them is the last.
    shop.call(merge(&three, &two)).await.expect(200);
    shop.settle().await;
    let merges = get(&shop, format!("{one}/merges")).await;
    assert_eq!(format!("/customers/{}", merges["customer_id"].as_str().unwrap()), three);
    assert_eq!(merges["merged"].as_array().unwrap().len(), 2);
    let found = get(&shop, "/customer-search?email=one%40example.com").await;
    assert_eq!(ids(&found), [three]);
}

#[tokio::test]
async fn a_change_at_the_moment_of_the_merge_is_the_survivors() {
    let shop = shop();
    let ada = entered(&shop, "Ada", "ada@example.com").await;
    let byron = entered(&shop, "Byron", "byron@example.com").await;
    shop.database.inject([Injected::Conflict, Injected::Conflict]);
    let (merged, changed) = tokio::join!(
        shop.call(merge(&ada, &byron)),
        shop.call(change(&byron, json!({ "add_tags": ["late"] }))),
    );
    assert_eq!((merged.status, changed.status), (200, 200));
    assert_eq!(get(&shop, format!("{ada}/profile")).await["tags"], json!(["late"]));
}

#[tokio::test]
async fn the_survivor_has_the_groups_of_both_and_never_more_than_one_may_have() {
    let shop = shop();
    let terms = |customer: &str, groups: std::ops::Range<u32>| {
        let id = CustomerId::parse(customer.trim_start_matches("/customers/")).unwrap();
        let groups = groups.map(|at| Code::parse(format!("g{at}")).unwrap()).collect();
        BuyerTerms { groups, ..BuyerTerms::none(id) }
    };
    let mut all = Vec::new();
    for (at, groups) in [0..2, 1..4, 4..51, 0..0].into_iter().enumerate() {
        let one = entered(&shop, "A", &format!("{at}@example.com")).await;
        shop.seed(table::Done::new(()).put(&terms(&one, groups))).await;
        all.push(one);
    }
    let groups = async |customer: &str| {
        let id = CustomerId::parse(customer.trim_start_matches("/customers/")).unwrap();
        shop.table().load(&table::keys::pricing::buyer_terms(&id)).await.unwrap().groups.len()
    };
    for _ in 0..2 {
        shop.call(merge(&all[0], &all[1])).await.expect(200);
        assert_eq!((groups(&all[0]).await, groups(&all[1]).await), (4, 3));
    }
    let many = shop.call(merge(&all[0], &all[2])).await;
    assert_eq!(many.refused(422), "customer.too_many");
    assert_eq!(get(&shop, format!("{}/merges", all[2])).await["merged"], json!([]));
    shop.call(merge(&all[3], &all[0])).await.expect(200);
    assert_eq!(groups(&all[3]).await, 4);
}

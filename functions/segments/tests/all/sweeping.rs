//! Everybody is looked at when a rule says something else.
use crate::shop::{entered, get, looked, members, put, shop, tag, told, written};
use contract::Role;
use serde_json::json;
use testkit::{Delivery, Request};

#[tokio::test(start_paused = true)]
async fn who_was_there_before_a_segment_is_in_it_and_leaves_when_it_goes() {
    let shop = shop().delivering(Delivery::TwiceAndBackwards);
    let mut vips = Vec::new();
    for at in 0..60 {
        let customer = entered(&shop, &format!("customer{at}")).await;
        if at % 2 == 0 {
            tag(&shop, &customer, true, "vip").await;
            vips.push(customer);
        }
    }
    vips.sort();
    shop.call(put("vips", &json!({ "tag": ["vip"] }))).await.expect(200);
    shop.tick("look-at-segments").await;
    assert_eq!(members(&shop, "vips").await, Vec::<String>::new(), "rules settle first");
    looked(&shop).await;
    assert_eq!(members(&shop, "vips").await, vips);
    // The same look once more changes and tells nothing.
    let sweep = Request::post("/segment-sweeps").staff(Role::Catalog);
    shop.call(sweep).await.expect(200);
    looked(&shop).await;
    assert_eq!(members(&shop, "vips").await, vips);
    assert_eq!(told(&shop, "vips").len(), vips.len());

    // Another rule: everybody else.
    written(&shop, "vips", &json!({ "not": { "tag": ["vip"] } })).await;
    let others = members(&shop, "vips").await;
    assert_eq!((others.len(), others.iter().any(|one| vips.contains(one))), (30, false));

    let delete = || Request::delete("/segments/vips").staff(Role::Catalog);
    shop.call(delete()).await.expect(200);
    looked(&shop).await;
    assert_eq!(members(&shop, "vips").await, Vec::<String>::new());
    assert_eq!(shop.call(delete()).await.expect(200), json!({ "segments": {} }));
    let news = told(&shop, "vips");
    assert_eq!((news.len(), news.iter().filter(|(entered, _)| *entered).count()), (120, 60));
    // It comes again, and its counts with it.
    written(&shop, "vips", &json!({ "tag": ["vip"] })).await;
    assert_eq!(members(&shop, "vips").await, vips);
}

#[tokio::test(start_paused = true)]
async fn somebody_comes_into_more_segments_at_once_than_one_transaction_holds() {
    let shop = shop();
    for at in 0..50 {
        shop.call(put(&format!("s{at:02}"), &json!({ "tag": ["vip"] }))).await.expect(200);
    }
    looked(&shop).await;
    let ada = entered(&shop, "ada").await;
    tag(&shop, &ada, true, "vip").await;
    let standing = get(&shop, format!("/customers/{ada}/segments")).await;
    assert_eq!(standing["segments"].as_object().unwrap().len(), 20);
    shop.tick("look-at-segments").await;
    let standing = get(&shop, format!("/customers/{ada}/segments")).await;
    assert_eq!(standing["segments"].as_object().unwrap().len(), 50);
    for at in 0..50 {
        assert_eq!(members(&shop, &format!("s{at:02}")).await, std::slice::from_ref(&ada));
    }
}

#[tokio::test(start_paused = true)]
async fn who_was_merged_or_erased_is_in_no_segment() {
    let shop = shop();
    written(&shop, "vips", &json!({ "tag": ["vip"] })).await;
    written(&shop, "all", &json!({ "not": { "orders": { "least": 1 } } })).await;
    let (ada, byron) = (entered(&shop, "ada").await, entered(&shop, "byron").await);
    tag(&shop, &byron, true, "vip").await;
    assert_eq!(members(&shop, "vips").await, std::slice::from_ref(&byron));
    let merge = Request::post(format!("/customers/{ada}/merges")).staff(Role::Service).key("m");
    shop.call(merge.json(&json!({ "merged": byron }))).await.expect(200);
    shop.settle().await;
    assert_eq!(members(&shop, "vips").await, std::slice::from_ref(&ada), "the tag went with them");
    assert_eq!(members(&shop, "all").await, std::slice::from_ref(&ada));
    let by_old_id = get(&shop, format!("/customers/{byron}/segments")).await;
    assert_eq!(
        (&by_old_id["customer_id"], by_old_id["segments"].as_object().unwrap().len()),
        (&json!(ada), 2)
    );
    let erase = Request::post(format!("/customers/{ada}/erasure")).staff(Role::Service).key("e");
    shop.call(erase).await.expect(200);
    shop.settle().await;
    looked(&shop).await;
    assert_eq!(members(&shop, "vips").await, Vec::<String>::new());
    assert_eq!(members(&shop, "all").await, Vec::<String>::new());
}

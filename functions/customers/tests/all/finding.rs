//! Customers are found by what they are called and where they are reached, as long as that is so.
use crate::shop::{change, entered, get, ids, shop};
use contract::Role;
use serde_json::json;
use testkit::{Request, Shop};

async fn search(shop: &Shop, query: &str) -> Vec<String> {
    ids(&get(shop, format!("/customer-search?{query}")).await)
}

#[tokio::test]
async fn a_customer_is_found_by_mail_telephone_and_words_of_the_name() {
    let shop = shop();
    let ada = entered(&shop, "Ada Lovelace", "Ada@Example.com").await;
    let grace = entered(&shop, "Grace Hopper", "grace@example.com").await;
    shop.call(change(&ada, json!({ "phone": "+44 20 7946 0018" }))).await.expect(200);
    for query in [
        "email=ada%40example.com",
        "phone=020%207946%200018",
        "name=lovelace",
        "name=LOVELACE%20ada",
    ] {
        assert_eq!(search(&shop, query).await, std::slice::from_ref(&ada), "{query}");
    }
    assert_eq!(search(&shop, "name=ada&email=grace%40example.com").await, Vec::<String>::new());
    assert_eq!(search(&shop, "email=nobody%40example.com").await, Vec::<String>::new());
    assert_eq!(search(&shop, "name=hopper").await, [grace]);
    let nothing = shop.call(Request::get("/customer-search").staff(Role::Service)).await;
    assert_eq!(nothing.refused(422), "customer.nothing_to_search");
}

#[tokio::test]
async fn who_is_called_something_else_is_not_found_by_the_old_name() {
    let shop = shop();
    let ada = entered(&shop, "Ada Byron", "ada@example.com").await;
    let body = json!({ "display_name": "Ada Lovelace", "email": null });
    shop.call(Request::patch(&ada).staff(Role::Service).json(&body)).await.expect(200);
    shop.settle().await;
    assert_eq!(search(&shop, "name=byron").await, Vec::<String>::new());
    assert_eq!(search(&shop, "email=ada%40example.com").await, Vec::<String>::new());
    assert_eq!(search(&shop, "name=lovelace").await, [ada]);
}

#[tokio::test]
async fn two_with_one_mailbox_or_one_telephone_are_likely_one_and_namesakes_are_not() {
    let shop = shop();
    let one = entered(&shop, "Ada Lovelace", "ada@example.com").await;
    let two = entered(&shop, "A. Lovelace", "ADA@example.com").await;
    let three = entered(&shop, "Ada Lovelace", "other@example.com").await;
    assert_eq!(ids(&get(&shop, format!("{one}/duplicates")).await), std::slice::from_ref(&two));
    assert_eq!(ids(&get(&shop, format!("{three}/duplicates")).await), Vec::<String>::new());
    shop.call(change(&three, json!({ "phone": "02079460018" }))).await.expect(200);
    shop.call(change(&two, json!({ "phone": "+44 20 7946 0018" }))).await.expect(200);
    // One telephone number and a word of the name.
    let likely = get(&shop, format!("{three}/duplicates")).await;
    assert_eq!(ids(&likely), std::slice::from_ref(&two));
    assert_eq!(likely["customers"][0]["score"], 60);
    assert_eq!(likely["customers"][0]["reasons"], json!(["phone", "name"]));
    // Whoever shares more comes first, with all that they share.
    let likely = get(&shop, format!("{two}/duplicates")).await;
    assert_eq!(ids(&likely), [one, three]);
    assert_eq!(likely["customers"][0]["score"], 70);
}

#[tokio::test]
async fn a_name_is_found_by_its_beginning_as_somebody_types_on() {
    let shop = shop();
    let ada = entered(&shop, "Ada Lovelace", "ada@example.com").await;
    let grace = entered(&shop, "Grace Lovell", "grace@example.com").await;
    let both = {
        let mut both = [ada.clone(), grace.clone()];
        both.sort();
        both
    };
    for query in ["name=lov", "name=LOVE", "name=Lovel"] {
        let mut found = search(&shop, query).await;
        found.sort();
        assert_eq!(found, both, "{query}");
    }
    for query in ["name=lovela", "name=lovelace", "name=ada%20lov", "name=ada"] {
        assert_eq!(search(&shop, query).await, std::slice::from_ref(&ada), "{query}");
    }
    for query in ["name=lo", "name=ovelace", "name=grace%20lovelace", "name=lovex"] {
        assert_eq!(search(&shop, query).await, Vec::<String>::new(), "{query}");
    }
    // Called something else, they are found by its beginning and no more by the old one.
    let body = json!({ "display_name": "Grace Hopper" });
    shop.call(Request::patch(&grace).staff(Role::Service).json(&body)).await.expect(200);
    shop.settle().await;
    assert_eq!(search(&shop, "name=hop").await, std::slice::from_ref(&grace));
    assert_eq!(search(&shop, "name=lov").await, std::slice::from_ref(&ada));
    // Who begins alike is not alike.
    assert_eq!(ids(&get(&shop, format!("{ada}/duplicates")).await), Vec::<String>::new());
}

use crate::kit::*;
use serde_json::{Value, json};

fn row(tiers: &[(u32, i64)], more: Value) -> Value {
    let tiers: Vec<Value> = tiers
        .iter()
        .map(|(from, price)| json!({ "from": from, "price": pounds(*price) }))
        .collect();
    with(json!({ "tiers": tiers }), more)
}

fn skus(rows: &[(&str, Value)]) -> Value {
    let skus: Vec<Value> =
        rows.iter().map(|(sku, rows)| json!({ "sku": sku, "rows": rows })).collect();
    json!({ "skus": skus })
}

#[tokio::test]
async fn a_price_list_with_tiers_is_for_its_group() {
    let shop = shop().await;
    put(&shop, "/price-lists/trade", json!({ "title": "Trade" })).await.expect(200);
    let (mine, guest) = (Opened::mine(&shop, "ada").await, cart(&shop, 0, 10).await);
    mine.add(&shop, 0, 1).await;
    let scope = json!({ "scope": { "group": "trade" }, "compare_at": pounds(1_000) });
    let trade = row(&[(1, 900), (10, 500)], scope);
    let set = put(&shop, "/price-lists/trade/rows", skus(&[("SKU-0", json!([trade]))])).await;
    assert_eq!(set.expect(200)["list"]["skus"], json!(1));
    assert_eq!(mine.total(&shop).await, 1_000, "she is in no group");
    crate::terms::known(&shop, "ada").await;
    let target = format!("/customers/{}/terms", crate::terms::id("ada"));
    put(&shop, &target, json!({ "groups": ["trade"] })).await.expect(200);
    assert_eq!(mine.total(&shop).await, 900);
    let view = mine.add(&shop, 0, 9).await;
    assert_eq!(view["totals"]["total"], pounds(5_000));
    assert_eq!(view["lines"][0]["compare_at"], pounds(1_000));
    assert_eq!(guest.total(&shop).await, 10_000);
    let shown = get(&shop, "/price-lists/trade/skus").await;
    assert_eq!(shown["items"][0]["rows"], json!([with(trade.clone(), json!({ "window": {} }))]));
    shop.settle().await;
    assert!(shop.sent_names().contains(&"pricing.PricesChanged.v1".to_owned()));
    // The same again is no change; nothing at all takes it off the list.
    let again = put(&shop, "/price-lists/trade/rows", skus(&[("SKU-0", json!([trade]))])).await;
    assert_eq!(again.expect(200)["changed"], json!([]));
    let off = put(&shop, "/price-lists/trade/rows", skus(&[("SKU-0", json!([]))])).await;
    assert_eq!(off.expect(200)["list"]["skus"], json!(0));
    assert_eq!(mine.total(&shop).await, 10_000);
    assert_eq!(get(&shop, "/price-lists/trade/skus").await["items"], json!([]));
}

#[tokio::test]
async fn rows_that_could_give_a_wrong_price_are_refused_by_name() {
    let shop = shop().await;
    for list in ["trade", "sale"] {
        put(&shop, &format!("/price-lists/{list}"), json!({ "title": "A list" })).await.expect(200);
    }
    let good = row(&[(1, 900)], json!({}));
    put(&shop, "/price-lists/sale/rows", skus(&[("SKU-1", json!([good]))])).await.expect(200);
    let before = table(&shop);
    let at = "/price-lists/trade/rows";
    let absurd = row(&[(1, 9)], json!({}));
    let rising = row(&[(1, 900), (5, 950)], json!({}));
    for (sku, rows, code, words) in [
        ("SKU-0", json!([absurd]), "pricing.rule", vec!["trade", "SKU-0", "absurd"]),
        ("SKU-0", json!([rising]), "pricing.rule", vec!["trade", "cost more"]),
        ("SKU-0", json!([good, good]), "pricing.overlap", vec!["trade", "SKU-0"]),
        ("SKU-1", json!([good]), "pricing.overlap", vec!["trade", "sale", "SKU-1"]),
        ("NOTHING", json!([good]), "pricing.unknown_sku", vec!["NOTHING"]),
    ] {
        // One wrong row and none is written.
        let body = skus(&[("SKU-2", json!([good])), (sku, rows)]);
        let refused = put(&shop, at, body).await;
        for word in words {
            assert!(refused.text.contains(word), "{word} in {}", refused.text);
        }
        assert_eq!(refused.refused(422), code);
    }
    let twice = skus(&[("SKU-2", json!([good])), ("SKU-2", json!([good]))]);
    assert_eq!(put(&shop, at, twice).await.refused(422), "request.invalid");
    let none = put(&shop, "/price-lists/nowhere/rows", skus(&[("SKU-2", json!([good]))])).await;
    assert_eq!(none.refused(404), "not_found");
    assert_eq!(table(&shop), before);
}

#[tokio::test]
async fn thirty_skus_at_once_are_one_transaction() {
    let shop = shop().await;
    put(&shop, "/price-lists/sale", json!({ "title": "Sale" })).await.expect(200);
    let good = json!([row(&[(1, 900)], json!({}))]);
    let many = |count: usize| {
        let names: Vec<String> = (0..count).map(|n| format!("SKU-{n}")).collect();
        skus(&names.iter().map(|name| (name.as_str(), good.clone())).collect::<Vec<_>>())
    };
    let too_many = put(&shop, "/price-lists/sale/rows", many(31)).await;
    assert_eq!(too_many.refused(422), "pricing.too_many");
    let set = put(&shop, "/price-lists/sale/rows", many(30)).await;
    assert_eq!((set.version(), set.expect(200)["list"]["revision"].clone()), (2, json!(2)));
    let page = get(&shop, "/price-lists/sale/skus?limit=20").await;
    assert!(page["next"].is_string() && page["items"].as_array().unwrap().len() == 20);
    assert_eq!(cart(&shop, 29, 1).await.total(&shop).await, 900);
    let lists = get(&shop, "/price-lists").await;
    assert_eq!(lists["items"][0]["skus"], json!(30));
}

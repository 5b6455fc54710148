//! Kits: what may be one, and what keeps a write from being one that could not be sold.
use crate::kit::{put, shop, simple};
use serde_json::{Value, json};

fn set(sku: &str, parts: &[(&str, u32, Option<u32>)]) -> Value {
    let part = |(sku, units, share): &(&str, u32, Option<u32>)| {
        let mut part = json!({ "sku": sku, "quantity": units });
        if let Some(share) = share {
            part["share"] = json!(share);
        }
        part
    };
    let mut body = simple("A set", sku, 900);
    body["variants"][0]["kit"] = json!(parts.iter().map(part).collect::<Vec<_>>());
    body
}

#[tokio::test]
async fn a_kit_is_made_of_things_that_the_catalogue_knows_and_that_are_no_kits() {
    let (shop, _) = shop();
    shop.call(put("lamp", &simple("A lamp", "LAMP", 500))).await.expect(200);
    shop.call(put("bulb", &simple("A bulb", "BULB", 200))).await.expect(200);
    let refused = |reply: testkit::Reply, why: &str| {
        assert_eq!(reply.refused(422), "catalog.kit_wrong");
        assert!(reply.text.contains(why), "{}", reply.text);
    };
    for (parts, why) in [
        (vec![("LAMP", 1, None)], "one unit of one thing"),
        (vec![("LAMP", 1, None), ("LAMP", 2, None)], "named twice"),
        (vec![("LAMP", 1, None), ("SET", 2, None)], "cannot hold itself"),
        (vec![("LAMP", 1, None), ("NONE", 2, None)], "does not know NONE"),
        (vec![("LAMP", 1_001, None), ("BULB", 2, None)], "1,000 units"),
        (vec![("LAMP", 1, Some(3)), ("BULB", 2, None)], "a share for every component"),
        (vec![("LAMP", 1, Some(0)), ("BULB", 2, Some(0))], "a share for every component"),
    ] {
        refused(shop.call(put("set", &set("SET", &parts))).await, why);
    }
    let good = set("SET", &[("LAMP", 1, Some(3)), ("BULB", 2, Some(1))]);
    let made = shop.call(put("set", &good)).await.expect(200);
    assert_eq!(made["product"]["variants"][0]["kit"][1]["share"], 1);
    assert_eq!(shop.call(put("set", &good)).await.expect(200)["outcome"], "unchanged");
    let more = set("MORE", &[("SET", 2, None)]);
    refused(shop.call(put("more", &more)).await, "SET is a kit itself");
}

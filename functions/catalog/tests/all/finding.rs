//! Lists and search, and what a change costs them.
use crate::kit::{category, put, shop, simple, staff, titles, with};
use serde_json::{Value, json};
use testkit::{Delivery, Request, Shop};

async fn stocked() -> Shop {
    let (shop, _) = shop();
    for slug in ["home", "garden"] {
        shop.call(category(slug, &json!({ "title": slug }))).await.expect(200);
    }
    let rows = [
        ("White Metal Lantern", "L1", 399, "Lumen", json!(["home", "garden"])),
        ("Red Metal Lantern", "L2", 1_050, "Lumen", json!(["home"])),
        ("Lamp Oil", "O1", 2_499, "Petra", json!(["garden"])),
        ("Metallic Paint", "P1", 5_000, "Petra", json!([])),
    ];
    for (title, sku, minor, brand, categories) in rows {
        let body =
            with(simple(title, sku, minor), json!({ "brand": brand, "categories": categories }));
        shop.call(put(sku, &body)).await.expect(200);
    }
    shop.settle().await;
    shop
}

fn facet(found: &Value, of: &str) -> Vec<(String, u64)> {
    let list = found["facets"][of].as_array().unwrap();
    list.iter()
        .map(|f| (f["value"].as_str().unwrap().to_owned(), f["count"].as_u64().unwrap()))
        .collect()
}

#[tokio::test]
async fn a_search_finds_beginnings_of_words() {
    let shop = stocked().await;
    let cases: [(&str, &[&str]); 9] = [
        ("lant", &["White Metal Lantern", "Red Metal Lantern"]),
        ("LANT+meta", &["White Metal Lantern", "Red Metal Lantern"]),
        ("metal", &["White Metal Lantern", "Red Metal Lantern", "Metallic Paint"]),
        ("oil", &["Lamp Oil"]),
        ("l2", &["Red Metal Lantern"]),
        ("petra", &["Lamp Oil", "Metallic Paint"]),
        ("antern", &[]),
        ("l", &[]),
        ("", &[]),
    ];
    for (query, wanted) in cases {
        let mut found = titles(&shop.call(Request::get(format!("/search?q={query}"))).await);
        found.sort_unstable();
        let mut wanted = wanted.to_vec();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{query}");
    }
}

#[tokio::test]
async fn facets_count_brands_categories_and_bands_of_prices() {
    let shop = stocked().await;
    let all = shop.call(Request::get("/search?q=metal&currency=GBP")).await.expect(200);
    assert_eq!(facet(&all, "brands"), [("Lumen".into(), 2), ("Petra".into(), 1)]);
    assert_eq!(facet(&all, "categories"), [("home".into(), 2), ("garden".into(), 1)]);
    let bands = [("0-5".into(), 1), ("10-25".into(), 1), ("50-100".into(), 1)];
    assert_eq!(facet(&all, "price_bands"), bands);
    assert_eq!((&all["complete"], &all["matches"]), (&json!(true), &json!(3)));
    let path = "/search?q=metal&currency=GBP&brand=Lumen&band=10-25";
    let narrow = shop.call(Request::get(path)).await;
    assert_eq!(titles(&narrow), ["Red Metal Lantern"]);
    // The brands are those of the band, the bands those of the brand.
    assert_eq!(facet(&narrow.json(), "brands"), [("Lumen".into(), 1)]);
    assert_eq!(facet(&narrow.json(), "price_bands"), [("0-5".into(), 1), ("10-25".into(), 1)]);
    let garden = shop.call(Request::get("/search?q=metal&category=garden")).await;
    assert_eq!(titles(&garden), ["White Metal Lantern"]);
    let wrong = shop.call(Request::get("/search?q=metal&band=10-25")).await;
    assert_eq!(wrong.refused(400), "request.malformed");
}

#[tokio::test]
async fn pages_of_a_search_and_of_a_category_neither_skip_nor_repeat() {
    let shop = stocked().await;
    for (path, count) in
        [("/search?q=metal", 3), ("/categories/home/products?", 2), ("/products?", 4)]
    {
        let (mut seen, mut after) = (Vec::new(), String::new());
        loop {
            let page = shop.call(Request::get(format!("{path}&limit=1{after}"))).await;
            seen.extend(titles(&page));
            match page.json()["next"].as_str() {
                Some(next) => after = format!("&cursor={next}"),
                None => break,
            }
        }
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen.len(), count, "{path}");
    }
    let wrong = shop.call(Request::get("/search?q=metal&cursor=x")).await;
    assert_eq!(wrong.refused(400), "cursor.wrong");
}

#[tokio::test]
async fn a_new_title_takes_the_old_words_away() {
    let shop = stocked().await;
    let shop = shop.delivering(Delivery::TwiceAndBackwards);
    let body = with(simple("Storm Lamp", "L1", 399), json!({ "categories": ["garden"] }));
    shop.call(put("L1", &body)).await.expect(200);
    shop.call(put("L1", &with(body, json!({ "title": "Storm Lantern" })))).await.expect(200);
    shop.settle().await;
    assert_eq!(titles(&shop.call(Request::get("/search?q=storm")).await), ["Storm Lantern"]);
    assert!(titles(&shop.call(Request::get("/search?q=white")).await).is_empty());
    assert_eq!(titles(&shop.call(Request::get("/search?q=lumen")).await), ["Red Metal Lantern"]);
    let home = shop.call(Request::get("/categories/home/products")).await;
    assert_eq!(titles(&home), ["Red Metal Lantern"]);
    let garden = shop.call(Request::get("/categories/garden/products")).await;
    assert_eq!(titles(&garden), ["Lamp Oil", "Storm Lantern"]);
    let all = shop.call(staff("/manage/categories/garden/products")).await;
    assert_eq!(titles(&all), ["Lamp Oil", "Storm Lantern"]);
}

/// Units that one change of a price costs, with everything that follows from it, in a catalogue of
/// so many products.
async fn cost_of_a_change(products: usize) -> table::Consumed {
    let (shop, _) = shop();
    for n in 0..products {
        let body = simple(&format!("White Lantern {n:03}"), &format!("SKU-{n:03}"), 100);
        shop.answer(put(&format!("k{n:03}"), &body)).await.expect(200);
    }
    shop.settle().await;
    let before = shop.table().meter().read();
    shop.answer(put("k000", &simple("White Lantern 000", "SKU-000", 200))).await.expect(200);
    shop.settle().await;
    let after = shop.table().meter().read();
    table::Consumed {
        calls: after.calls - before.calls,
        read_milli: after.read_milli - before.read_milli,
        write_milli: after.write_milli - before.write_milli,
    }
}

#[tokio::test]
async fn a_change_costs_the_same_in_a_large_catalogue_as_in_a_small_one() {
    let small = cost_of_a_change(2).await;
    let large = cost_of_a_change(120).await;
    assert_eq!(small, large);
    assert!(small.write_milli > 0 && small.write_milli <= 60_000, "{small:?}");
}

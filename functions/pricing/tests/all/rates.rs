use crate::kit::*;
use serde_json::{Value, json};
use testkit::{Request, Shop};

fn table_of(day: &str, rows: &str) -> Value {
    let xml = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
        <gesmes:Envelope xmlns:gesmes=\"http://www.gesmes.org/xml/2002-08-01\" \
        xmlns=\"http://www.ecb.int/vocabulary/2002-08-01/eurofxref\">\
        <gesmes:subject>Reference rates</gesmes:subject>\
        <Cube><Cube time='{day}'>{rows}</Cube></Cube></gesmes:Envelope>"
    );
    json!({ "xml": xml })
}

const ROWS: &str = "<Cube currency='USD' rate='1.2'/><Cube currency='GBP' rate='0.8'/>";

/// A shop whose prices are in pounds, and which sells in dollars as well.
async fn abroad() -> Shop {
    let shop = shop().await;
    let admin = |request: Request| request.staff(contract::Role::Admin);
    let mut settings = shop.call(admin(Request::get("/settings"))).await.expect(200);
    settings["currencies"] = json!(["GBP", "USD"]);
    shop.call(admin(Request::put("/settings").json(&settings))).await.expect(200);
    shop
}

fn terms(hours: u32) -> Value {
    let ending = json!({ "kind": "ending", "every": 100, "ending": 99 });
    json!({ "from": "GBP", "rounding": { "USD": ending }, "hours": hours })
}

#[tokio::test]
async fn an_import_makes_prices_until_the_table_is_stale() {
    let shop = abroad().await;
    let today = shop.now().day().to_string();
    let import = post(&shop, "/pricing/exchange/rates", table_of(&today, ROWS)).await;
    assert_eq!(import.refused(409), "pricing.no_conversion");
    put(&shop, "/pricing/exchange", terms(72)).await.expect(200);
    assert_eq!(get(&shop, "/pricing").await["exchange"]["table"], json!(null));
    let import = post(&shop, "/pricing/exchange/rates", table_of(&today, ROWS)).await;
    assert_eq!(import.expect(200)["table"]["of"], json!(today));
    let cart = Opened::guest(&shop, json!({ "currency": "USD" })).await;
    let view = cart.add(&shop, 0, 1).await;
    // 10.00 pounds are 15.00 dollars, of which the nearest price that ends so is 14.99.
    assert_eq!(view["totals"]["total"], json!({ "minor": 1_499, "currency": "USD" }));
    shop.source.advance(72 * 3_600);
    let view = cart.view(&shop).await;
    let errors: Vec<&Value> =
        view["errors"].as_array().unwrap().iter().map(|error| &error["code"]).collect();
    assert_eq!(errors, [&json!("line.rates_stale")]);
    // Tables that are good for longer are good for that one as well.
    put(&shop, "/pricing/exchange", terms(240)).await.expect(200);
    assert_eq!(cart.total(&shop).await, 1_499);
    shop.settle().await;
    let told = shop.sent_names();
    assert_eq!(told, ["pricing.RatesImported.v1"]);
}

#[tokio::test]
async fn a_table_that_is_no_good_is_refused_and_the_one_in_force_stays() {
    let shop = abroad().await;
    put(&shop, "/pricing/exchange", terms(240)).await.expect(200);
    let now = shop.now();
    let day = |days: i64| now.plus_seconds(days * 86_400).day().to_string();
    let at = "/pricing/exchange/rates";
    let skipping = format!("{ROWS}<Cube currency='XAA' rate='1'/>");
    let first = post(&shop, at, table_of(&day(-1), &skipping)).await.expect(200);
    assert_eq!(first["skipped"][0]["currency"], json!("XAA"));
    let before = table(&shop);
    let bad = "<Cube currency='USD' rate='0'/><Cube currency='JPY' rate='x'/>";
    let no_pounds = "<Cube currency='USD' rate='1.2'/>";
    for (body, status, code, words) in [
        (table_of(&day(0), bad), 422, "pricing.bad_rates", vec!["USD", "JPY"]),
        (table_of(&day(0), no_pounds), 409, "pricing.no_rate", vec!["GBP"]),
        (table_of(&day(-2), ROWS), 409, "pricing.old_rates", vec![]),
        (table_of(&day(2), ROWS), 422, "pricing.bad_rates", vec!["yet to come"]),
        (json!({ "xml": "<Envelope" }), 422, "pricing.bad_rates", vec![]),
        (json!({ "xml": " ".repeat(70_000) }), 422, "pricing.too_many", vec![]),
    ] {
        let refused = post(&shop, at, body).await;
        for word in words {
            assert!(refused.text.contains(word), "{word} in {}", refused.text);
        }
        assert_eq!(refused.refused(status), code);
    }
    post(&shop, at, table_of(&day(-1), ROWS)).await.expect(200);
    assert_eq!(table(&shop), before, "the same table again is no change");
    let odd =
        json!({ "from": "GBP", "rounding": { "USD": { "kind": "step", "step": 0 } }, "hours": 1 });
    assert_eq!(put(&shop, "/pricing/exchange", odd).await.refused(422), "pricing.rule");
    assert_eq!(put(&shop, "/pricing/exchange", terms(0)).await.refused(422), "pricing.rule");
}

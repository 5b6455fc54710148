//! What was sold, to the cent.
use crate::shop::Market;
use serde_json::{Value, json};
use testkit::Delivery;

fn sum(rows: &[Value], of: &str) -> i64 {
    rows.iter().map(|row| row[of].as_i64().unwrap()).sum()
}

#[tokio::test(start_paused = true)]
async fn a_day_is_its_orders_by_whatever_it_is_parted() {
    let mut market = Market::open().await;
    market.shop = market.shop.delivering(Delivery::TwiceAndBackwards);
    let whole = market.buy("a", &[("SKU-0", 3), ("SKU-1", 2)]).await;
    let part = market.buy("b", &[("SKU-1", 5)]).await;
    let gone = market.buy("c", &[("SKU-0", 1)]).await;
    let line = market.order(&format!("{part}/lines")).await["items"][0]["line_id"].clone();
    market.cancel(&part, "p", &json!([{ "line_id": line, "quantity": 2 }])).await;
    market.cancel(&gone, "g", &Value::Null).await;

    let mut ordered = 0;
    for order in [&whole, &part, &gone] {
        ordered += market.order(order).await["totals"]["total"]["minor"].as_i64().unwrap();
    }
    let today = market.today();
    let all = market.rows(&format!("sales?{today}&per=span")).await;
    let [row] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((row["orders"].as_i64(), row["units"].as_i64()), (Some(3), Some(11)));
    assert_eq!(row["ordered"], ordered);
    let cancelled = 2 * 2_599 + 1_000;
    assert!(row["cancelled"].as_i64().unwrap() >= cancelled, "{row}");
    assert_eq!(row["net"].as_i64().unwrap(), ordered - row["cancelled"].as_i64().unwrap());
    assert_eq!(row["average_order"], (ordered * 2 + 3) / 6);

    for by in ["nothing", "channel", "country", "product", "sku", "category", "buyer"] {
        for per in ["hour", "day", "week", "month", "span"] {
            let rows = market.rows(&format!("sales?{today}&per={per}&by={by}")).await;
            for of in ["units", "gross", "discounts", "ordered", "cancelled", "tax", "net"] {
                assert_eq!(sum(&rows, of), row[of].as_i64().unwrap(), "{of} {by} {per}");
            }
        }
    }
    let day = market.shop.now().day().to_string();
    let hours = market.rows(&format!("sales?{today}&per=hour")).await;
    assert!(
        hours.iter().all(|hour| hour["bucket"].as_str().unwrap().starts_with(&day)),
        "{hours:?}"
    );
    let skus = market.rows(&format!("sales?{today}&per=span&by=sku")).await;
    let one = skus.iter().find(|row| row["property"] == "SKU-1").unwrap();
    assert_eq!((one["units"].as_i64(), one["gross"].as_i64()), (Some(7), Some(7 * 2_599)));
    assert_eq!(market.rows("sales?from=2001-01-01&to=2001-01-31").await, Vec::<Value>::new());
}

#[tokio::test(start_paused = true)]
async fn a_sheet_is_shown_as_it_is_asked_for() {
    let market = Market::open().await;
    market.buy("a", &[("SKU-0", 3)]).await;
    let target = format!("sales?{}&by=sku", market.today());
    let csv = market.shop.answer(market.ask(&target).header("accept", "text/csv, */*")).await;
    assert!(csv.text.starts_with("bucket,property,currency,orders,"), "{}", csv.text);
    assert!(csv.text.contains(",SKU-0,") && csv.text.ends_with("\r\n"), "{}", csv.text);
    let svg = market.shop.answer(market.ask(&target).header("accept", "image/svg+xml")).await;
    assert!(svg.text.starts_with("<svg ") && svg.text.contains("SKU-0"), "{}", svg.text);
    assert_eq!(svg.headers["content-type"], "image/svg+xml");
    // What is wrong is said as a problem, whatever was asked for.
    let wrong = market.ask("sales?from=2026-02-01&to=2026-01-01").header("accept", "text/csv");
    let wrong = market.shop.call(wrong).await;
    assert_eq!((wrong.status, wrong.json()["code"].as_str().unwrap()), (400, "report.span"));
}

#[tokio::test(start_paused = true)]
async fn questions_that_make_no_sense_are_refused() {
    let market = Market::open().await;
    for target in [
        "sales?from=2026-01-01",
        "sales?from=2026-01-01&to=2026-13-01",
        "sales?from=2020-01-01&to=2026-01-01",
        "sales?from=2026-01-01&to=2026-01-02&per=minute",
        "sales?from=2026-01-01&to=2026-01-02&by=customer_id",
        "sales?from=2026-01-01&to=2026-01-02&x=1",
        "funnel?from=2026-01-01&to=2026-01-02&steps=one",
        "funnel?from=2026-01-01&to=2026-01-02&steps=one,one",
        "funnel?from=2026-01-01&to=2026-01-02&steps=a,b&window_minutes=0",
    ] {
        assert_eq!(market.shop.call(market.ask(target)).await.status, 400, "{target}");
    }
}

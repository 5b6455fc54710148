//! What is expected of customers, of rows as they lie in the lake.
use crate::shop::Market;
use domain::{
    analytics::{Partition, Sale, SaleKind, merged},
    prediction::{self, BuyingModel, History, histories},
};
use primitives::{Currency, Timestamp};
use serde_json::json;
use std::collections::BTreeMap;

/// 1997-01-01T10:00:00Z.
const FIRST: i64 = 852_112_800_000;
/// 1997-09-30, in days from there: the end of the 39 weeks that the papers learn from.
const END: i32 = 272;

/// Real purchases of 2,357 customers of CDNOW: who, on which day, for how many cents.
fn purchases() -> Vec<(String, i32, i64)> {
    purchases_of(|line| line.starts_with('*'))
}

/// Real purchases of those of 23,570 customers of CDNOW that are wanted.
fn purchases_of(wanted: fn(&str) -> bool) -> Vec<(String, i32, i64)> {
    let lines = include_str!("../../../../shared/domain/data/cdnow.txt").lines().enumerate();
    let sample = lines.filter(|(_, line)| wanted(line));
    let sales = sample.flat_map(|(who, line)| {
        line.split(' ').skip(1).map(move |word| {
            let (day, cents) = word.split_once(':').unwrap();
            (format!("cus_{who:05}"), day.parse().unwrap(), cents.parse().unwrap())
        })
    });
    sales.filter(|(_, day, _)| *day <= END).collect()
}

fn row(at: usize, bought: &(String, i32, i64)) -> Sale {
    row_since(Timestamp::from_millis(FIRST), at, bought)
}

fn row_since(first: Timestamp, at: usize, (customer, day, amount): &(String, i32, i64)) -> Sale {
    let order_id = format!("ord_{at:06}");
    Sale {
        row_id: format!("{order_id}/line/sold@0000000001"),
        subject: format!("{order_id}/line/sold"),
        version: 1,
        happened_at: first.plus_seconds(i64::from(*day) * 86_400),
        kind: SaleKind::Sold,
        order_id,
        customer_id: Some(customer.clone()),
        channel: "web".into(),
        country: None,
        currency: "EUR".into(),
        sku: Some("SOAP".into()),
        product_id: None,
        category: None,
        promotion: None,
        units: 1,
        subtotal_minor: *amount,
        discount_minor: 0,
        tax_minor: 0,
        total_minor: *amount,
    }
}

/// The customers' histories, as the purchases themselves tell them.
fn known(bought: &[(String, i32, i64)]) -> BTreeMap<String, History> {
    let sales = bought.iter().map(|(customer, day, amount)| prediction::Sale {
        customer: customer.clone(),
        day: *day,
        amount: *amount,
    });
    histories(sales, END).unwrap()
}

/// Puts rows into the lake.
async fn lie(market: &Market, rows: Vec<Sale>) {
    for (partition, rows) in merged(rows, Partition::of_sale) {
        let bytes = lake::write(&rows, &[]).unwrap();
        let key = partition.part(&bytes);
        let files = market.shop.host().ports.files.clone().unwrap();
        files.write(&key, bytes, "application/vnd.apache.parquet").await.unwrap();
    }
}

/// The middle of the places that equals hold, in fifths.
fn fifth(all: &[i64], value: i64) -> u8 {
    let below = all.iter().filter(|one| **one < value).count();
    let to = all.iter().filter(|one| **one <= value).count();
    u8::try_from((below + to) * 5 / (2 * all.len())).unwrap().min(4) + 1
}

#[tokio::test(start_paused = true)]
async fn the_fifths_of_the_night_score_everybody_as_comparing_everybody_does() {
    let market = Market::open().await;
    let bought: Vec<_> = purchases().into_iter().take(900).collect();
    let first = market.shop.now().plus_seconds(-300 * 86_400);
    lie(&market, bought.iter().enumerate().map(|(at, one)| row_since(first, at, one)).collect())
        .await;
    let mut known: BTreeMap<&str, (i64, i64, i64)> = BTreeMap::new();
    for (customer, day, amount) in &bought {
        let one = known.entry(customer).or_insert((i64::MIN, 0, 0));
        *one = (one.0.max(i64::from(*day)), one.1 + 1, one.2 + amount);
    }
    for _ in 0..2 {
        runtime::invoke(&reports::app(), market.shop.host(), json!({ "tick": "draw-fifths" }))
            .await
            .unwrap();
    }
    let fifths = market.shop.table().find(&table::keys::reports::fifths()).await.unwrap().unwrap();
    let of = |part: fn(&(i64, i64, i64)) -> i64| known.values().map(part).collect::<Vec<_>>();
    let (days, orders, sums) = (of(|one| one.0), of(|one| one.1), of(|one| one.2));
    for (customer, (day, count, spent)) in &known {
        let last = first.plus_seconds(day * 86_400);
        let score = fifths.score(Currency::EUR, last, *count, *spent).unwrap();
        assert_eq!(score.recency, fifth(&days, *day), "{customer}");
        assert_eq!(score.frequency, fifth(&orders, *count), "{customer}");
        assert_eq!(score.money, fifth(&sums, *spent), "{customer}");
    }
    assert_eq!(fifths.score(Currency::GBP, market.shop.now(), 1, 1), None);
    assert_eq!(fifths.version(), 1, "drawn once a night");
}

#[tokio::test(start_paused = true)]
async fn the_lake_tells_the_same_histories_as_the_purchases_themselves() {
    let market = Market::open().await;
    let bought = purchases();
    lie(&market, bought.iter().enumerate().map(|(at, one)| row(at, one)).collect()).await;
    let known = known(&bought);
    let model = BuyingModel::fit(known.values().copied()).unwrap();
    let seen = market.rows("outlook?from=1997-01-01&to=1997-09-30&currency=EUR&weeks=39").await;
    assert_eq!((seen.len(), known.len()), (2_357, 2_357));
    for one in &seen {
        let history = known[one["customer_id"].as_str().unwrap()];
        assert_eq!(one["days_bought"], history.repeats() + 1, "{one}");
        assert_eq!(one["idle_days"], history.idle(), "{one}");
        let silent = model.silent(history, 39.0).unwrap() * 1e6;
        let churn = one["churn"].as_f64().unwrap();
        assert!((churn - silent).abs() <= 1.0, "{one}");
    }
    let mut spent: BTreeMap<&str, i64> = BTreeMap::new();
    for (customer, _, amount) in &bought {
        *spent.entry(customer).or_default() += amount;
    }
    assert!(seen.iter().all(|one| spent[one["customer_id"].as_str().unwrap()] == one["spent"]));

    // Who bought on three days at least will need it again, each after their own last day.
    let again = market.rows("replenishment?from=1997-01-01&to=1997-09-30").await;
    let often = known.values().filter(|history| history.repeats() >= 2).count();
    assert_eq!(again.len(), often);
    let next = market.rows("replenishment?from=1997-01-01&to=1997-09-30&page=1").await;
    assert!(often <= 1_500 && next.is_empty(), "they are one page");
    assert!(again.iter().all(|one| one["last"].as_str() < one["likely"].as_str()));
    let wrong = market.ask("outlook?from=2026-01-01&to=2026-05-10&currency=EUR&weeks=0");
    assert_eq!(market.shop.call(wrong).await.status, 400);
    let none = market.ask("outlook?from=2026-01-01&to=2026-05-10&currency=EURO");
    assert_eq!(market.shop.call(none).await.status, 400);
}

/// All 23,570 customers of CDNOW: more than models learn from, and five pages.
#[tokio::test(start_paused = true)]
async fn a_shop_with_more_customers_than_a_page_is_told_of_all_of_them() {
    let market = Market::open().await;
    let bought = purchases_of(|_| true);
    lie(&market, bought.iter().enumerate().map(|(at, one)| row(at, one)).collect()).await;
    let known = known(&bought);
    let whole = BuyingModel::fit(known.values().copied()).unwrap();
    let totals = bought.iter().fold(BTreeMap::<&str, i64>::new(), |mut all, (who, _, amount)| {
        *all.entry(who).or_default() += amount;
        all
    });
    let everybody: Vec<_> =
        known.iter().map(|(who, history)| (*history, totals[who.as_str()])).collect();
    let scores: BTreeMap<&str, _> =
        known.keys().map(String::as_str).zip(prediction::rfm(&everybody)).collect();

    let (mut seen, mut before) = (BTreeMap::new(), f64::INFINITY);
    for (page, count) in [(0, 5_000), (3, 5_000), (4, 3_570)] {
        let asked =
            format!("outlook?from=1997-01-01&to=1997-09-30&currency=EUR&weeks=26&page={page}");
        let rows = market.rows(&asked).await;
        assert_eq!(rows.len(), count);
        let values: Vec<f64> = rows.iter().map(|row| row["value"].as_f64().unwrap()).collect();
        assert!(values.is_sorted_by(|one, next| one >= next));
        // Nobody is worth much more than anybody on a page before.
        let (most, least) = (values.first().copied(), values.last().copied());
        assert!(most.is_none_or(|most| most <= 1.2 * before), "{page}: {most:?} {before}");
        before = least.unwrap_or_default();
        for row in rows {
            let who = row["customer_id"].as_str().unwrap().to_owned();
            assert!(seen.insert(who, row).is_none(), "nobody is on two pages");
        }
    }
    assert_eq!(
        (seen.len(), known.len()),
        (13_570, 23_570),
        "three pages of five, none of them cut short"
    );
    for (who, row) in &seen {
        let score = scores[who.as_str()];
        let told = [&row["recency"], &row["frequency"], &row["money"]];
        assert_eq!(
            told.map(|one| one.as_u64().unwrap()),
            [u64::from(score.recency), u64::from(score.frequency), u64::from(score.money)]
        );
        assert_eq!(row["spent"], totals[who.as_str()]);
        // What 20,000 drawn by chance taught says of each nearly what all would have.
        let churn = row["churn"].as_f64().unwrap() / 1e6;
        assert!((churn - whole.silent(known[who], 26.0).unwrap()).abs() < 0.02, "{row}");
    }
    let beyond = market.ask("outlook?from=1997-01-01&to=1997-09-30&currency=EUR&page=2000");
    assert_eq!(market.shop.call(beyond).await.status, 400);

    // Their goods are as many pages, and each is on one.
    let often = known.values().filter(|history| history.repeats() >= 2).count();
    let (mut again, mut page) = (BTreeMap::new(), 0);
    while again.len() < often {
        let asked = format!("replenishment?from=1997-01-01&to=1998-06-30&page={page}");
        let rows = market.rows(&asked).await;
        assert_eq!(rows.len(), (often - again.len()).min(1_500), "page {page}");
        for row in rows {
            let who = row["customer_id"].as_str().unwrap().to_owned();
            assert!(again.insert(who, row).is_none(), "page {page}");
        }
        page += 1;
    }
    assert!(page > 1, "{often}");
}

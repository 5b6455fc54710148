//! Prices by file, codes by the thousand, and lists that end.
use crate::kit::*;
use domain::pricing::book::BookHead;
use serde_json::{Value, json};
use std::{collections::BTreeSet, fmt::Write, sync::Arc, time::Instant};
use table::keys;
use testkit::{Injected, MemoryFiles, Shop};

async fn shop_with_files() -> (Shop, MemoryFiles) {
    let files = MemoryFiles::default();
    let apps = vec![pricing::app(), cart::app(), outbox::app()];
    let shop = Shop::with(apps, Some(Arc::new(files.clone())), None);
    offered(&shop).await;
    put(&shop, "/price-lists/trade", json!({ "title": "Trade" })).await.expect(200);
    (shop, files)
}

/// Begins work with a file and sends it; gives the work's id.
async fn sent(shop: &Shop, files: &MemoryFiles, at: &str, file: &str) -> String {
    let body = json!({ "bytes": file.len(), "file_name": "prices.csv" });
    let begun = post(shop, at, body).await.expect(201);
    assert_eq!(begun["state"], "awaiting_upload");
    files.upload(begun["upload"]["url"].as_str().unwrap(), file);
    begun["job_id"].as_str().unwrap().to_owned()
}

async fn view(shop: &Shop, id: &str) -> Value {
    get(shop, &format!("/price-jobs/{id}")).await
}

/// Done, changed, rejected.
fn counts(view: &Value) -> [u64; 3] {
    ["done", "changed", "rejected"].map(|name| view[name].as_u64().unwrap())
}

async fn run(shop: &Shop, files: &MemoryFiles, at: &str, file: &str) -> Value {
    let id = sent(shop, files, at, file).await;
    shop.tick("advance-price-jobs").await;
    let view = view(shop, &id).await;
    assert_eq!(view["state"], "finished", "{view}");
    view
}

/// Lines, SKUs and codes of the rejected rows.
fn rejected(files: &MemoryFiles, view: &Value) -> Vec<(u64, String, String)> {
    let text = String::from_utf8(files.download(view["result"].as_str().unwrap()).unwrap());
    let text = text.unwrap();
    let row = |line: &str| {
        let cells: Vec<&str> = line.splitn(4, ',').collect();
        (cells[0].parse().unwrap(), cells[1].to_owned(), cells[2].to_owned())
    };
    text.lines().skip(1).map(row).collect()
}

/// Everything that is sold by, as text.
fn prices(shop: &Shop) -> Vec<String> {
    let kept = |item: &String| item.contains("\"PRICES#") || item.contains("\"PRICELIST#");
    table(shop).into_iter().filter(kept).collect()
}

const AT: &str = "/price-lists/trade/imports";
const HEADER: &str = "sku,currency,from,price,valid_from,valid_until,compare_at,group\r\n";

#[tokio::test]
async fn a_file_of_prices_is_sold_by_and_the_same_again_changes_nothing() {
    let (shop, files) = shop_with_files().await;
    let mut file = HEADER.to_owned();
    for n in 0..40 {
        write!(file, "SKU-{n},GBP,1,9.00,,,10.00,\r\nSKU-{n},GBP,10,8.00,,,,\r\n").unwrap();
    }
    let done = run(&shop, &files, AT, &file).await;
    assert_eq!(counts(&done), [80, 80, 0]);
    assert!(done.get("result").is_none());
    assert_eq!(cart(&shop, 39, 1).await.total(&shop).await, 900);
    assert_eq!(cart(&shop, 0, 10).await.total(&shop).await, 8_000);
    assert!(shop.sent_names().contains(&"pricing.PricesChanged.v1".to_owned()));
    let before = prices(&shop);
    let again = run(&shop, &files, AT, &file).await;
    assert_eq!(counts(&again), [80, 0, 0]);
    assert_eq!(prices(&shop), before);
    // What a file does not speak of stays.
    let more = format!("{HEADER}SKU-0,GBP,10,7.00,,,,\r\nSKU-0,GBP,,5.00,,,,gold\r\n");
    assert_eq!(counts(&run(&shop, &files, AT, &more).await), [2, 2, 0]);
    assert_eq!(cart(&shop, 0, 10).await.total(&shop).await, 7_000);
    assert_eq!(cart(&shop, 0, 9).await.total(&shop).await, 8_100);
}

#[tokio::test]
async fn every_bad_row_is_reported_and_the_good_ones_are_kept() {
    let (shop, files) = shop_with_files().await;
    put(&shop, "/price-lists/sale", json!({ "title": "Sale" })).await.expect(200);
    let standing = json!({ "tiers": [{ "from": 1, "price": pounds(950) }] });
    let body = json!({ "skus": [{ "sku": "SKU-7", "rows": [standing] }] });
    put(&shop, "/price-lists/sale/rows", body).await.expect(200);
    let file = format!(
        "{HEADER}\
         SKU-0,GBP,1,9.00,,,,\r\n\
         SKU-0,GBP,5,9.50,,,,\r\n\
         SKU-1,GBP,1,0.05,,,,\r\n\
         SKU-2,GBP,1,9.001,,,,\r\n\
         SKU-3,GBP,1,9.00,,,8.00,\r\n\
         NOTHING,GBP,1,9.00,,,,\r\n\
         SKU-4,GBP,1,9.00,,,,\r\n\
         SKU-4,GBP,1,8.00,,,,\r\n\
         SKU-5,GBP,1,9.00,2026-12-01T00:00:00Z,2026-12-10T00:00:00Z,,\r\n\
         SKU-5,GBP,1,8.00,2026-12-05T00:00:00Z,2026-12-20T00:00:00Z,,\r\n\
         SKU-6,GBP\r\n\
         SKU-7,GBP,1,9.00,,,,\r\n\
         SKU-8,GBP,1,9.00,,,,\r\n"
    );
    let done = run(&shop, &files, AT, &file).await;
    let bad = |line, sku: &str, code: &str| (line, sku.to_owned(), code.to_owned());
    assert_eq!(
        rejected(&files, &done),
        [
            bad(3, "SKU-0", "pricing.rule"),
            bad(4, "SKU-1", "pricing.rule"),
            bad(5, "", "pricing.unreadable_row"),
            bad(6, "SKU-3", "pricing.rule"),
            bad(7, "NOTHING", "pricing.unknown_sku"),
            bad(9, "SKU-4", "pricing.repeated_row"),
            bad(11, "SKU-5", "pricing.overlap"),
            bad(12, "", "pricing.unreadable_row"),
            bad(13, "SKU-7", "pricing.overlap"),
        ]
    );
    assert_eq!(counts(&done), [13, 4, 9]);
    let list = get(&shop, "/price-lists").await;
    let trade = list["items"].as_array().unwrap().iter().find(|one| one["list_id"] == "trade");
    assert_eq!(trade.unwrap()["skus"], json!(4));
    assert_eq!(cart(&shop, 8, 1).await.total(&shop).await, 900);
}

#[tokio::test]
async fn an_import_that_is_cut_off_at_any_commit_comes_to_the_same() {
    let mut file = HEADER.to_owned();
    for n in 0..40 {
        let from = if n % 3 == 0 { "x" } else { "1" };
        write!(file, "SKU-{n},GBP,{from},9.00,,,,\r\n").unwrap();
    }
    let mut whole = None;
    for at in 0..5 {
        for fault in [Injected::Throttle, Injected::CommitThenSilence] {
            let (shop, files) = shop_with_files().await;
            let id = sent(&shop, &files, AT, &file).await;
            let app = pricing::app();
            shop.database.inject(std::iter::repeat_n(Injected::None, at).chain([fault]));
            while app.tick(shop.host(), "advance-price-jobs").await.is_err() {}
            shop.database.heal();
            shop.settle().await;
            let done = view(&shop, &id).await;
            assert_eq!(done["state"], "finished", "{fault:?} at {at}: {done}");
            assert_eq!(counts(&done), [40, 26, 14], "{fault:?} at {at}");
            let rejected = rejected(&files, &done);
            assert_eq!(rejected.len(), 14);
            let prices = prices(&shop);
            assert_eq!(*whole.get_or_insert(prices.clone()), prices, "{fault:?} at {at}");
            let told = shop.sent_names();
            let told = told.iter().filter(|name| *name == "pricing.PricesChanged.v1").count();
            assert_eq!(told, 2, "twenty-five SKUs a step: {fault:?} at {at}");
        }
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_read_as_a_whole_fails_with_a_reason() {
    let (shop, files) = shop_with_files().await;
    for (file, why) in [
        ("sku,price\r\nSKU-0,1\r\n", "currency"),
        ("sku,price,currency,colour\r\n", "colour"),
        ("\r\n\r\n", "no rows"),
        ("sku,price,currency\r\n", "no rows"),
    ] {
        let id = sent(&shop, &files, AT, file).await;
        shop.tick("advance-price-jobs").await;
        let failed = view(&shop, &id).await;
        assert_eq!(failed["state"], "failed");
        assert!(failed["failure"].as_str().unwrap().contains(why), "{failed}");
    }
    let huge = json!({ "bytes": 20 * 1_024 * 1_024 + 1 });
    assert_eq!(post(&shop, AT, huge).await.refused(422), "pricing.file_size");
    // A file that never comes is not waited for for ever.
    let begun = post(&shop, AT, json!({ "bytes": 10 })).await.expect(201);
    let id = begun["job_id"].as_str().unwrap();
    shop.tick("advance-price-jobs").await;
    assert_eq!(view(&shop, id).await["state"], "awaiting_upload");
    shop.source.advance(7_201);
    shop.tick("advance-price-jobs").await;
    assert_eq!(view(&shop, id).await["state"], "failed");
    assert_eq!(get(&shop, "/price-jobs").await["items"].as_array().unwrap().len(), 5);
}

#[tokio::test]
async fn competitors_prices_come_by_file() {
    let (shop, files) = shop_with_files().await;
    let at = "/competitor-prices/imports";
    let header = "sku,competitor,price,currency,seen_at\r\n";
    let file = format!(
        "{header}\
         SKU-0,lumen,9.50,GBP,2026-11-20T10:00:00Z\r\n\
         SKU-0,brite,9.10,GBP,2026-11-20T10:00:00Z\r\n\
         SKU-1,lumen,0,GBP,2026-11-20T10:00:00Z\r\n\
         NOTHING,lumen,1,GBP,2026-11-20T10:00:00Z\r\n\
         SKU-2,lumen,1,GBP,2027-11-20T10:00:00Z\r\n\
         SKU-0,lumen,9.40,GBP,2026-11-19T10:00:00Z\r\n"
    );
    let done = run(&shop, &files, at, &file).await;
    assert_eq!(counts(&done), [6, 2, 3]);
    let lines: Vec<u64> = rejected(&files, &done).into_iter().map(|(line, _, _)| line).collect();
    assert_eq!(lines, [4, 5, 6]);
    let seen = get(&shop, "/competitor-prices/SKU-0").await;
    assert_eq!(seen["seen"][1]["price"], pounds(950), "the older price came too late: {seen}");
    let before: Vec<String> =
        table(&shop).into_iter().filter(|item| item.contains("\"COMPETITORS#")).collect();
    assert_eq!(counts(&run(&shop, &files, at, &file).await), [6, 0, 3]);
    let after: Vec<String> =
        table(&shop).into_iter().filter(|item| item.contains("\"COMPETITORS#")).collect();
    assert_eq!(before, after);
}

#[tokio::test]
async fn codes_by_the_hundred_are_a_file_and_each_is_used_once() {
    for fault in [Injected::None, Injected::Throttle, Injected::CommitThenSilence] {
        let (shop, files) = shop_with_files().await;
        let limits = json!({ "by_code": true, "limits": { "per_code": 1 } });
        let id = started(&shop, with(percent("0.2"), limits)).await;
        let at = format!("/promotions/{id}/code-pools");
        let begun = post(&shop, &at, json!({ "count": 250 })).await.expect(201);
        let job = begun["job_id"].as_str().unwrap();
        let app = pricing::app();
        shop.database.inject([Injected::None, fault]);
        while app.tick(shop.host(), "advance-price-jobs").await.is_err() {}
        shop.database.heal();
        let done = view(&shop, job).await;
        assert_eq!((&done["state"], counts(&done)), (&json!("finished"), [250, 250, 0]));
        let file = String::from_utf8(files.download(done["result"].as_str().unwrap()).unwrap());
        let file = file.unwrap();
        let codes: BTreeSet<&str> = file.lines().skip(1).collect();
        assert_eq!(codes.len(), 250, "{fault:?}");
        let leads = table(&shop).iter().filter(|item| item.contains("\"CODE#")).count();
        assert_eq!(leads, 250, "{fault:?}");
        let cart = cart(&shop, 0, 1).await;
        cart.enter(&shop, &[codes.first().unwrap()]).await.expect(200);
        assert_eq!(cart.total(&shop).await, 800);
        assert!(!done.to_string().contains("seed"));
    }
    let (shop, _) = shop_with_files().await;
    let often = made(&shop, with(percent("0.2"), json!({ "by_code": true }))).await;
    let at = format!("/promotions/{often}/code-pools");
    assert_eq!(post(&shop, &at, json!({ "count": 1 })).await.refused(422), "request.invalid");
    assert_eq!(post(&shop, &at, json!({ "count": 100_001 })).await.refused(422), "request.invalid");
}

/// So many codes are made, three thousand if nobody says otherwise: `CODES=100000` tries the largest pool. The clock comes by
/// as often as it takes, and no single visit is longer than its steps.
#[allow(clippy::disallowed_methods)] // A test may be told how many.
#[tokio::test]
async fn a_pool_of_many_codes_is_made_by_the_clock_and_all_are_different() {
    let asked = std::env::var("CODES").ok().and_then(|count| count.parse().ok());
    let count: usize = asked.unwrap_or(3_000);
    let (shop, files) = shop_with_files().await;
    let limits = json!({ "by_code": true, "limits": { "per_code": 1 } });
    let id = started(&shop, with(percent("0.2"), limits)).await;
    let at = format!("/promotions/{id}/code-pools");
    let begun = post(&shop, &at, json!({ "count": count })).await.expect(201);
    let job = begun["job_id"].as_str().unwrap();
    let (began, mut visits, mut calls, mut longest) = (Instant::now(), 0, 0, 0);
    let done = loop {
        let (visit, app) = (Instant::now(), pricing::app());
        shop.database.journal().watch();
        app.tick(shop.host(), "advance-price-jobs").await.unwrap();
        let made = shop.database.journal().take().len();
        (visits, calls) = (visits + 1, calls + made);
        longest = longest.max(visit.elapsed().as_millis());
        let now = view(&shop, job).await;
        if now["state"] != "working" {
            break now;
        }
    };
    println!(
        "{count} codes: {visits} visits of the clock, {calls} calls, {:?}, the longest visit {longest} ms",
        began.elapsed()
    );
    let wanted = u64::try_from(count).unwrap();
    assert_eq!((&done["state"], counts(&done)), (&json!("finished"), [wanted, wanted, 0]));
    let file = String::from_utf8(files.download(done["result"].as_str().unwrap()).unwrap());
    let codes: BTreeSet<String> = file.unwrap().lines().skip(1).map(str::to_owned).collect();
    assert_eq!(codes.len(), count);
    let leads = table(&shop).iter().filter(|item| item.contains("\"CODE#")).count();
    assert_eq!(leads, count);
    let cart = cart(&shop, 0, 1).await;
    cart.enter(&shop, &[codes.last().unwrap()]).await.expect(200);
    assert_eq!(cart.total(&shop).await, 800);
}

#[tokio::test]
async fn a_list_that_ends_is_sold_by_no_longer_and_goes() {
    let faults = [Injected::Throttle, Injected::CommitThenSilence];
    for (at, fault) in (0..3).flat_map(|at| faults.map(|fault| (at, fault))) {
        let (shop, files) = shop_with_files().await;
        let mut file = HEADER.to_owned();
        (0..40).for_each(|n| write!(file, "SKU-{n},GBP,1,9.00,,,,\r\n").unwrap());
        run(&shop, &files, AT, &file).await;
        let cart = cart(&shop, 0, 1).await;
        assert_eq!(cart.total(&shop).await, 900);
        let end = || testkit::Request::delete("/price-lists/trade").staff(contract::Role::Catalog);
        let ended = shop.call(end()).await.expect(200);
        assert!(ended["ended_at"].is_string());
        assert_eq!(cart.total(&shop).await, 1_000, "at once, though its rows are still there");
        assert_eq!(shop.call(end()).await.expect(200), ended);
        let late = json!({ "skus": [{ "sku": "SKU-0", "rows": [] }] });
        let late = put(&shop, "/price-lists/trade/rows", late).await;
        assert_eq!(late.refused(409), "pricing.list_ended");
        let app = pricing::app();
        shop.database.inject(std::iter::repeat_n(Injected::None, at).chain([fault]));
        while app.tick(shop.host(), "advance-price-jobs").await.is_err() {}
        shop.database.heal();
        assert_eq!(prices(&shop), Vec::<String>::new(), "{fault:?} at {at}");
        assert_eq!(shop.call(end()).await.refused(404), "not_found");
        assert_eq!(cart.total(&shop).await, 1_000);
        // The name is free again.
        put(&shop, "/price-lists/trade", json!({ "title": "Trade" })).await.expect(200);
        run(&shop, &files, AT, &file).await;
        assert_eq!(cart.total(&shop).await, 900, "{fault:?} at {at}");
        let key = keys::pricing::price_list(&"trade".parse().unwrap());
        assert_eq!(shop.table().load(&key).await.unwrap().value.skus, 40);
        let head: BookHead = shop.table().load(&keys::pricing::book()).await.unwrap().value;
        assert_eq!(head.edition, 3, "opened, ended, forgotten");
    }
}

//! Imports: whatever is in the file, and whatever is delivered twice or breaks.
use crate::kit::{category, put, shop, simple, staff};
use contract::Role;
use serde_json::{Value, json};
use std::fmt::Write;
use testkit::{Injected, MemoryFiles, Request, Shop};

/// Begins an import and sends its file; gives the import's id.
async fn send(shop: &Shop, files: &MemoryFiles, format: &str, key: &str, file: &[u8]) -> String {
    let body = json!({ "format": format, "bytes": file.len(), "file_name": "products" });
    let begin = Request::post("/imports").staff(Role::Catalog).key(key).json(&body);
    let begun = shop.answer(begin).await.expect(201);
    assert_eq!(begun["state"], "awaiting_upload");
    files.upload(begun["upload"]["url"].as_str().unwrap(), file);
    begun["import_id"].as_str().unwrap().to_owned()
}

async fn view(shop: &Shop, id: &str) -> Value {
    shop.answer(staff(format!("/imports/{id}"))).await.expect(200)
}

/// Created, updated, unchanged, rejected.
fn counts(view: &Value) -> [u64; 4] {
    ["created", "updated", "unchanged", "rejected"].map(|name| view[name].as_u64().unwrap())
}

async fn run(shop: &Shop, files: &MemoryFiles, format: &str, key: &str, file: &[u8]) -> Value {
    let id = send(shop, files, format, key, file).await;
    shop.uploaded(&format!("imports/{id}")).await;
    let view = view(shop, &id).await;
    assert_eq!(view["state"], "finished", "{view}");
    assert_eq!(view["done"], view["rows"]);
    view
}

const HEADER: &str = "external_key,sku,title,description,price,currency,tax_category,brand,\
                      categories,gtin,weight_grams,status\r\n";

fn large(rows: usize) -> String {
    let mut file = HEADER.to_owned();
    for n in 0..rows {
        write!(
            file,
            "k{n},SKU-{n},\"Lantern no. {n}, \"\"white\"\"\",\"Two\nlines\",{}.{:02},GBP,standard,\
             Lumen,,,{n},active\r\n",
            n / 100,
            n % 100
        )
        .unwrap();
    }
    file
}

#[tokio::test]
async fn one_bad_row_never_stops_the_rest() {
    let (shop, files) = shop();
    shop.call(category("home", &json!({ "title": "Home" }))).await.expect(200);
    shop.call(put("old", &simple("Old", "TAKEN", 5))).await.expect(200);
    let file = format!(
        "\u{feff}{HEADER}\
         a,A,\"Lantern, \"\"white\"\"\",\"Two\r\nlines\",3.39,GBP,standard,Lumen,home,4006381333931,640,active\r\n\
         b,B,No price,,,,,,,,,\r\n\
         c,C,Bad price,,3.395,GBP,,,,,,\r\n\
         d,D,Bad check digit,,1,GBP,,,,4006381333932,,\r\n\
         e,TAKEN,Bad SKU,,1,GBP,,,,,,\r\n\
         f,F,Bad category,,1,GBP,,,nowhere,,,\r\n\
         g,G,Too few\r\n\
         h,H,\"Open,,1,GBP,,,,,,\r\n\
         \r\n\
         a,A2,Again,,1,GBP,,,,,,\r\n\
         i,I,Good,,1,JPY,,,,,,\r\n\
         old,TAKEN,Old,,0.05,GBP,standard,,,,,active"
    );
    let done = run(&shop, &files, "csv", "1", file.as_bytes()).await;
    assert_eq!(counts(&done), [3, 0, 1, 7], "{done}");
    let report = files.download(done["rejected_rows"].as_str().unwrap()).unwrap();
    let report = String::from_utf8(report).unwrap();
    let rejected: Vec<(&str, &str, &str)> = report
        .lines()
        .skip(1)
        .map(|line| {
            let mut cells = line.splitn(4, ',');
            (cells.next().unwrap(), cells.next().unwrap(), cells.next().unwrap())
        })
        .collect();
    assert_eq!(
        rejected,
        [
            ("5", "c", "import.unreadable_row"),
            ("6", "d", "import.unreadable_row"),
            ("7", "e", "catalog.sku_taken"),
            ("8", "f", "catalog.unknown_category"),
            ("9", "", "import.unreadable_row"),
            ("10", "", "import.unreadable_row"),
            ("12", "a", "import.repeated_key"),
        ]
    );
    let lantern = shop.call(Request::get("/products/by-sku/A")).await.expect(200);
    assert_eq!(lantern["title"], "Lantern, \"white\"");
    assert_eq!(lantern["description"], "Two\nlines");
    assert_eq!(lantern["variants"][0]["prices"], json!([{ "currency": "GBP", "minor": 339 }]));
    let yen = shop.call(Request::get("/products/by-sku/I")).await.expect(200);
    assert_eq!(yen["variants"][0]["prices"], json!([{ "currency": "JPY", "minor": 1 }]));
    assert_eq!(shop.call(Request::get("/products/by-sku/B")).await.status, 404, "a draft");
    let names = shop.sent_names();
    assert_eq!(names.iter().filter(|name| *name == "catalog.ImportFinished.v1").count(), 1);
}

/// Does an import's work as its queue brings it, while no event moves.
async fn work(shop: &Shop, id: &str) -> Value {
    let app = catalog::app();
    app.upload(shop.host(), format!("imports/{id}")).await.unwrap();
    for job in shop.take_jobs() {
        app.job(shop.host(), job).await.unwrap();
    }
    let view = view(shop, id).await;
    assert_eq!(view["state"], "finished", "{view}");
    view
}

#[tokio::test]
async fn two_thousand_rows_go_in_and_the_same_file_again_changes_nothing() {
    let (shop, files) = shop();
    let file = large(2_000);
    let id = send(&shop, &files, "csv", "1", file.as_bytes()).await;
    assert_eq!(counts(&work(&shop, &id).await), [2_000, 0, 0, 0]);
    shop.database.take_stream();
    let id = send(&shop, &files, "csv", "2", file.as_bytes()).await;
    let before = shop.table().meter().read().write_milli;
    let second = work(&shop, &id).await;
    assert_eq!(counts(&second), [0, 0, 2_000, 0]);
    assert!(second.get("rejected_rows").is_none());
    assert_eq!(shop.database.take_stream().len(), 1, "only the end of the import is told");
    let units = (shop.table().meter().read().write_milli - before) / 1_000;
    assert!(units < 80 * 8, "{units} units: a batch and its tally, and no product");
    let version = shop.answer(Request::get("/products/by-sku/SKU-7")).await.version();
    assert_eq!(version, 1);
}

#[tokio::test]
async fn a_batch_and_a_notice_that_come_twice_count_once() {
    let (shop, files) = shop();
    let file = large(60);
    let id = send(&shop, &files, "csv", "1", file.as_bytes()).await;
    let key = format!("imports/{id}");
    let app = catalog::app();
    // Two notices before anything is applied: every batch is sent twice.
    app.upload(shop.host(), key.clone()).await.unwrap();
    let jobs = shop.take_jobs();
    assert_eq!(jobs.len(), 3);
    for job in jobs.iter().rev().chain(&jobs) {
        app.job(shop.host(), job.clone()).await.unwrap();
    }
    shop.uploaded(&key).await;
    for job in jobs {
        app.job(shop.host(), job).await.unwrap();
    }
    shop.settle().await;
    let done = view(&shop, &id).await;
    assert_eq!(done["state"], "finished");
    assert_eq!(counts(&done), [60, 0, 0, 0]);
    let names = shop.sent_names();
    assert_eq!(names.iter().filter(|name| *name == "catalog.ImportFinished.v1").count(), 1);
    assert_eq!(names.iter().filter(|name| *name == "catalog.ProductUpserted.v1").count(), 60);
}

#[tokio::test]
async fn a_crash_at_any_commit_is_gone_over_when_the_message_comes_back() {
    // Whichever commit fails, and whether or not it went through, the next delivery goes on.
    for at in 0..8 {
        for fault in [Injected::Throttle, Injected::CommitThenSilence] {
            let (shop, files) = shop();
            let file = large(30);
            let id = send(&shop, &files, "csv", "1", file.as_bytes()).await;
            let app = catalog::app();
            shop.database.inject(std::iter::repeat_n(Injected::None, at).chain([fault]));
            let key = format!("imports/{id}");
            while app.upload(shop.host(), key.clone()).await.is_err() {}
            for job in shop.take_jobs() {
                while app.job(shop.host(), job.clone()).await.is_err() {}
            }
            let done = view(&shop, &id).await;
            assert_eq!(done["state"], "finished", "{fault:?} at {at}");
            assert_eq!(counts(&done), [30, 0, 0, 0], "{fault:?} at {at}");
        }
    }
}

#[tokio::test]
async fn json_lines_hold_whole_products() {
    let (shop, files) = shop();
    let shirt = json!({
        "external_key": "ts", "title": "T-shirt", "state": "active", "tax_category": "clothing",
        "options": [{ "name": "size", "values": ["S", "M"] }],
        "variants": [
            { "sku": "TS-S", "options": { "size": "S" }, "prices": [{ "currency": "GBP", "minor": 1 }] },
            { "sku": "TS-M", "options": { "size": "M" }, "prices": [{ "currency": "GBP", "minor": 2 }] },
        ],
    });
    let file =
        format!("{shirt}\n\n{{\"title\": \n{{\"title\": \"No key\", \"tax_category\": \"x\"}}\n");
    let done = run(&shop, &files, "jsonl", "1", file.as_bytes()).await;
    assert_eq!(counts(&done), [1, 0, 0, 2]);
    let again = run(&shop, &files, "jsonl", "2", format!("{shirt}").as_bytes()).await;
    assert_eq!(counts(&again), [0, 0, 1, 0]);
    // A CSV row cannot hold a product with options, and leaves it alone.
    let row = b"external_key,sku,price,currency\nts,TS-S,9,GBP\n";
    let csv = run(&shop, &files, "csv", "3", row).await;
    assert_eq!(counts(&csv), [0, 0, 0, 1]);
}

#[tokio::test]
async fn columns_that_are_not_there_stay_as_they_are() {
    let (shop, files) = shop();
    shop.call(put("erp-1", &crate::kit::lantern())).await.expect(200);
    let file = b"external_key,price,currency\nerp-1,3.49,GBP\n";
    let done = run(&shop, &files, "csv", "1", file).await;
    assert_eq!(counts(&done), [0, 1, 0, 0]);
    let shown = shop.call(Request::get("/products/by-sku/71053")).await.expect(200);
    let prices = &shown["variants"][0]["prices"];
    assert_eq!(shown["brand"], "Lumen & Co");
    assert!(prices.as_array().unwrap().contains(&json!({ "currency": "GBP", "minor": 349 })));
    assert!(prices.as_array().unwrap().contains(&json!({ "currency": "EUR", "minor": 410 })));
    let id = shown["product_id"].as_str().unwrap();
    let history = shop.call(staff(format!("/manage/products/{id}/changes"))).await.expect(200);
    assert_eq!(history["items"][0]["import_id"], done["import_id"]);
    assert_eq!(history["items"][0]["actor"]["id"], "staff-catalog", "who sent the file");
}

#[tokio::test]
async fn a_file_that_cannot_be_read_as_a_whole_fails_with_a_reason() {
    let (shop, files) = shop();
    let cases: [(&str, &[u8], &str); 4] = [
        ("csv", b"sku,title\nA,B\n", "external_key"),
        ("csv", b"external_key,colour\nA,B\n", "colour"),
        ("csv", b"external_key,sku\n", "no rows"),
        ("jsonl", b"\n\n", "no rows"),
    ];
    for (at, (format, file, why)) in cases.into_iter().enumerate() {
        let id = send(&shop, &files, format, &format!("key-{at}"), file).await;
        shop.uploaded(&format!("imports/{id}")).await;
        let failed = view(&shop, &id).await;
        assert_eq!(failed["state"], "failed");
        assert!(failed["failure"].as_str().unwrap().contains(why), "{failed}");
    }
    let huge = json!({ "format": "csv", "bytes": 52_428_801 });
    let refused = Request::post("/imports").staff(Role::Catalog).key("huge").json(&huge);
    assert_eq!(shop.call(refused).await.refused(422), "import.file_size");
    shop.uploaded("imports/imp_unknown").await;
    shop.uploaded("something/else").await;
    let list = shop.call(staff("/imports")).await.expect(200);
    assert_eq!(list["items"].as_array().unwrap().len(), 4);
}

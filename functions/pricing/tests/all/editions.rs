//! The book: every change is an edition of its own, and none is lost.
use crate::kit::*;
use contract::pricing::PromotionBody;
use domain::pricing::{book::BookHead, promotion::PromotionState};
use primitives::PromotionId;
use serde_json::{Value, json};
use std::ops::Range;
use table::{Done, keys};

async fn head(shop: &testkit::Shop) -> BookHead {
    shop.table().load(&keys::pricing::book()).await.unwrap().value
}

fn pages(shop: &testkit::Shop) -> usize {
    table(shop).iter().filter(|item| item.contains("\"PAGE#")).count()
}

#[tokio::test]
async fn two_staff_changes_at_once_both_survive() {
    let shop = shop().await;
    let (one, two) = (made(&shop, percent("0.1")).await, made(&shop, percent("0.2")).await);
    let start =
        async |id: &str| post(&shop, &format!("/promotions/{id}/start"), json!({})).await.status;
    let terms =
        async { put(&shop, "/pricing/terms", json!({ "honour_minutes": 30 })).await.status };
    assert_eq!(tokio::join!(start(&one), start(&two), terms), (200, 200, 200));
    let view = get(&shop, "/pricing").await;
    assert_eq!((&view["promotions"], &view["honour_minutes"]), (&json!(2), &json!(30)));
    assert_eq!(head(&shop).await.edition, 3);
}

#[tokio::test]
async fn the_edition_before_stays_and_older_ones_go() {
    let shop = shop().await;
    for n in 1..=5 {
        started(&shop, percent("0.01")).await;
        let head = head(&shop).await;
        assert_eq!((head.edition, head.page_count), (n, 1));
        assert_eq!(pages(&shop), if n == 1 { 1 } else { 2 });
    }
}

#[tokio::test]
async fn what_leaves_the_book_as_it_was_prints_nothing() {
    let shop = shop().await;
    let id = made(&shop, percent("0.1")).await;
    post(&shop, &format!("/promotions/{id}/end"), json!({})).await.expect(200);
    let terms = json!({ "terms": [], "honour_minutes": 0 });
    assert_eq!(put(&shop, "/pricing/terms", terms).await.version(), 0);
    assert_eq!(pages(&shop), 0);
    let shown = put(&shop, "/pricing/terms", json!({ "honour_minutes": 5 })).await;
    assert_eq!(shown.version(), 1);
    let again = put(&shop, "/pricing/terms", json!({ "honour_minutes": 5 })).await;
    assert_eq!((again.version(), pages(&shop)), (1, 1));
}

#[tokio::test]
async fn a_book_that_cannot_be_laid_out_is_not_printed() {
    let shop = shop().await;
    let zone = json!({ "country": "DE", "rates": [{ "rate": "0.19", "from": "2025-01-01" }] });
    let twice = put(&shop, "/pricing/tax-zones", json!({ "tax_zones": [zone, zone] })).await;
    assert_eq!(twice.refused(422), "pricing.rule");
    let terms = json!({ "channel": "web", "terms": { "home": "GB", "prices_include_tax": true } });
    let twice = put(&shop, "/pricing/terms", json!({ "terms": [terms, terms] })).await;
    assert_eq!(twice.refused(422), "pricing.rule");
    assert_eq!(pages(&shop), 0);
}

/// Prints promotions into the book as if they had been started before.
async fn seed(shop: &testkit::Shop, body: &impl Fn(u32) -> Value, of: Range<u32>) {
    let before = head(shop).await;
    let page = shop.table().load(&keys::pricing::book_page(&before.edition, &0)).await.unwrap();
    let mut book = page.value.part;
    for n in of {
        let body: PromotionBody = serde_json::from_value(body(n)).unwrap();
        let id = PromotionId::parse(format!("prm_{n}")).unwrap();
        book.enter(&body.promotion(id, 2, PromotionState::Active)).unwrap();
    }
    let (head, pages) = book.print(before.edition).unwrap();
    shop.seed(pages.iter().fold(Done::new(()).put(&head), Done::put)).await;
}

#[tokio::test]
async fn a_cart_costs_the_same_calls_however_many_promotions_are_at_work() {
    let shop = shop().await;
    let cart = cart(&shop, 0, 1).await;
    let body = |n: u32| {
        let of = json!({ "skus": [format!("SKU-{}", n % 40)] });
        let off = json!({ "kind": "percent", "share": "0.01" });
        json!({ "title": "One", "effect": { "kind": "lines", "of": of, "off": off } })
    };
    started(&shop, body(0)).await;
    cart.view(&shop).await;
    let journal = shop.database.journal();
    journal.watch();
    cart.view(&shop).await;
    let one = journal.take();
    // Most of them are in the book already; the last are started one after the other.
    seed(&shop, &body, 2..490).await;
    for n in 490..=500 {
        started(&shop, body(n)).await;
    }
    assert_eq!(get(&shop, "/pricing").await["promotions"], json!(500));
    // The first view after the last edition reads its pages; every other of the process does not.
    journal.watch();
    cart.view(&shop).await;
    let first = journal.take();
    journal.watch();
    cart.view(&shop).await;
    let many = journal.take();
    assert_eq!(many, one);
    assert_eq!(first.len(), one.len() + 1);
}

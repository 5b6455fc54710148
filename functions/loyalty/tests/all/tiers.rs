//! Tiers: earned by purchases that stay, felt by prices, and lost when a window ends.
use crate::shop::*;
use contract::Role;
use domain::pricing::BuyerTerms;
use primitives::{Code, Slug};
use serde_json::{Value, json};
use testkit::{Request, Shop};

/// Gold from 200 points on, for half as much again.
fn tiered() -> Value {
    let mut rules = programme();
    let level = |tier: &str, least: i64, factor: u32| json!({ "tier": tier, "title": tier, "least": least, "factor": factor });
    let levels = [level("silver", 200, 1_500), level("gold", 5_000, 2_000)];
    rules["tiers"] = json!({ "months": 3, "levels": levels });
    rules
}

/// What a cart reads of its buyer.
async fn terms(shop: &Shop) -> Option<BuyerTerms> {
    let held = shop.table().find(&table::keys::pricing::buyer_terms(&id("ada"))).await.unwrap();
    held.map(|held| held.value)
}

async fn tier(shop: &Shop) -> Option<Slug> {
    terms(shop).await.and_then(|terms| terms.tier)
}

#[tokio::test(start_paused = true)]
async fn a_tier_comes_with_what_can_be_spent_feeds_prices_and_goes_with_what_comes_back() {
    let shop = apps();
    rules(&shop, &tiered()).await;
    known(&shop, "ada").await;
    let order = placed(&shop, "one", 1, "ada").await;
    let whole = net(&shop, &order.order_id);
    assert!((200..300).contains(&whole), "{whole}");
    assert_eq!(tier(&shop).await, None, "what is promised is no tier yet");
    mature(&shop).await;
    let silver = Slug::parse("silver").unwrap();
    assert_eq!(tier(&shop).await, Some(silver.clone()));
    let mut tariff = domain::pricing::Tariff::default();
    tariff.known_as(terms(&shop).await.unwrap());
    assert!(tariff.buyer.groups.contains(&Code::parse("tier:silver").unwrap()));
    // What staff say of the customer leaves the tier alone.
    let path = format!("/customers/{}/terms", id("ada"));
    let put = Request::put(path).staff(Role::Service).json(&json!({ "groups": ["trade"] }));
    assert_eq!(shop.call(put).await.expect(200)["tier"], "silver");
    // Purchases in it earn more.
    let second = placed(&shop, "two", 1, "ada").await;
    assert_eq!(points(&shop, "ada").await, (whole, whole * 3 / 2));
    let seen = shop.call(Request::get("/me/loyalty").customer("ada")).await.expect(200);
    assert_eq!(seen["tier"]["next"], "gold");
    assert_eq!(seen["tier"]["lacking"], 5_000 - whole);
    refund(&shop, &order.order_id, "all", order.totals.total.minor).await;
    let terms = terms(&shop).await.unwrap();
    assert_eq!((terms.tier, terms.groups.len()), (None, 1));
    refund(&shop, &second.order_id, "all", second.totals.total.minor).await;
    assert_eq!(points(&shop, "ada").await, (0, 0));
    let told = shop.sent_names();
    assert_eq!(told.iter().filter(|name| *name == "loyalty.TierChanged.v1").count(), 2);
    adds_up(&shop);
}

#[tokio::test(start_paused = true)]
async fn a_tier_ends_with_its_window_by_the_clock() {
    let shop = apps();
    rules(&shop, &tiered()).await;
    placed(&shop, "one", 1, "ada").await;
    mature(&shop).await;
    let seen = shop.call(Request::get("/me/loyalty").customer("ada")).await.expect(200);
    // Matured in December: three months with it are December to February.
    assert_eq!(seen["tier"]["until"], "2027-03-01T00:00:00.000Z");
    shop.source.advance(85 * DAY);
    shop.tick("loyalty-due").await;
    assert!(tier(&shop).await.is_some());
    shop.source.advance(DAY);
    shop.tick("loyalty-due").await;
    shop.tick("loyalty-due").await;
    assert_eq!(tier(&shop).await, None);
    let told = shop.sent_names();
    assert_eq!(told.iter().filter(|name| *name == "loyalty.TierChanged.v1").count(), 2);
    adds_up(&shop);
}

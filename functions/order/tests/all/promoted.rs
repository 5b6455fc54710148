//! Drafts and edits under promotions and price lists: priced as a cart is, and what is limited taken
//! with the order and given back without it.
use crate::till::{Till, add, arrive, body, changes, check, edit, get, lines, preview};
use contract::Role;
use domain::pricing::CodeLead;
use domain::pricing::{
    BuyerTerms, Fraction, RuleRef, Window,
    book::{Book, Campaign},
    promotion::{
        Amounts, Budget, Condition, Effect, Limits, OrderOff, Promotion, PromotionState, Selector,
        Stacking,
    },
    selection::{PriceRow, Scope, SkuPrices, Tier},
};
use primitives::{
    CampaignId, Code, Currency, CustomerId, Example, Money, PromotionId, Quantity, Sku, Title,
};
use runtime::Done;
use serde_json::{Value, json};
use testkit::{Delivery, Request, Shop};

fn gbp(minor: i64) -> Money {
    Money::new(minor, Currency::GBP)
}

/// A pound off every order of which the catalogue prices something, so many times.
fn a_pound_off(uses: u64) -> Promotion {
    Promotion {
        id: PromotionId::parse("prm_summer").unwrap(),
        version: 3,
        title: Title::parse("Summer").unwrap(),
        state: PromotionState::Active,
        window: Window::default(),
        by_code: false,
        priority: 0,
        stacking: Stacking::Combinable,
        group: None,
        conditions: vec![],
        effect: Effect::Order {
            off: OrderOff::Amount { amounts: Amounts(vec![gbp(100)]) },
            cap: None,
        },
        limits: Limits { uses: Some(uses), ..Limits::default() },
        campaign: None,
    }
}

/// A tenth off everything that the catalogue prices, so many times.
fn tenth_off(uses: u64) -> Promotion {
    let off = OrderOff::Percent { share: Fraction::millionths(100_000) };
    Promotion { effect: Effect::Order { off, cap: None }, ..a_pound_off(uses) }
}

/// The same without a limit, from fifteen pounds on.
fn from_fifteen(promotion: Promotion) -> Promotion {
    let at_least = Amounts(vec![gbp(1_500)]);
    let conditions = vec![Condition::Spend { of: Selector::default(), at_least }];
    Promotion { conditions, limits: Limits::default(), ..promotion }
}

/// Puts a book in force, as `pricing` prints it.
async fn print(shop: &Shop, promotion: Promotion) {
    let book = Book { promotions: vec![promotion], lists: true, ..Book::default() };
    let (head, pages) = book.print(1).unwrap();
    shop.seed(pages.iter().fold(Done::new(()).put(&head), Done::put)).await;
}

/// A price for buyers of the trade.
async fn trade_price(shop: &Shop, sku: &str, minor: i64) {
    let sku = Sku::parse(sku).unwrap();
    let row = PriceRow {
        rule: RuleRef { id: Code::parse("trade").unwrap(), version: 2 },
        sku: sku.clone(),
        scope: Scope { group: Some(Code::parse("trade").unwrap()), ..Scope::default() },
        window: Window::default(),
        tiers: vec![Tier { from: Quantity::ONE, price: gbp(minor) }],
        compare_at: None,
    };
    let ada = CustomerId::parse("cus_ada").unwrap();
    let groups = [Code::parse("trade").unwrap()].into();
    let terms = BuyerTerms { groups, ..BuyerTerms::none(ada) };
    shop.seed(Done::new(()).put(&SkuPrices { sku, rows: vec![row] }).put(&terms)).await;
}

fn counted(shop: &Shop) -> u64 {
    let all = shop.database.everything();
    let counters = all.iter().filter(|item| item["t"]["S"] == "UseCounter");
    counters.map(|item| item["uses"]["N"].as_str().unwrap().parse::<u64>().unwrap()).sum()
}

fn line(sku: &str, units: u32) -> Value {
    json!({ "sku": sku, "quantity": units })
}

async fn draft(shop: &Shop, key: &str, customer: bool, lines: Vec<Value>) -> Value {
    let mut body = json!({ "currency": "GBP", "email": "ada@example.com", "lines": lines });
    if customer {
        body["customer_id"] = json!("cus_ada");
    }
    let begin = Request::post("/draft-orders").key(key).staff(Role::Service).json(&body);
    shop.call(begin).await.expect(201)
}

fn complete(draft: &Value, key: &str, card: &str) -> Request {
    let id = draft["order_id"].as_str().unwrap();
    Request::post(format!("/draft-orders/{id}/complete"))
        .key(key)
        .staff(Role::Service)
        .json(&json!({ "payment": { "provider": "sandbox", "method": card } }))
}

async fn till() -> Shop {
    let shop = Till::shop();
    Till::settings(&shop).await;
    arrive(&shop, &["LAMP", "ROPE"].map(String::from), 20).await;
    Till::offer(&shop, "LAMP", 1_000).await;
    Till::offer(&shop, "ROPE", 500).await;
    shop
}

#[tokio::test(start_paused = true)]
async fn a_draft_of_a_customer_has_their_prices_and_promotions_and_what_staff_wrote_stands() {
    let shop = till().await;
    print(&shop, a_pound_off(1)).await;
    trade_price(&shop, "LAMP", 800).await;
    let guest = draft(&shop, "guest", false, vec![line("LAMP", 1)]).await;
    assert_eq!(guest["totals"]["total"]["minor"], 900, "the list is not for everybody");
    let written = json!({ "sku": "ROPE", "quantity": 2, "discount": { "currency": "GBP", "minor": 150 },
                          "unit_price": { "currency": "GBP", "minor": 400 } });
    let ada = draft(&shop, "ada", true, vec![line("LAMP", 2), written]).await;
    // Two lamps at the trade's price less a pound; two ropes as the staff wrote.
    assert_eq!(ada["totals"]["total"]["minor"], 1_500 + 650);
    assert_eq!(ada["discounts"][0]["amount"]["minor"], 100);
    let id = ada["order_id"].as_str().unwrap();
    let on = lines(&shop, id).await;
    assert_eq!(on[0]["title"], "A shelf", "as the catalogue says");
    assert_eq!(on[1]["amounts"]["discount"]["minor"], 150);
    assert_eq!(counted(&shop), 0, "a draft takes nothing");

    // The head is written anew, and nothing of the price changes.
    let head = json!({ "currency": "GBP", "customer_id": "cus_ada", "note": "rang twice" });
    let put = Request::put(format!("/draft-orders/{id}")).staff(Role::Service).json(&head);
    assert_eq!(shop.call(put).await.expect(200)["totals"], ada["totals"]);

    shop.call(complete(&ada, "buy", "tok_visa")).await.expect(200);
    shop.settle().await;
    assert_eq!(counted(&shop), 1);
    let how = get(&shop, &format!("/orders/{id}/derivation")).await.to_string();
    assert!(how.contains("prm_summer") && how.contains("trade"), "{how}");
    check(&shop);

    // The guest's draft was promised the last use as well, and is told that it is gone.
    let late = shop.call(complete(&guest, "late", "tok_visa")).await;
    assert_eq!(late.refused(409), "order.not_placed");
    assert!(late.text.contains("has been used up"), "{}", late.text);
    let id = guest["order_id"].as_str().unwrap();
    let put = Request::put(format!("/draft-orders/{id}/lines"))
        .staff(Role::Service)
        .json(&json!({ "lines": [line("LAMP", 1)] }));
    assert_eq!(shop.call(put).await.expect(200)["totals"]["total"]["minor"], 1_000);
    shop.call(complete(&guest, "again", "tok_visa")).await.expect(200);
    shop.settle().await;
    assert_eq!(counted(&shop), 1);
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn a_draft_that_is_not_placed_gives_back_what_it_took() {
    for (card, units) in [("tok_declined", 1), ("tok_visa", 21)] {
        let shop = till().await.delivering(Delivery::TwiceAndBackwards);
        print(&shop, a_pound_off(1)).await;
        let begun = draft(&shop, "d", true, vec![line("LAMP", units)]).await;
        shop.call(complete(&begun, "buy", card)).await.refused(409);
        shop.settle().await;
        assert_eq!(counted(&shop), 0, "{card}");
        check(&shop);
    }
}

#[tokio::test(start_paused = true)]
async fn a_code_that_staff_enter_applies_and_one_of_no_promotion_is_refused() {
    let shop = till().await;
    let code = Code::parse("WELCOME").unwrap();
    let promotion = Promotion { by_code: true, ..a_pound_off(5) };
    let lead = CodeLead { code, promotion_id: promotion.id.clone() };
    print(&shop, promotion).await;
    shop.seed(Done::new(()).put(&lead)).await;
    let begin = |key: &str, code: &str| {
        let body = json!({ "currency": "GBP", "email": "a@example.com", "codes": [code],
                           "lines": [line("LAMP", 1)] });
        Request::post("/draft-orders").key(key).staff(Role::Service).json(&body)
    };
    let with = shop.call(begin("1", "WELCOME")).await.expect(201);
    assert_eq!(with["totals"]["total"]["minor"], 900);
    assert_eq!(with["discounts"][0]["code"], "WELCOME");
    assert_eq!(shop.call(begin("2", "WELKOM")).await.refused(422), "draft.unknown_code");
}

#[tokio::test(start_paused = true)]
async fn what_an_edit_adds_is_priced_as_the_buyers_next_order_and_a_use_is_counted_once() {
    let shop = till().await;
    print(&shop, tenth_off(1)).await;
    trade_price(&shop, "LAMP", 800).await;
    let begun = draft(&shop, "d", true, vec![line("LAMP", 2)]).await;
    shop.call(complete(&begun, "buy", "tok_visa")).await.expect(200);
    shop.settle().await;
    let id = begun["order_id"].as_str().unwrap();
    assert_eq!(counted(&shop), 1);

    let same = changes(&[line("LAMP", 1)], &[crate::till::take(&lines(&shop, id).await[0], 1)]);
    assert_eq!(preview(&shop, id, &same).await.refused(422), "order.edit_nothing");

    let wish = changes(&[line("LAMP", 1), add("ROPE", 1, 300)], &[]);
    let seen = preview(&shop, id, &wish).await.expect(200);
    assert_eq!(
        seen["charge"]["minor"],
        720 + 300,
        "the trade's price less a tenth, though the order's own use was the last; and as written"
    );
    let mut declined = body(&wish, &seen);
    declined["payment"] = json!({ "provider": "sandbox", "method": "tok_declined" });
    shop.call(edit(id, "no", &wish, &seen).json(&declined)).await.refused(409);
    shop.settle().await;
    assert_eq!(counted(&shop), 1, "an edit that comes to nothing gives back only what it took");
    let seen = preview(&shop, id, &wish).await.expect(200);
    shop.call(edit(id, "yes", &wish, &seen)).await.expect(200);
    shop.settle().await;
    let now = get(&shop, &format!("/orders/{id}")).await;
    assert_eq!(now["totals"]["total"]["minor"], 1_440 + 1_020);
    assert_eq!(now["discounts"][0]["amount"]["minor"], 160 + 80);
    assert_eq!(counted(&shop), 1, "one order, one use");
    check(&shop);

    // What is taken off frees no use: the order has had it.
    let off = changes(&[], &[crate::till::take(&lines(&shop, id).await[0], 2)]);
    let seen = preview(&shop, id, &off).await.expect(200);
    shop.call(edit(id, "off", &off, &seen)).await.expect(200);
    shop.settle().await;
    assert_eq!(counted(&shop), 1);
    let other = draft(&shop, "other", true, vec![line("LAMP", 1)]).await;
    assert_eq!(other["totals"]["total"]["minor"], 800, "it is used up");
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn an_amount_off_an_order_comes_once_however_it_is_edited() {
    let shop = till().await;
    print(&shop, a_pound_off(5)).await;
    let begun = draft(&shop, "d", true, vec![line("LAMP", 1)]).await;
    assert_eq!(begun["totals"]["total"]["minor"], 900);
    shop.call(complete(&begun, "buy", "tok_visa")).await.expect(200);
    shop.settle().await;
    let id = begun["order_id"].as_str().unwrap();
    let wish = changes(&[line("LAMP", 1)], &[]);
    let seen = preview(&shop, id, &wish).await.expect(200);
    assert_eq!(seen["charge"]["minor"], 1_000, "the pound was off the order, and is");
    shop.call(edit(id, "yes", &wish, &seen)).await.expect(200);
    shop.settle().await;
    assert_eq!(counted(&shop), 1);
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn a_threshold_counts_the_order_as_it_stands_after_the_edit() {
    let shop = till().await;
    print(&shop, from_fifteen(tenth_off(1))).await;
    let begun = draft(&shop, "d", true, vec![line("LAMP", 1)]).await;
    assert_eq!(begun["totals"]["total"]["minor"], 1_000, "one is too little");
    shop.call(complete(&begun, "buy", "tok_visa")).await.expect(200);
    shop.settle().await;
    let id = begun["order_id"].as_str().unwrap();
    let wish = changes(&[line("LAMP", 1)], &[]);
    let seen = preview(&shop, id, &wish).await.expect(200);
    assert_eq!(seen["charge"]["minor"], 900, "two are enough, for what is added");
    shop.call(edit(id, "more", &wish, &seen)).await.expect(200);
    shop.settle().await;
    // Below it again, what stays keeps its tenth, and what is added does not get one.
    let mut off = lines(&shop, id).await;
    let wish = changes(&[add("ROPE", 1, 300)], &[crate::till::take(&off.remove(0), 1)]);
    let seen = preview(&shop, id, &wish).await.expect(200);
    assert_eq!((&seen["refund"]["minor"], &seen["charge"]["minor"]), (&json!(700), &json!(0)));
}

#[tokio::test(start_paused = true)]
async fn a_pound_off_comes_once_whether_it_is_limited_or_not() {
    let shop = till().await;
    print(&shop, from_fifteen(a_pound_off(1))).await;
    let begun = draft(&shop, "e", true, vec![line("LAMP", 2)]).await;
    assert_eq!(begun["totals"]["total"]["minor"], 1_900);
    shop.call(complete(&begun, "pound", "tok_visa")).await.expect(200);
    shop.settle().await;
    let id = begun["order_id"].as_str().unwrap();
    let wish = changes(&[line("LAMP", 2)], &[]);
    let seen = preview(&shop, id, &wish).await.expect(200);
    assert_eq!(seen["charge"]["minor"], 2_000, "a pound comes off an order once, limited or not");
    check(&shop);
}

#[tokio::test(start_paused = true)]
async fn a_campaigns_budget_is_drawn_on_by_an_order_and_its_edits_together() {
    let shop = till().await;
    let campaign = CampaignId::example();
    let budget = Budget { money: Some(gbp(250)), uses: Some(1) };
    let campaigns =
        vec![Campaign { campaign_id: campaign.clone(), title: Title::example(), budget }];
    let promotion =
        Promotion { campaign: Some(campaign), limits: Limits::default(), ..tenth_off(1) };
    let book = Book { promotions: vec![promotion], campaigns, ..Book::default() };
    let (head, pages) = book.print(1).unwrap();
    shop.seed(pages.iter().fold(Done::new(()).put(&head), Done::put)).await;
    let begun = draft(&shop, "d", true, vec![line("LAMP", 1)]).await;
    shop.call(complete(&begun, "buy", "tok_visa")).await.expect(200);
    shop.settle().await;
    let id = begun["order_id"].as_str().unwrap();
    // A hundred pence, then a hundred more: then fifty are left, which are too few for the third.
    for (key, charge) in [("second", 900), ("third", 1_000)] {
        let wish = changes(&[line("LAMP", 1)], &[]);
        let seen = preview(&shop, id, &wish).await.expect(200);
        assert_eq!(seen["charge"]["minor"], charge, "{key}");
        shop.call(edit(id, key, &wish, &seen)).await.expect(200);
        shop.settle().await;
        assert_eq!(counted(&shop), 1, "{key}: the campaign was used by one order");
    }
    let all = shop.database.everything();
    let counter = all.iter().find(|item| item["t"]["S"] == "UseCounter").unwrap();
    assert_eq!(counter["spent"]["N"], "200");
    check(&shop);
}
